import type { DutyHours } from '#domain/duty-hours.ts'
import { noteUnmanned } from '../commands/note-unmanned.ts'
import type { Pool } from '../store/pool.ts'
import { type Loop, loop } from './loop.ts'

const EVERY_MS = 5_000
/** After a longer pause than this, nobody has looked between. */
const PAUSE_MS = 3 * EVERY_MS

/**
 * Looks whether somebody is at the desk during the hours of duty (R15). While the database is away nobody's screen can be noted either, so
 * after a run that failed or came late the minute begins anew.
 */
export function dutyWatch(pool: Pool, hours: DutyHours, onError: (error: Error) => void): Loop {
  let watchedFrom = new Date()
  let lookedAt = watchedFrom
  const sinceWhen = (): Date => {
    const now = new Date()
    if (now.getTime() - lookedAt.getTime() > PAUSE_MS) watchedFrom = now
    return watchedFrom
  }
  return loop(
    EVERY_MS,
    async () => {
      await noteUnmanned(pool, hours, sinceWhen)
      lookedAt = new Date()
    },
    (error) => {
      watchedFrom = new Date()
      onError(error)
    },
  )
}
