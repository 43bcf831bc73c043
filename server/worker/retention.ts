import pg from 'pg'
import { pruneAnswers } from '../store/idempotency.ts'
import { pruneOutbox } from '../store/outbox.ts'
import type { Pool } from '../store/pool.ts'
import { pruneUnregistered } from '../store/unregistered.ts'
import { type Loop, loop } from './loop.ts'

const EVERY_MS = 10 * 60_000

/** How long rows are kept: changes and measured values a year; what devices said two, as the alarms that came of it must be explained. */
const KEEP = { health_sample: '1 year', device_event: '2 years' } as const
/** What a demo keeps once its data folder is at the cap. */
const KEEP_AT_CAP = { health_sample: '1 day', device_event: '30 days' } as const

/** Deletes what has served: pushes, answered keys, presses' short-lived keys, old roll-ups and chunks. Alarms and their log stay. */
export const retention = (pool: Pool, ownerUrl: string, onError: (error: Error) => void): Loop =>
  loop(
    EVERY_MS,
    async () => {
      await pruneOutbox(pool)
      await pruneAnswers(pool)
      await pruneUnregistered(pool)
      await pool.query('delete from press_key where expires_at < now()')
      await pool.query(`delete from device_hour where hour < now() - interval '2 years'`)
      await dropChunks(ownerUrl, KEEP)
    },
    onError,
  )

/** Makes room on the embedded database's disk. */
export const makeRoom = (ownerUrl: string): Promise<void> => dropChunks(ownerUrl, KEEP_AT_CAP)

// Whole chunks are dropped as the schema's owner: the application itself may not delete what devices said.
async function dropChunks(ownerUrl: string, keep: Readonly<Record<string, string>>): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'xiaowei-retention' })
  client.on('error', () => {}) // the query in flight rejects with the same error
  await client.connect()
  try {
    for (const [table, age] of Object.entries(keep)) await client.query('select drop_chunks($1::regclass, $2::interval)', [table, age])
  } finally {
    await client.end()
  }
}
