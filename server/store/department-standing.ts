// What each department answers for: computed while a period runs, kept when it is frozen, corrected beside.
import type { DepartmentStanding, Duty, DutyList, DutyQuery, LaterDuty } from '#contracts/department-standing.ts'
import type { Period } from '#contracts/measure.ts'
import { DEPARTMENT_MEASURES, type DepartmentMeasureId, departmentFraction } from '#domain/measures/department.ts'
import { versionOn } from '#domain/measures/figure.ts'
import { clockOf } from '#domain/measures/period.ts'
import type { Principal } from '#domain/policy.ts'
import { hazardsThen } from './hazard-then.ts'
import { readVersions } from './measure.ts'
import { decodeCursor, NAME, pageOf } from './page.ts'
import type { Queryable } from './pool.ts'
import { type Condition, EVERY_SCHOOL, schoolScope } from './scope.ts'

interface DutyRow {
  measureId: DepartmentMeasureId
  id: string
  name: string
  met: number
  required: number
  late: number
}

/**
 * Every task and hazard that counts, one a row. `$1` the moment judged, `$2` its day, `$3` the period's first day, `$4` and `$5` days of grace.
 * Both as they stood then; a task that had begun and was entered only later (a plan's list comes when it is ready) stands by its own days: who
 * types late makes nothing be in time, and more time that was granted since gave none then. Of hazards nothing is read that was struck off before
 * the period, so that the list may grow. @param own whose hazards; tasks are the whole district's
 */
const dutiesOf = (own: Condition): string => `with task_then as (
    select id, text, lead_dept, state, due_on, finished_on from task where lower(valid) <= $1
    union all select id, text, lead_dept, state, due_on, finished_on from task_history where upper(valid) > $1 and lower(valid) <= $1
    union all select id, text, lead_dept, case when state = 'cancelled' or finished_on <= $2::date then state else 'open' end,
        case when exists (select from task_log l where l.task_id = task.id and l.kind = 'extensionDecided') then first_due_on else due_on end, finished_on
      from task where starts_on <= $2::date and lower(valid) > $1 and not exists (select from task_history h where h.id = task.id and lower(h.valid) <= $1)),
  hazard_then as (
    select id, school_id, title, "leadDept" as lead_dept, "dueOn"::date as due_on, ("struckOff" at time zone 'Asia/Shanghai')::date as struck_on,
      ("fixedAt" at time zone 'Asia/Shanghai')::date as fixed_on
    from (${hazardsThen(`(struck_off_at is null or struck_off_at >= $3::date::timestamp at time zone 'Asia/Shanghai') and ${own.sql}`, '$1')}) h
    where "dueOn" is not null and "leadDept" is not null and not returned),
  duty as (
    select 'tasksOnTime' as measure, lead_dept as dept, id, text as title, due_on, case when state <> 'open' then finished_on end as done_on,
      state <> 'open' and finished_on <= due_on + $4::int as met
    from task_then
    where state <> 'cancelled'
      and ((state <> 'open' and finished_on between $3::date and $2::date) or (state = 'open' and due_on + $4::int < $2::date))
    union all
    select 'hazardsOnTime', lead_dept, id::text, (select name from school where school.id = school_id) || '：' || title, due_on, struck_on,
      struck_on is not null and coalesce(fixed_on, struck_on) <= due_on + $5::int
    from hazard_then where struck_on between $3::date and $2::date or (struck_on is null and due_on + $5::int < $2::date))`

/** Days of grace by the rule in force on the day judged. */
async function dutyParameters(db: Queryable, period: Period, nowMs: number): Promise<unknown[]> {
  const { asOfMs, today, from } = clockOf(period, nowMs)
  const versions = await readVersions(db)
  const grace = DEPARTMENT_MEASURES.map(({ id }) => versionOn(versions.get(id) ?? [], today)?.thresholds.graceDays ?? 0)
  return [new Date(asOfMs), today, from, ...grace]
}

/** @param reader null = nobody in particular: of every school */
async function computed(db: Queryable, reader: Principal | null, period: Period, nowMs: number): Promise<DutyRow[]> {
  const own = reader ? schoolScope(reader, 6, 'hazard.school_id') : EVERY_SCHOOL
  const { rows } = await db.query<DutyRow>(
    `${dutiesOf(own)} select measure as "measureId", d.id, d.name, count(*) filter (where met)::int as met, count(*)::int as required,
       count(*) filter (where done_on is null)::int as late
     from duty join department d on d.id = dept group by measure, d.id, d.name`,
    [...(await dutyParameters(db, period, nowMs)), ...own.values],
  )
  return rows
}

interface DutyFilter extends Pick<DutyQuery, 'measure' | 'department' | 'late' | 'cursor'> {
  /** at most so many; absent: all */
  readonly limit?: number | undefined
}
type DutyPage = Pick<DutyList, 'items' | 'nextCursor' | 'total'>
const FIELDS = `id, title, dept as "departmentId", name as "departmentName", due_on::text as "dueOn", done_on::text as "doneOn", met as counts`
/** `$6` the measure, `$7` the department. */
const NOW = `now_due as (select duty.*, d.name from duty join department d on d.id = dept where measure = $6 and ($7::text is null or dept = $7))`

