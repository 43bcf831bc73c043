import { remindTasksDue } from '../commands/remind-task.ts'
import type { Pool } from '../store/pool.ts'
import { type Loop, loop } from './loop.ts'

/** A step of the calendar is a day: looking more often finds nothing new. */
const EVERY_MS = 30 * 60_000

/** The calendar of the task list. */
export const taskReminder = (pool: Pool, onError: (error: Error) => void): Loop => loop(EVERY_MS, () => remindTasksDue(pool), onError)
