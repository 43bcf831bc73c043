// What each department answers for: computed while a period runs, kept when it is frozen, corrected beside.
import type { DepartmentStanding } from '#contracts/department-standing.ts'
import type { Period } from '#contracts/measure.ts'
import { type DepartmentMeasureId, departmentFraction } from '#domain/measures/department.ts'
import { clockOf } from '#domain/measures/period.ts'
import type { Queryable } from './pool.ts'

interface DutyRow {
  measureId: DepartmentMeasureId
  id: string
  name: string
  met: number
  required: number
  late: number
}

/** `$1` the moment judged, `$2` its day, `$3` the period's first day. A task as it stood then: its version in force, or the first one of later. */
const DUTIES = `with task_then as (
    select distinct on (v.id) v.* from (select * from task union all select * from task_history) v
    where upper(v.valid) is null or upper(v.valid) > $1 order by v.id, lower(v.valid)),
  tasks as (
    select lead_dept as id, count(*) filter (where state <> 'open' and finished_on <= due_on)::int as met,
      count(*)::int as required, count(*) filter (where state = 'open')::int as late
    from task_then
    where state <> 'cancelled' and lower(valid) <= $1
      and ((state <> 'open' and finished_on between $3::date and $2::date) or (state = 'open' and due_on < $2::date))
    group by lead_dept),
  hazard_then as (
    select lead_dept, due_on, case when struck_off_at <= $1 then (struck_off_at at time zone 'Asia/Shanghai')::date end as struck_on,
      (fixed_at at time zone 'Asia/Shanghai')::date as fixed_on
    from hazard where lead_dept is not null and due_on is not null and listed_at <= $1),
  hazards as (
    select lead_dept as id, count(*) filter (where struck_on is not null and coalesce(fixed_on, struck_on) <= due_on)::int as met,
      count(*)::int as required, count(*) filter (where struck_on is null)::int as late
    from hazard_then where struck_on between $3::date and $2::date or (struck_on is null and due_on < $2::date)
    group by lead_dept)
  select 'tasksOnTime' as "measureId", d.id, d.name, met, required, late from tasks join department d on d.id = tasks.id
  union all select 'hazardsOnTime', d.id, d.name, met, required, late from hazards join department d on d.id = hazards.id`

async function computed(db: Queryable, period: Period, nowMs: number): Promise<DutyRow[]> {
  const { asOfMs, today, from } = clockOf(period, nowMs)
  const { rows } = await db.query<DutyRow>(DUTIES, [new Date(asOfMs), today, from])
  return rows
}

/** Keeps the figures of a period that is being frozen; once. */
export async function keepDepartmentResults(db: Queryable, period: Period, at: Date): Promise<void> {
  await db.query(
    `insert into department_result (period_id, measure_id, department_id, department_name, met, required, late, kept_at)
     select $1, "measureId", id, name, met, required, late, $3 from jsonb_to_recordset($2::jsonb)
       as r("measureId" text, id text, name text, met int, required int, late int) on conflict do nothing`,
    [period.id, JSON.stringify(await computed(db, period, at.getTime())), at],
  )
}

type Duty = DepartmentStanding['tasks']
const NOTHING = { met: 0, required: 0, late: 0 }
const same = (a: typeof NOTHING, b: typeof NOTHING): boolean => a.met === b.met && a.required === b.required
const toDuty = (held: typeof NOTHING, later: typeof NOTHING | null): Duty => ({
  ...departmentFraction(held.met, held.required),
  late: held.late,
  corrected: later && !same(held, later) ? departmentFraction(later.met, later.required) : null,
})
const sum = (rows: readonly (typeof NOTHING)[]): typeof NOTHING => ({
  met: rows.reduce((n, { met }) => n + met, 0),
  required: rows.reduce((n, { required }) => n + required, 0),
  late: rows.reduce((n, { late }) => n + late, 0),
})

/** Every department with its tasks and hazards against their days, and the sums; a frozen period keeps its figures. */
export async function readDepartmentStanding(
  db: Queryable,
  period: Period,
  nowMs: number,
): Promise<{ items: Omit<DepartmentStanding, 'measures'>[]; total: { tasks: Duty; hazards: Duty } }> {
  const now = await computed(db, period, nowMs)
  const frozen = period.state === 'frozen'
  const held = frozen ? await keptRows(db, period.id) : now
  const { rows: all } = await db.query<{ id: string; name: string }>('select id, name from department order by name, id')
  const dutyOf = (rows: readonly DutyRow[], measure: DepartmentMeasureId, id: string): typeof NOTHING =>
    rows.find((row) => row.measureId === measure && row.id === id) ?? NOTHING
  const duty = (measure: DepartmentMeasureId, id: string) => toDuty(dutyOf(held, measure, id), frozen ? dutyOf(now, measure, id) : null)
  const totalOf = (measure: DepartmentMeasureId) => {
    const of = (rows: readonly DutyRow[]) => sum(rows.filter(({ measureId }) => measureId === measure))
    return toDuty(of(held), frozen ? of(now) : null)
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
