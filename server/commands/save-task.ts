import { randomBytes } from 'node:crypto'
import type { NewTask, Task, TaskEdit } from '#contracts/task.ts'
import type { Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { unknownDepartments } from '../store/department.ts'
import { insertNotices, type NewNotice } from '../store/notice.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { findTask, findTwin, insertTask, logTask, saveTask, type TaskRow, toTask } from '../store/task.ts'

export type TaskAnswer = { ok: true; task: Task } | Refusal

const refusedField = (path: string, message: string): Refusal => refuse('refused-input', message, { errors: [{ path, message }] })

/** Why a task cannot be as it is written, or null. */
async function refusalOf(db: Queryable, task: Omit<NewTask, 'id'>): Promise<Refusal | null> {
  if (task.dueOn < task.startsOn) return refusedField('body.dueOn', `expected a day from ${task.startsOn} on, found ${task.dueOn}`)
  const beyond = task.milestones.findIndex(({ dueOn }) => dueOn < task.startsOn || dueOn > task.dueOn)
  if (beyond >= 0) return refusedField(`body.milestones.${beyond}.dueOn`, `expected a day from ${task.startsOn} to ${task.dueOn}`)
  const [unknown] = await unknownDepartments(db, [task.leadDept, ...task.responsible])
  if (unknown === undefined) return null
  return refusedField(unknown === task.leadDept ? 'body.leadDept' : 'body.responsible', `there is no department ${unknown}`)
}

/** The lead is not named a second time, and nobody twice. */
const tidy = <T extends Pick<NewTask, 'leadDept' | 'responsible' | 'person' | 'leader' | 'evidence'>>(task: T): T => ({
  ...task,
  responsible: [...new Set(task.responsible)].filter((id) => id !== task.leadDept),
  person: task.person || null,
  leader: task.leader || null,
  evidence: task.evidence || null,
})

/** The first word of a task on the desks of its departments. */
export const assignedTask = ({ id, text }: { id: string; text: string }, departments: readonly string[]): NewNotice => ({
  kind: 'assigned',
  ownerKind: 'task',
  ownerId: id,
  subject: text,
  to: departments.map((audienceId) => ({ audience: 'department', audienceId })),
})

/** Puts a task on the list. The same words for the same department and day are refused: a list is imported twice more often than it repeats itself. */
export const createTask = (pool: Pool, by: Principal, wanted: NewTask): Promise<TaskAnswer> =>
  transaction(pool, (db) => addTask(db, by, wanted))

/** As {@link createTask}, in the transaction of what the task follows from. */
export async function addTask(db: Queryable, by: Principal, wanted: NewTask): Promise<TaskAnswer> {
  const id = wanted.id ?? `t-${randomBytes(5).toString('hex')}`
  const task = tidy(wanted)
  const refusal = await refusalOf(db, task)
  if (refusal) return refusal
  const twin = await findTwin(db, task)
  if (twin !== null && twin !== id) return refuse('conflict', `task ${twin} says the same for the same department and day`)
  if (!(await insertTask(db, { ...task, id }, by.username))) return refuse('conflict', `there is a task ${id} already`)
  await logTask(db, { taskId: id, by: by.username, kind: 'created' })
  await insertNotices(db, assignedTask({ id, text: task.text }, [task.leadDept, ...task.responsible]))
  return { ok: true, task: toTask((await findTask(db, by, id, { lock: false })) as TaskRow) }
}

const EDITED = [
  ...(['point', 'measureId', 'text', 'leadDept', 'responsible', 'person', 'leader', 'startsOn', 'dueOn', 'milestones'] as const),
  ...(['evidence', 'budgetPlanned', 'budgetArrived', 'budgetSpent'] as const),
]

/** Who was first, in the words of the one who was second. */
export const lostRace = (row: TaskRow, seen: number): Refusal =>
  refuse('version-conflict', `version ${seen} was seen; ${row.changedBy} changed task ${row.id} since, it is at ${row.version}`, {
    current: toTask(row),
  })

/** Writes a task anew; what changed is in its log, before and after. */
export const editTask = (pool: Pool, by: Principal, id: string, { version, ...wanted }: TaskEdit): Promise<TaskAnswer> =>
  transaction(pool, async (db) => {
    const row = await findTask(db, by, id, { lock: true })
    if (!row) return refuse('not-found', `there is no task ${id}`)
    if (row.version !== version) return lostRace(row, version)
    if (row.state === 'verified' || row.state === 'cancelled')
      return refuse('conflict', `the task is ${row.state}: reopen it first`, { current: toTask(row) })
    const task = tidy(wanted)
    const refusal = await refusalOf(db, task)
    if (refusal) return refusal
    const changed = EDITED.filter((key) => JSON.stringify(row[key]) !== JSON.stringify(task[key]))
    if (changed.length === 0) return { ok: true, task: toTask(row) }
    await saveTask(db, { ...row, ...task }, by.username)
    const data = Object.fromEntries(changed.map((key) => [key, [row[key], task[key]]]))
    await logTask(db, { taskId: id, by: by.username, kind: 'edited', data })
    const before = [row.leadDept, ...row.responsible]
    const joined = [task.leadDept, ...task.responsible].filter((department) => !before.includes(department))
    if (joined.length > 0) await insertNotices(db, assignedTask({ id, text: task.text }, joined))
    return { ok: true, task: toTask((await findTask(db, by, id, { lock: false })) as TaskRow) }
  })
