import type * as z from 'zod'
import type { RemindTask } from '#contracts/task.ts'
import type { Principal } from '#domain/policy.ts'
import { refuse } from '#domain/problem.ts'
import { daysBetween, shanghaiDay } from '#domain/shanghai.ts'
import { reminderStep } from '#domain/task.ts'
import { insertNotices, type NewNotice } from '../store/notice.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { findTask, logTask, type TaskRow, toTask } from '../store/task.ts'
import { insertReminders, type Remindable, readRemindable } from '../store/task-reminder.ts'
import type { TaskAnswer } from './save-task.ts'

/** 催办 by hand: to some of a task's departments or to all; each signs for it. */
export const remindTask = (pool: Pool, by: Principal, id: string, { departments, note }: z.infer<typeof RemindTask>): Promise<TaskAnswer> =>
  transaction(pool, async (db) => {
    const row = await findTask(db, by, id, { lock: true })
    if (!row) return refuse('not-found', `there is no task ${id}`)
    if (row.state !== 'open') return refuse('conflict', `the task is ${row.state}`)
    const all = row.departments.map((department) => department.id)
    const foreign = departments?.find((department) => !all.includes(department))
    if (foreign !== undefined) {
      const message = `${foreign} neither leads the task nor is responsible for it`
      return refuse('refused-input', message, { errors: [{ path: 'body.departments', message }] })
    }
    const told = departments ?? all
    await insertReminders(db, { taskId: id, departments: told, step: 'hand', dueOn: row.dueOn, note, by: by.username })
    await insertNotices(db, noticeFor({ id, text: row.text, dueOn: row.dueOn }, told, shanghaiDay(new Date())))
    await logTask(db, { taskId: id, by: by.username, kind: 'reminded', note, data: { departments: told } })
    return { ok: true, task: toTask((await findTask(db, by, id, { lock: false })) as TaskRow) }
  })

/** The calendar's reminders, 7 and 1 days before the due day and after it: each step once, a step that was slept over not at all. @returns how many */
export async function remindTasksDue(pool: Pool, now = new Date()): Promise<number> {
  const today = shanghaiDay(now)
  let told = 0
  let page: Remindable[] = []
  do {
    page = await readRemindable(pool, today, page[page.length - 1] ?? null)
    for (const task of page) told += await remindOf(pool, task, today)
  } while (page.length > 0)
  return told
}

/** @returns how many departments were told */
async function remindOf(pool: Pool, { departments, steps, ...task }: Remindable, today: string): Promise<number> {
  const step = reminderStep(task.dueOn, today)
  if (step === null || steps.includes(step)) return 0
  return transaction(pool, async (db) => {
    const fresh = await insertReminders(db, { taskId: task.id, departments, step, dueOn: task.dueOn, note: null, by: null })
    if (fresh.length > 0) await insertNotices(db, noticeFor(task, fresh, today))
    return fresh.length
  })
}

const noticeFor = (
  { id, text, dueOn }: { id: string; text: string; dueOn: string },
  departments: readonly string[],
  today: string,
): NewNotice => ({
  kind: 'reminded',
  ownerKind: 'task',
  ownerId: id,
  subject: text,
  days: daysBetween(dueOn, today),
  to: departments.map((audienceId) => ({ audience: 'department', audienceId })),
})
