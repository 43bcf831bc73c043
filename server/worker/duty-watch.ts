import type { DutyHours } from '#domain/duty-hours.ts'
import { noteUnmanned } from '../commands/note-unmanned.ts'
import type { Pool } from '../store/pool.ts'
import { type Loop, loop } from './loop.ts'

const EVERY_MS = 5_000

/** Looks whether an operator is signed in during the hours of duty (R15). */
export function dutyWatch(pool: Pool, hours: DutyHours, onError: (error: Error) => void): Loop {
  const watchedFrom = new Date()
  return loop(EVERY_MS, () => noteUnmanned(pool, hours, watchedFrom), onError)
}
