import type { TaskReminder } from '#contracts/task.ts'
import { departmentsOf, type Principal } from '#domain/policy.ts'
import type { Queryable } from './pool.ts'

type Row = Omit<TaskReminder, 'at' | 'receivedAt'> & { at: Date; receivedAt: Date | null }

/** Reminders of a task, the oldest first: all for the bureau, its own for a department. */
export async function readReminders(db: Queryable, reader: Principal, taskId: string): Promise<TaskReminder[]> {
  const { rows } = await db.query<Row>(
    `select id, task_id as "taskId", department_id as "departmentId", step, note, at, by_account as by, received_at as "receivedAt", received_by as "receivedBy"
     from task_reminder where task_id = $1 and ($2::text[] is null or department_id = any($2)) order by at, id`,
    [taskId, departmentsOf(reader)],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString(), receivedAt: row.receivedAt?.toISOString() ?? null }))
}

/** @returns the departments that had not heard it: a step of the calendar is said once to each */
export async function insertReminders(
  db: Queryable,
  reminder: {
    taskId: string
    departments: readonly string[]
    step: TaskReminder['step']
    dueOn: string
    note: string | null
    by: string | null
  },
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `insert into task_reminder (task_id, department_id, step, due_on, note, by_account)
     select $1, id, $3, $4, $5, $6 from unnest($2::text[]) as w(id) on conflict do nothing returning department_id as id`,
    [reminder.taskId, reminder.departments, reminder.step, reminder.dueOn, reminder.note, reminder.by],
  )
  return rows.map(({ id }) => id)
}

/** A department signs for everything that it was reminded of. @returns how many those were */
export async function receiveReminders(db: Queryable, taskId: string, departments: readonly string[], by: string): Promise<number> {
  const { rowCount } = await db.query(
    'update task_reminder set received_at = now(), received_by = $3 where task_id = $1 and department_id = any($2::text[]) and received_at is null',
    [taskId, departments, by],
  )
  return rowCount ?? 0
}

export interface Remindable {
  id: string
  text: string
  dueOn: string
  departments: string[]
  steps: string[]
}

/** Open tasks whose day is near or past, for the calendar: the next ones after those that were read, by day and id. */
export async function readRemindable(db: Queryable, today: string, after: Pick<Remindable, 'dueOn' | 'id'> | null): Promise<Remindable[]> {
  const { rows } = await db.query<Remindable>(
    `select t.id, t.text, t.due_on::text as "dueOn", t.responsible || t.lead_dept as departments,
       array(select distinct m.step from task_reminder m where m.task_id = t.id and m.due_on = t.due_on) as steps
     from task t where t.state = 'open' and t.due_on <= $1::date + 7 and ($2::date is null or (t.due_on, t.id) > ($2::date, $3)) order by t.due_on, t.id limit 500`,
    [today, after?.dueOn ?? null, after?.id ?? null],
  )
  return rows
}
