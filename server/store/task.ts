import type { Milestone, NewTask, Task, TaskDetail, TaskState } from '#contracts/task.ts'
import { departmentsOf, type Principal } from '#domain/policy.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { lateDays, openDays, standingOf, type TaskLife } from '#domain/task.ts'
import { decodeCursor, NAME, type Paged, pageOf } from './page.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'
import type { Condition } from './scope.ts'

/** Rows that a department leads or is responsible for; all for the bureau. @param table trusted alias of `task` */
function taskScope(reader: Principal, n: number, table = 't'): Condition {
  const departments = departmentsOf(reader)
  return departments === null
    ? { sql: 'true', values: [] }
    : { sql: `(${table}.lead_dept = any($${n}::text[]) or ${table}.responsible && $${n}::text[])`, values: [departments] }
}

export interface TaskRow extends Omit<NewTask, 'id'>, TaskLife {
  id: string
  milestones: Milestone[]
  startsOn: string
  dueOn: string
  budgetSpent: number | null
  leadName: string
  departments: Task['departments']
  firstDueOn: string
  delayAt: Date | null
  askedDueOn: string | null
  askedReason: string | null
  askedBy: string | null
  remindersOpen: number
  ordersOpen: number
  synthetic: boolean
  version: number
  changedBy: string
  changedAt: Date
}

const SELECT = `select t.id, t.point, t.measure_id as "measureId", t.text, t.lead_dept as "leadDept", lead.name as "leadName", t.responsible, t.person, t.leader,
    t.starts_on::text as "startsOn", t.due_on::text as "dueOn", t.first_due_on::text as "firstDueOn", t.milestones, t.evidence,
    t.budget_planned::float8 as "budgetPlanned", t.budget_arrived::float8 as "budgetArrived", t.budget_spent::float8 as "budgetSpent", t.state, t.percent,
    t.finished_on::text as "finishedOn", t.delay_reason as "delayReason", t.delay_at as "delayAt", t.asked_due_on::text as "askedDueOn",
    t.asked_reason as "askedReason", ${personName('t.asked_by')} as "askedBy", t.synthetic, t.version, ${personName('t.changed_by')} as "changedBy", t.changed_at as "changedAt",
    (select jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name, 'receivedAt', r.at, 'receivedBy', ${personName('r.by_account')}) order by d.id <> t.lead_dept, d.name)
     from department d left join task_receipt r on r.task_id = t.id and r.department_id = d.id
     where d.id = t.lead_dept or d.id = any(t.responsible)) as departments,
    (select count(*)::int from task_reminder m where m.task_id = t.id and m.received_at is null) as "remindersOpen",
    (select count(*)::int from supervision_order o where o.owner_kind = 'task' and o.owner_id = t.id and o.state not in ('closed', 'withdrawn')) as "ordersOpen"
  from task t join department lead on lead.id = t.lead_dept`

type Raw = Omit<TaskRow, 'asked'>
const toRow = (raw: Raw): TaskRow => ({
  ...raw,
  asked: raw.askedDueOn === null ? null : { dueOn: raw.askedDueOn, reason: raw.askedReason ?? '', by: raw.askedBy ?? '' },
})

/** What is lacking, of a task that is not cancelled. */
function missingOf(row: TaskRow, late: boolean): Task['missing'] {
  if (row.state === 'cancelled') return []
  return [
    ...(row.person === null ? (['person'] as const) : []),
    ...(row.departments.some(({ receivedAt }) => receivedAt === null) ? (['receipt'] as const) : []),
    ...(late && row.delayReason === null ? (['delayReason'] as const) : []),
    ...(row.evidence === null ? (['evidence'] as const) : []),
  ]
}

/** A row as a reader sees it. @param today calendar day in Shanghai */
export function toTask(row: TaskRow, today = shanghaiDay(new Date())): Task {
  const { leadName, askedDueOn: _, askedReason: __, askedBy: ___, delayAt, changedAt, ...rest } = row
  const standing = standingOf(row, today)
  return {
    ...rest,
    lead: { id: row.leadDept, name: leadName },
    standing,
    lateDays: lateDays(row, today),
    openDays: openDays(row, today),
    missing: missingOf(row, standing === 'late'),
    delayAt: delayAt?.toISOString() ?? null,
    changedAt: changedAt.toISOString(),
  }
}

