// How long a report on 17,000 cameras waits over a day, a month and a quarter.
import pg from 'pg'
import { listAvailability } from '../../server/store/availability.ts'
import { migrate } from '../../server/store/migrate.ts'
import { appPool } from '../../server/store/pool.ts'
import { aPrincipal } from '../support/builders.ts'
import { administer, urlOf } from '../support/database.ts'
import { median, timed } from './timed.ts'

const ROUNDS = 15
const SCHOOLS = 175
const KEPT_DAYS = 90

/** Ninety days of cameras as the worker rolls them up: a row a camera and day, and their sums by school. */
async function fill(owner: pg.Pool, cameras: number): Promise<void> {
  await owner.query(`insert into township (id, name) values ('t1', '示例街道')`)
  await owner.query(
    `insert into school (id, name, level, township_id, synthetic) select 's' || n, '示例' || n, 'primary', 't1', true from generate_series(0, $1::int - 1) n`,
    [SCHOOLS],
  )
  await owner.query(
    `insert into device (id, school_id, kind, dialect, source, external_id, name, synthetic)
     select 'camera-' || n, 's' || n % $2::int, 'camera', 'native', 'native', 'camera-' || n, '摄像机', true from generate_series(0, $1::int - 1) n`,
    [cameras, SCHOOLS],
  )
  await owner.query(
    `insert into device_day (device_id, day, online_s, offline_s, unknown_s, maintenance_s)
     select d.id, current_date - n, 86400 - abs(hashtext(d.id || n)) % 3600, abs(hashtext(d.id || n)) % 3600, 0, 0
     from device d cross join generate_series(0, $1::int - 1) n`,
    [KEPT_DAYS],
  )
  await owner.query(
    `insert into school_day (school_id, kind, day, devices, online_s, offline_s, unknown_s, maintenance_s)
     select d.school_id, d.kind, s.day, count(*), sum(online_s), sum(offline_s), 0, 0 from device_day s join device d on d.id = s.device_id group by 1, 2, 3`,
  )
  await owner.query('analyze')
}

export interface AvailabilityFigures {
  days: number
  /** ms, the median: by school, and a page of 200 cameras each by itself */
  bySchool: number
  byCamera: number
}

export async function availabilityFigures(server: string, cameras: number): Promise<AvailabilityFigures[]> {
  const name = 'bench_availability'
  await administer(server, `drop database if exists ${name} with (force)`, `create database ${name}`)
  const url = urlOf(server, name)
  await migrate(url)
  const [owner, pool] = [new pg.Pool({ connectionString: url, max: 1 }), appPool(url, { max: 1 })]
  try {
    await fill(owner, cameras)
    const figures: AvailabilityFigures[] = []
    for (const days of [1, 30, KEPT_DAYS]) {
      const { rows } = await pool.query<{ from: string; to: string }>(
        `select (current_date - $1::int + 1)::text as from, (current_date + 1)::text as to`,
        [days],
      )
      const period = rows[0]
      if (!period) throw new Error('a select without from returned no row')
      const ask = async (by: 'school' | 'device') => {
        const { items } = await listAvailability(pool, aPrincipal({ role: 'bureau' }), { ...period, by, kind: 'camera', limit: 200 })
        if (items.length === 0) throw new Error(`availability by ${by}: nothing was found`)
      }
      const times = { school: [] as number[], device: [] as number[] }
      for (let n = 0; n < ROUNDS; n++) for (const by of ['school', 'device'] as const) times[by].push(await timed(() => ask(by)))
      figures.push({ days, bySchool: median(times.school), byCamera: median(times.device) })
    }
    return figures
  } finally {
    await Promise.all([owner.end(), pool.end()])
    await administer(server, `drop database if exists ${name} with (force)`)
  }
}
