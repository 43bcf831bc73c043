import { remindHazards } from '../commands/remind-hazards.ts'
import type { Pool } from '../store/pool.ts'
import { type Loop, loop } from './loop.ts'

const EVERY_MS = 5 * 60_000

/** The overdue ladder of hazards. */
export const hazardWatch = (pool: Pool, onError: (error: Error) => void): Loop => loop(EVERY_MS, () => remindHazards(pool), onError)
