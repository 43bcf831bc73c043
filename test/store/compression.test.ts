import pg from 'pg'
import { expect, it } from 'vitest'
import { compressOld } from '../../server/store/compression.ts'
import { freshDatabase } from '../support/database.ts'

it('compresses nothing where the licence has no compression, and says nothing', async () => {
  const database = await freshDatabase()
  const owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
  try {
    await owner.query(`insert into health_sample (at, device_id, kind) values (now() - interval '60 days', 'camera-1', 'telemetry')`)
    const { rows } = await owner.query(`select current_setting('timescaledb.license') as licence`)
    expect(await compressOld(owner)).toHaveLength(rows[0].licence === 'timescale' ? 1 : 0)
    expect((await owner.query('select device_id from health_sample')).rows).toEqual([{ device_id: 'camera-1' }])
  } finally {
    await owner.end()
    await database.drop()
  }
})