export interface TaskFilter {
  department?: string | undefined
  lead?: string | undefined
  year?: number | undefined
  state?: TaskState | undefined
  standing?: string | undefined
  point?: string | undefined
  measure?: string | undefined
  text?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** `$6` is what is asked of the standing, `$7` today in Shanghai. */
const STANDING = `($6::text is null or case $6
  when 'late' then t.state = 'open' and t.due_on < $7::date
  when 'dueSoon' then t.state = 'open' and t.due_on between $7::date and $7::date + 7
  when 'open30' then t.state = 'open' and t.starts_on < $7::date - 30
  when 'late30' then t.state = 'open' and t.due_on < $7::date - 30
  when 'noPerson' then t.state <> 'cancelled' and t.person is null
  when 'noReason' then t.state = 'open' and t.due_on < $7::date and t.delay_reason is null
  when 'doneOnTime' then t.state in ('finished', 'verified') and t.finished_on <= t.due_on
  when 'doneLate' then t.state in ('finished', 'verified') and t.finished_on > t.due_on
  when 'counted' then t.state <> 'cancelled'
  when 'asked' then t.asked_due_on is not null
  when 'unreceived' then t.state <> 'cancelled' and exists (
    select from unnest(t.responsible || t.lead_dept) as w(id) where not exists (select from task_receipt r where r.task_id = t.id and r.department_id = w.id))
  end)`

/** What the figures of a year count: begun before its end, and not finished before its beginning. */
const YEAR = `t.starts_on < make_date($12 + 1, 1, 1) and (t.finished_on is null or t.finished_on >= make_date($12, 1, 1))`

/** Tasks in the reader's scope, by due day. */
export async function listTasks(db: Queryable, reader: Principal, filter: TaskFilter): Promise<Paged<Task>> {
  const [dueOn, id] = decodeCursor(filter.cursor, /^\d{4}-\d\d-\d\d$/, NAME) ?? [null, null]
  const today = shanghaiDay(new Date())
  const scope = taskScope(reader, 13)
  const { rows } = await db.query<Raw>(
    `${SELECT} where ($1::date is null or (t.due_on >= $1 and (t.due_on > $1 or t.id > $2))) and ($3::text is null or t.state = $3)
       and ($4::text is null or t.lead_dept = $4 or t.responsible && array[$4]) and ($5::text is null or t.point = $5) and ${STANDING}
       and ($8::text is null or t.measure_id = $8)
       and ($9::text is null or strpos(lower(t.id || ' ' || t.text || ' ' || coalesce(t.person, '')), lower($9)) > 0)
       and ($11::text is null or t.lead_dept = $11) and ($12::int is null or ${YEAR}) and ${scope.sql}
     order by t.due_on, t.id limit $10`,
    [
      dueOn,
      id,
      filter.state ?? null,
      filter.department ?? null,
      filter.point ?? null,
      filter.standing ?? null,
      today,
      filter.measure ?? null,
      filter.text ?? null,
      filter.limit + 1,
      filter.lead ?? null,
      filter.year ?? null,
      ...scope.values,
    ],
  )
  return pageOf(
    rows,
    filter.limit,
    (row) => [row.dueOn, row.id],
    (row) => toTask(toRow(row), today),
  )
}

/** One task in scope. @param lock until the transaction ends */
export async function findTask(db: Queryable, reader: Principal, id: string, { lock }: { lock: boolean }): Promise<TaskRow | null> {
  const scope = taskScope(reader, 2)
  const { rows } = await db.query<Raw>(`${SELECT} where t.id = $1 and ${scope.sql} ${lock ? 'for update of t' : ''}`, [id, ...scope.values])
  return rows[0] ? toRow(rows[0]) : null
}

/** The id of a task that says the same: lead department, words and due day. */
export async function findTwin(
  db: Queryable,
  { leadDept, text, dueOn }: Pick<NewTask, 'leadDept' | 'text' | 'dueOn'>,
): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    `select id from task where lead_dept = $1 and due_on = $2 and text = $3 and state <> 'cancelled' limit 1`,
    [leadDept, dueOn, text],
  )
  return rows[0]?.id ?? null
}

const FIELDS = `point, measure_id, text, lead_dept, responsible, person, leader, starts_on, due_on, milestones, evidence, budget_planned, budget_arrived, budget_spent`
const valuesOf = (task: Omit<NewTask, 'id'>) => [
  task.point,
  task.measureId,
  task.text,
  task.leadDept,
  task.responsible,
  task.person,
  task.leader,
  task.startsOn,
  task.dueOn,
  JSON.stringify(task.milestones),
  task.evidence,
  task.budgetPlanned,
  task.budgetArrived,
  task.budgetSpent,
]

/** @returns false when the id is taken */
export async function insertTask(db: Queryable, task: NewTask & { id: string }, by: string, { synthetic = false } = {}): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into task (id, ${FIELDS}, first_due_on, changed_by, synthetic)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $10, $16, $17) on conflict do nothing`,
    [task.id, ...valuesOf(task), by, synthetic],
  )
  return rowCount === 1
}

/** Writes the next version of a task that is locked. */
export async function saveTask(db: Queryable, row: TaskRow, by: string): Promise<void> {
  await db.query(
    `update task set (${FIELDS}) = row($2, $3, $4, $5, $6, $7, $8, $9::date, $10::date, $11::jsonb, $12, $13::numeric, $14::numeric, $15::numeric),
       state = $16, percent = $17, finished_on = $18, delay_at = case when delay_reason is distinct from $19 then now() else delay_at end, delay_reason = $19,
       asked_due_on = $20, asked_reason = $21, asked_by = $22, version = version + 1, changed_by = $23, changed_at = now()
     where id = $1`,
    [
      row.id,
      ...valuesOf(row),
      row.state,
      row.percent,
      row.finishedOn,
      row.delayReason,
      row.asked?.dueOn ?? null,
      row.asked?.reason ?? null,
      row.asked?.by ?? null,
      by,
    ],
  )
}

export async function logTask(
  db: Queryable,
  entry: { taskId: string; by: string; departmentId?: string | null; kind: string; note?: string | null; data?: object | null },
): Promise<void> {
  await db.query('insert into task_log (task_id, by_account, department_id, kind, note, data) values ($1, $2, $3, $4, $5, $6)', [
    entry.taskId,
    entry.by,
    entry.departmentId ?? null,
    entry.kind,
    entry.note ?? null,
    entry.data ? JSON.stringify(entry.data) : null,
  ])
}

export async function readTaskLog(db: Queryable, id: string): Promise<TaskDetail['log']> {
  const { rows } = await db.query<Omit<TaskDetail['log'][number], 'at'> & { at: Date }>(
    `select at, ${personName('by_account')} as by, department_id as "departmentId", kind, note, data from task_log where task_id = $1 order by id`,
    [id],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

/** Notes that departments have signed for a task. @returns those that had not before */
export async function insertReceipts(db: Queryable, taskId: string, departments: readonly string[], by: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `insert into task_receipt (task_id, department_id, by_account) select $1, id, $3 from unnest($2::text[]) as w(id)
     on conflict do nothing returning department_id as id`,
    [taskId, departments, by],
  )
  return rows.map(({ id }) => id)
}
