import type { Pool } from '../store/pool.ts'
import { noteOrphanedSessions } from '../store/probe.ts'
import { type Loop, loop } from './loop.ts'

const EVERY_MS = 60_000

/** Looks for sessions at the broker whose gateway is gone; `npm run retire` ends them. */
export const orphanWatch = (pool: Pool, onError: (error: Error) => void): Loop => loop(EVERY_MS, () => noteOrphanedSessions(pool), onError)
