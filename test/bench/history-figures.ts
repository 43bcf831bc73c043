// How long the technician waits for faults and for one camera's past, with ninety days of 17,000 cameras behind them, and what a day of it costs on disk.
import pg from 'pg'
import { readHistory } from '../../server/store/availability.ts'
import { readFaultBoard } from '../../server/store/fault-board.ts'
import { listFaults } from '../../server/store/fault-list.ts'
import { migrate } from '../../server/store/migrate.ts'
import { instantKey, pageOf } from '../../server/store/page.ts'
import { appPool } from '../../server/store/pool.ts'
import { aPrincipal } from '../support/builders.ts'
import { administer, urlOf } from '../support/database.ts'
import { median, timed } from './timed.ts'

const ROUNDS = 15
const SCHOOLS = 175
const KEPT_DAYS = 90
const FAULTS_A_DAY = 200
const OPEN_FAULTS = 300

/** Each camera away for half an hour once a week, its states as intervals and their days as the worker rolls them up; faults, nearly all of them over. */
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
    `with gone as (
       select d.id, date_trunc('hour', now()) - make_interval(days => 7 * n + abs(hashtext(d.id)) % 7) as at, n
       from device d cross join generate_series(0, $1::int / 7) n)
     insert into device_interval (device_id, state, since, until)
     select id, 'offline', at, at + interval '30 minutes' from gone where n > 0
     union all select id, 'online', at + interval '30 minutes', coalesce(lag(at) over (partition by id order by n), 'infinity') from gone where n > 0`,
    [KEPT_DAYS],
  )
  await owner.query(
    `insert into device_day (device_id, day, online_s, offline_s, unknown_s, maintenance_s)
     select d.id, current_date - n, 86400, 0, 0, 0 from device d cross join generate_series(0, $1::int - 1) n`,
    [KEPT_DAYS],
  )
  await owner.query(
    `insert into fault (kind, device_id, school_id, opened_at, closed_at, last_at)
     select 'offline', 'camera-' || n * 7919 % $1::int, 's' || n * 7919 % $1::int % $2::int, at, case when n > $4::int then at + interval '2 hours' end, at
     from (select n, now() - n * interval '1 day' / $3::int as at from generate_series(1, $3::int * $5::int) n) as fault`,
    [cameras, SCHOOLS, FAULTS_A_DAY, OPEN_FAULTS, KEPT_DAYS],
  )
  await owner.query('analyze')
}

export interface HistoryFigures {
  /** By how far back they reach: medians in ms. */
  windows: { days: number; history: number; faults: number }[]
  /** The board of open faults, median in ms. */
  board: number
  /** What the kept health of all cameras grows by. */
  rowsPerDay: number
  bytesPerDay: number
}

/** Roll-ups and states: what stays for all of the ninety days. */
const KEPT_TABLES = ['device_interval', 'device_day', 'fault']

export async function historyFigures(server: string, cameras: number): Promise<HistoryFigures> {
  const name = 'bench_history'
  await administer(server, `drop database if exists ${name} with (force)`, `create database ${name}`)
  const url = urlOf(server, name)
  await migrate(url)
  const [owner, pool] = [new pg.Pool({ connectionString: url, max: 1 }), appPool(url, { max: 1 })]
  const technician = aPrincipal({ role: 'technician' })
  try {
    await fill(owner, cameras)
    const windows: HistoryFigures['windows'] = []
    for (const days of [1, 30, KEPT_DAYS]) {
      const cursor = await pageBack(pool, days)
      const times = { history: [] as number[], faults: [] as number[] }
      for (let n = 0; n < ROUNDS; n++) {
        times.history.push(await timed(() => readHistory(pool, `camera-${(n * 101) % cameras}`, days)))
        times.faults.push(await timed(() => listFaults(pool, technician, { limit: 200, cursor })))
      }
      windows.push({ days, history: median(times.history), faults: median(times.faults) })
    }
    const board: number[] = []
    for (let n = 0; n < ROUNDS; n++) board.push(await timed(() => readFaultBoard(pool, technician)))
    const { rows } = await owner.query<{ rows: number; bytes: number }>(
      `select sum(c.reltuples)::float8 as rows, sum(pg_total_relation_size(c.oid))::float8 as bytes from pg_class c where c.relname = any($1::text[])`,
      [KEPT_TABLES],
    )
    const size = rows[0] ?? { rows: 0, bytes: 0 }
    return { windows, board: median(board), rowsPerDay: size.rows / KEPT_DAYS, bytesPerDay: size.bytes / KEPT_DAYS }
  } finally {
    await Promise.all([owner.end(), pool.end()])
    await administer(server, `drop database if exists ${name} with (force)`)
  }
}

/** Where a page begins whose faults are so many days old. */
async function pageBack(pool: pg.Pool, days: number): Promise<string> {
  const { rows } = await pool.query<{ id: string; at: string }>(
    `select id, ${instantKey('opened_at')} as at from fault where opened_at >= now() - make_interval(days => $1::int) - interval '1 minute' order by opened_at, id limit 1 offset 199`,
    [days],
  )
  const row = rows[0]
  if (!row) throw new Error(`no fault of ${days} days ago`)
  // As a page that ends with it would give.
  return (
    pageOf(
      [row, row],
      1,
      ({ at, id }) => [at, id],
      () => null,
    ).nextCursor ?? ''
  )
}
