import { pruneAnswers } from '../store/idempotency.ts'
import { pruneOutbox } from '../store/outbox.ts'
import type { Pool } from '../store/pool.ts'
import { type Loop, loop } from './loop.ts'

const EVERY_MS = 10 * 60_000

/** Deletes what has served: pushes, answered keys, presses' short-lived keys, ended sessions. Alarms, their log and events stay. */
export const retention = (pool: Pool, onError: (error: Error) => void): Loop =>
  loop(
    EVERY_MS,
    async () => {
      await pruneOutbox(pool)
      await pruneAnswers(pool)
      await pool.query('delete from press_key where expires_at < now()')
      await pool.query(`delete from device_hour where hour < now() - interval '2 years'`)
    },
    onError,
  )