type DutyPageRow = Duty & { total: number; met: number }
/** One page of the duties in a source, and how many there are of all: `$n` only late ones, then the key of the last row seen, and the most. */
const pageSql = (source: string, n: number): string =>
  `select ${FIELDS}, total, total_met as met
   from (select *, count(*) over ()::int as total, (count(*) filter (where met) over ())::int as total_met from ${source}) counted
   where ($${n}::text is null or done_on is null) and ($${n + 1}::int is null or (met::int, due_on, id) > ($${n + 1}::int, $${n + 2}::date, $${n + 3}::text))
   order by counted.met, due_on, id limit $${n + 4}`

function pageValues({ late, cursor, limit }: DutyFilter): unknown[] {
  const [met = null, dueOn = null, id = null] = decodeCursor(cursor, /^[01]$/, /^\d{4}-\d\d-\d\d$/, NAME) ?? []
  return [late ?? null, met, dueOn, id, limit === undefined ? null : limit + 1]
}

const toPage = (rows: readonly DutyPageRow[], { limit }: DutyFilter): DutyPage => ({
  ...pageOf(
    rows,
    limit ?? rows.length,
    ({ counts, dueOn, id }) => [counts ? '1' : '0', dueOn, id],
    ({ total: _, met: __, ...row }) => row,
  ),
  total: rows[0] ? { met: rows[0].met, applicable: rows[0].total } : null,
})

/** The tasks or hazards behind a figure as it comes to now. */
async function dutiesNow(db: Queryable, reader: Principal, period: Period, nowMs: number, filter: DutyFilter): Promise<DutyPage> {
  const own = schoolScope(reader, 13, 'hazard.school_id')
  const { rows } = await db.query<DutyPageRow>(`${dutiesOf(own)}, ${NOW} ${pageSql('now_due', 8)}`, [
    ...(await dutyParameters(db, period, nowMs)),
    filter.measure,
    filter.department ?? null,
    ...pageValues(filter),
    ...own.values,
  ])
  return toPage(rows, filter)
}

/** The tasks or hazards behind a frozen figure; null where none were kept. */
async function dutiesKept(db: Queryable, { id }: Period, filter: DutyFilter): Promise<DutyPage | null> {
  const of = [id, filter.measure, filter.department ?? null]
  const own = `period_id = $1 and measure_id = $2 and ($3::text is null or department_id = $3)`
  const { rows } = await db.query<DutyPageRow>(
    pageSql(
      `(select duty_id as id, title, department_id as dept, department_name as name, due_on, done_on, met from department_duty where ${own}) kept`,
      4,
    ),
    [...of, ...pageValues(filter)],
  )
  if (rows.length > 0) return toPage(rows, filter)
  // Frozen by a program that did not keep them yet: a figure is there, and nothing behind it.
  const { rows: behind } = await db.query<{ lost: boolean }>(
    `select exists (select from department_result where required > 0 and ${own}) and not exists (select from department_duty where ${own}) as lost`,
    of,
  )
  return behind[0]?.lost ? null : toPage(rows, filter)
}

/** What a frozen figure did not know: tasks and hazards that came since, that count otherwise, or that are no longer asked for; these last. */
async function dutiesLater(db: Queryable, period: Period, nowMs: number, { measure, department, limit }: DutyFilter): Promise<LaterDuty[]> {
  const { rows } = await db.query<LaterDuty>(
    `${dutiesOf(EVERY_SCHOOL)}, ${NOW},
     kept as (select duty_id as id, title, department_id as dept, department_name as name, due_on, done_on, met from department_duty
       where period_id = $9 and measure_id = $6 and ($7::text is null or department_id = $7)),
     differing as (
       select n.id, n.title, n.dept, n.name, n.due_on, n.done_on, n.met, case when k.id is null then 'added' else 'changed' end as change
       from now_due n left join kept k on k.id = n.id where k.id is null or k.met <> n.met or k.dept <> n.dept
       union all select k.*, 'removed' from kept k where not exists (select from now_due n where n.id = k.id))
     select ${FIELDS}, change from differing order by change = 'removed', met, due_on, id limit $8`,
    [...(await dutyParameters(db, period, nowMs)), measure, department ?? null, limit ?? null, period.id],
  )
  return rows
}

/**
 * The tasks or hazards behind a figure, what does not count first; of every department when none is named. Of a frozen period as they were
 * kept, and beside the first page what its correction rests on; hazards of a part of the district as of its end.
 */
export async function readDuties(
  db: Queryable,
  reader: Principal,
  period: Period,
  nowMs: number,
  filter: DutyFilter,
): Promise<DutyPage & { later: LaterDuty[] }> {
  const kept = isKept(period, reader, filter.measure) ? await dutiesKept(db, period, filter) : null
  if (!kept) return { ...(await dutiesNow(db, reader, period, nowMs, filter)), later: [] }
  return { ...kept, later: filter.cursor === undefined ? await dutiesLater(db, period, nowMs, filter) : [] }
}

