import pg from 'pg'
import type { Keep } from '#domain/retention.ts'
import { compressOld } from '../store/compression.ts'
import { watchCertificates } from '../store/credential.ts'
import { pruneAnswers } from '../store/idempotency.ts'
import { pruneOutbox } from '../store/outbox.ts'
import type { Pool } from '../store/pool.ts'
import { measureStorage } from '../store/storage.ts'
import { pruneUnregistered } from '../store/unregistered.ts'
import { type Loop, loop } from './loop.ts'

const EVERY_MS = 10 * 60_000

/** What a demo keeps once its data folder is at the cap, days. */
const KEEP_AT_CAP = { health_sample: 1, device_event: 30 } as const

/** Deletes what has served: pushes, answered keys, presses' short-lived keys, old roll-ups and chunks. Alarms and their log stay. */
export const retention = (pool: Pool, ownerUrl: string, keep: Keep, onError: (error: Error) => void): Loop =>
  loop(
    EVERY_MS,
    async () => {
      await pruneOutbox(pool)
      await pruneAnswers(pool)
      await pruneUnregistered(pool)
      await watchCertificates(pool)
      await pool.query('delete from press_key where expires_at < now()')
      await pool.query('delete from device_hour where hour < now() - make_interval(days => $1)', [keep.states])
      // A running interval ends at infinity, so it outlives any limit.
      await pool.query('delete from device_interval where until < now() - make_interval(days => $1)', [keep.states])
      await pool.query('delete from device_day where day < now() - make_interval(days => $1)', [keep.states])
      await pool.query('delete from school_day where day < now() - make_interval(days => $1)', [keep.states])
      await pool.query(`delete from deafness where until < now() - interval '60 days'`)
      await asOwner(ownerUrl, async (owner) => {
        await dropChunks(owner, { health_sample: keep.samples, device_event: keep.events })
        await compressOld(owner)
        await measureStorage(owner)
      })
    },
    onError,
  )

/** Makes room on the embedded database's disk. */
export const makeRoom = (ownerUrl: string): Promise<void> => asOwner(ownerUrl, (owner) => dropChunks(owner, KEEP_AT_CAP))

async function dropChunks(owner: pg.Client, keepDays: Readonly<Record<string, number>>): Promise<void> {
  for (const [table, days] of Object.entries(keepDays))
    await owner.query('select drop_chunks($1::regclass, make_interval(days => $2))', [table, days])
}

// As the schema's owner: the application itself may not delete what devices said, nor measure chunks.
async function asOwner(ownerUrl: string, work: (owner: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'xiaowei-retention' })
  client.on('error', () => {}) // the query in flight rejects with the same error
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
