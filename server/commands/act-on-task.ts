import type { TaskAct, TaskActName } from '#contracts/task.ts'
import { departmentsOf, type Principal } from '#domain/policy.ts'
import { refuse } from '#domain/problem.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { stepTask } from '#domain/task.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { findTask, insertReceipts, logTask, saveTask, type TaskRow, toTask } from '../store/task.ts'
import { receiveReminders } from '../store/task-reminder.ts'
import { lostRace, type TaskAnswer } from './save-task.ts'

const LOGGED = {
  receive: 'received',
  report: 'reported',
  explain: 'explained',
  askExtension: 'extensionAsked',
  decideExtension: 'extensionDecided',
  finish: 'finished',
  verify: 'verified',
  return: 'returned',
  cancel: 'cancelled',
  reopen: 'reopened',
  note: 'noted',
} as const satisfies Record<TaskActName, string>

/** One step of a task. A department's act is a receipt too: whoever answers has taken notice. */
export const actOnTask = (
  pool: Pool,
  by: Principal,
  { id, name, act }: { id: string; name: TaskActName; act: TaskAct },
): Promise<TaskAnswer> =>
  transaction(pool, async (db) => {
    const row = await findTask(db, by, id, { lock: true })
    if (!row) return refuse('not-found', `there is no task ${id}`)
    // Signing changes nothing that another could have changed: three departments may do it at once.
    if (name !== 'receive' && row.version !== act.version) return lostRace(row, act.version)
    const stepped = stepTask(row, name, act, { by: by.username, today: shanghaiDay(new Date()) })
    if (!stepped.ok)
      return stepped.path
        ? refuse('refused-input', `${stepped.path}: ${stepped.reason}`, { errors: [{ path: stepped.path, message: stepped.reason }] })
        : refuse('conflict', stepped.reason, { current: toTask(row) })
    const own = departmentsOf(by)
    const mine = row.departments.map((department) => department.id).filter((department) => own?.includes(department))
    if (own !== null) {
      await insertReceipts(db, id, mine, by.username)
      await receiveReminders(db, id, mine, by.username)
    }
    if (name !== 'receive') await saveTask(db, { ...row, ...stepped.task, milestones: [...stepped.task.milestones] }, by.username)
    const { version: _, note, ...said } = act
    const asked = name === 'decideExtension' ? row.asked : null
    const data = { ...said, ...(asked ? { from: row.dueOn, asked: asked.dueOn } : {}) }
    await logTask(db, {
      taskId: id,
      by: by.username,
      departmentId: mine[0] ?? null,
      kind: LOGGED[name],
      note: note ?? null,
      data: Object.keys(data).length > 0 ? data : null,
    })
    return { ok: true, task: toTask((await findTask(db, by, id, { lock: false })) as TaskRow) }
  })