/**
 * Keeps the figures of a period that is being frozen, and what is behind each; once. In one statement: the registers as they stood are worked
 * out once, while everybody else waits.
 */
export async function keepDepartmentResults(db: Queryable, period: Period, at: Date): Promise<void> {
  await db.query(
    `${dutiesOf(EVERY_SCHOOL)}, named as (select duty.*, d.name from duty join department d on d.id = dept),
     kept as (insert into department_duty (period_id, measure_id, duty_id, title, department_id, department_name, due_on, done_on, met)
       select $6, measure, id, title, dept, name, due_on, done_on, met from named on conflict do nothing)
     insert into department_result (period_id, measure_id, department_id, department_name, met, required, late, kept_at)
     select $6, measure, dept, name, count(*) filter (where met), count(*), count(*) filter (where done_on is null), $7::timestamptz
     from named group by measure, dept, name on conflict do nothing`,
    [...(await dutyParameters(db, period, at.getTime())), period.id, at],
  )
}

/** Whether a reader's figure of a measure is the one that was frozen with the period. */
const isKept = ({ state }: Period, reader: Principal | null, measure: DepartmentMeasureId): boolean =>
  state === 'frozen' && ((reader?.schoolIds ?? null) === null || measure === 'tasksOnTime')

type DutyFigure = DepartmentStanding['tasks']
const NOTHING = { met: 0, required: 0, late: 0 }
const same = (a: typeof NOTHING, b: typeof NOTHING): boolean => a.met === b.met && a.required === b.required
const toDuty = (held: typeof NOTHING, later: typeof NOTHING | null): DutyFigure => ({
  ...departmentFraction(held.met, held.required),
  late: held.late,
  corrected: later && !same(held, later) ? departmentFraction(later.met, later.required) : null,
})
const sum = (rows: readonly (typeof NOTHING)[]): typeof NOTHING => ({
  met: rows.reduce((n, { met }) => n + met, 0),
  required: rows.reduce((n, { required }) => n + required, 0),
  late: rows.reduce((n, { late }) => n + late, 0),
})

/**
 * Every department with its tasks and hazards against their days, and the sums. A frozen period keeps its figures for whom they were made:
 * the hazards of a part of the district are computed, as of its end. @param reader null = the whole district, whoever asks
 */
export async function readDepartmentStanding(
  db: Queryable,
  reader: Principal | null,
  period: Period,
  nowMs: number,
): Promise<{ items: Omit<DepartmentStanding, 'measures'>[]; total: { tasks: DutyFigure; hazards: DutyFigure } }> {
  const now = await computed(db, reader, period, nowMs)
  // Tasks are the whole district's, so that their frozen figures are everybody's; of hazards a part has its own.
  const isFrozen = (measure: DepartmentMeasureId) => isKept(period, reader, measure)
  const kept = period.state === 'frozen' ? await keptRows(db, period.id) : []
  const held = [...kept.filter(({ measureId }) => isFrozen(measureId)), ...now.filter(({ measureId }) => !isFrozen(measureId))]
  const { rows: all } = await db.query<{ id: string; name: string }>('select id, name from department order by name, id')
  const dutyOf = (rows: readonly DutyRow[], measure: DepartmentMeasureId, id: string): typeof NOTHING =>
    rows.find((row) => row.measureId === measure && row.id === id) ?? NOTHING
  const duty = (measure: DepartmentMeasureId, id: string) =>
    toDuty(dutyOf(held, measure, id), isFrozen(measure) ? dutyOf(now, measure, id) : null)
  const totalOf = (measure: DepartmentMeasureId) => {
    const of = (rows: readonly DutyRow[]) => sum(rows.filter(({ measureId }) => measureId === measure))
    return toDuty(of(held), isFrozen(measure) ? of(now) : null)
  }
  return {
    items: all.map((department) => ({
      department,
      tasks: duty('tasksOnTime', department.id),
      hazards: duty('hazardsOnTime', department.id),
    })),
    total: { tasks: totalOf('tasksOnTime'), hazards: totalOf('hazardsOnTime') },
  }
}

async function keptRows(db: Queryable, periodId: string): Promise<DutyRow[]> {
  const { rows } = await db.query<DutyRow>(
    `select measure_id as "measureId", department_id as id, department_name as name, met, required, late from department_result where period_id = $1`,
    [periodId],
  )
  return rows
}

/** Which measures the tasks of each department are to bring about. */
export async function readDepartmentMeasures(db: Queryable): Promise<Map<string, string[]>> {
  const { rows } = await db.query<{ id: string; measureId: string }>(
    `select distinct d.id, t.measure_id as "measureId" from task t join department d on d.id = t.lead_dept or d.id = any(t.responsible)
     where t.measure_id is not null and t.state <> 'cancelled' order by 1, 2`,
  )
  const found = new Map<string, string[]>()
  for (const { id, measureId } of rows) found.set(id, [...(found.get(id) ?? []), measureId])
  return found
}
