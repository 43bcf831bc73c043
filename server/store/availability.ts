// Availability: intervals are rolled up by Shanghai day into tables of our own, and reports read those.
import type { Availability, AvailabilityQuery, DeviceHistory } from '#contracts/availability.ts'
import type { DeviceState } from '#contracts/device.ts'
import { availability, type Interval, timeInStates } from '#domain/availability.ts'
import type { Principal } from '#domain/policy.ts'
import { decodeCursor, NAME, type Paged, pageOf } from './page.ts'
import type { Queryable } from './pool.ts'
import { type Condition, deviceScope, schoolScope } from './scope.ts'

const ZONE = 'Asia/Shanghai'

/** Days that are to be rolled up now: from the last one written, which may have been half, to today. At most forty. */
export async function daysToRoll(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ day: string }>(
    `select d::date::text as day from generate_series(
       greatest(coalesce((select max(day) from school_day), (now() at time zone '${ZONE}')::date), (now() at time zone '${ZONE}')::date - 40),
       (now() at time zone '${ZONE}')::date, interval '1 day') d order by d`,
  )
  return rows.map(({ day }) => day)
}

/**
 * Writes the day's seconds of up to `limit` devices after `after`, from their intervals up to now. A device counts from its first interval,
 * which the watch begins when it is registered; what no interval covers is unknown, and of intervals that overlap the later one counts.
 * @returns the last id, or null when there are no more
 */
export async function rollDevices(db: Queryable, day: string, after: string, limit: number): Promise<string | null> {
  const { rows } = await db.query<{ last: string | null }>({
    name: 'roll-devices',
    text: `
      with bounds as (select ($1::date)::timestamp at time zone '${ZONE}' as day_from, least(now(), ($1::date + 1)::timestamp at time zone '${ZONE}') as day_to),
           picked as materialized (select id from device where id > $2 order by id limit $3),
           counted as (
             select p.id, greatest(b.day_from, first.since) as counts_from, b.day_to as counts_to
             from picked p cross join bounds b
             cross join lateral (select since from device_interval f where f.device_id = p.id order by since limit 1) first
             where first.since < b.day_to),
           held as (
             select c.id, i.state, greatest(0, extract(epoch from least(i.until, c.counts_to, lead(i.since) over (partition by c.id order by i.since)) - greatest(i.since, c.counts_from))) as s
             from counted c join device_interval i on i.device_id = c.id and i.until > c.counts_from and i.since < c.counts_to),
           summed as (
             select c.id, extract(epoch from c.counts_to - c.counts_from) as all_s, coalesce(sum(h.s) filter (where state = 'online'), 0) as online_s,
               coalesce(sum(h.s) filter (where state = 'offline'), 0) as offline_s, coalesce(sum(h.s) filter (where state = 'maintenance'), 0) as maintenance_s
             from counted c left join held h on h.id = c.id group by c.id, c.counts_from, c.counts_to),
           written as (
             insert into device_day as t (device_id, day, online_s, offline_s, unknown_s, maintenance_s)
             select id, $1::date, round(online_s), round(offline_s), round(greatest(0, all_s - online_s - offline_s - maintenance_s)), round(maintenance_s) from summed
             on conflict (day, device_id) do update set online_s = excluded.online_s, offline_s = excluded.offline_s, unknown_s = excluded.unknown_s,
               maintenance_s = excluded.maintenance_s)
      select case when count(*) = $3 then max(id) end as last from picked`,
    values: [day, after, limit],
  })
  return rows[0]?.last ?? null
}

/** Adds the day up by school and kind. */
export async function rollSchools(db: Queryable, day: string): Promise<void> {
  await db.query(
    `insert into school_day as t (school_id, kind, day, devices, online_s, offline_s, unknown_s, maintenance_s)
     select d.school_id, d.kind, s.day, count(*), sum(online_s), sum(offline_s), sum(unknown_s), sum(maintenance_s)
     from device_day s join device d on d.id = s.device_id where s.day = $1::date group by d.school_id, d.kind, s.day
     on conflict (day, school_id, kind) do update set devices = excluded.devices, online_s = excluded.online_s, offline_s = excluded.offline_s,
       unknown_s = excluded.unknown_s, maintenance_s = excluded.maintenance_s`,
    [day],
  )
  await db.query('update watch set rolled_at = now()')
}

type SumRow = Omit<Availability, 'availability'>

const SUMS = `sum(online_s)::float8 as "onlineS", sum(offline_s)::float8 as "offlineS", sum(unknown_s)::float8 as "unknownS", sum(maintenance_s)::float8 as "maintenanceS"`

/** Sums over a period in the reader's scope, by school, kind, day or device. */
export async function listAvailability(
  db: Queryable,
  reader: Principal,
  query: AvailabilityQuery,
): Promise<Paged<Availability> & { asOf: string | null }> {
  const [after = ''] = decodeCursor(query.cursor, NAME) ?? []
  const { rows } = await (query.by === 'device' ? byDevice(db, reader, query, after) : byGroup(db, reader, query, after))
  const { rows: watch } = await db.query<{ at: Date | null }>('select rolled_at as at from watch')
  const page = pageOf(rows, query.limit, ({ key }) => [key], withShare)
  return { ...page, asOf: watch[0]?.at?.toISOString() ?? null }
}

const KEY = { school: 's.school_id', kind: 's.kind', day: 's.day::text' } as const

function byGroup(db: Queryable, reader: Principal, { from, to, by, school, kind, limit }: AvailabilityQuery, after: string) {
  const key = KEY[by as keyof typeof KEY]
  // A vendor's devices are a part of each school's: only they are added up.
  const own = reader.scope.kind === 'vendor'
  const scope: Condition = own ? deviceScope(reader, 7) : schoolScope(reader, 7, 's.school_id')
  const table = own
    ? `(select device.school_id, device.kind, t.day, t.online_s, t.offline_s, t.unknown_s, t.maintenance_s
        from device_day t join device on device.id = t.device_id where t.day >= $1::date and t.day < $2::date and ${scope.sql}) s`
    : 'school_day s'
  return db.query<SumRow>(
    `select ${key} as key, ${SUMS} from ${table}
     where s.day >= $1::date and s.day < $2::date and ($3::text is null or s.school_id = $3) and ($4::text is null or s.kind = $4)
       and ${key} > $5 ${own ? '' : `and ${scope.sql}`}
     group by ${key} order by ${key} limit $6`,
    [from, to, school ?? null, kind ?? null, after, limit + 1, ...scope.values],
  )
}

function byDevice(db: Queryable, reader: Principal, { from, to, school, kind, limit }: AvailabilityQuery, after: string) {
  const scope = deviceScope(reader, 7)
  // The page's devices first, then their days by index: a whole district's are 1.5 million rows a quarter.
  return db.query<SumRow>(
    `with page as materialized (
       select device.id from device where ($3::text is null or device.school_id = $3) and ($4::text is null or device.kind = $4)
         and device.id > $5 and ${scope.sql} order by device.id limit $6)
     select page.id as key, coalesce("onlineS", 0) as "onlineS", coalesce("offlineS", 0) as "offlineS", coalesce("unknownS", 0) as "unknownS",
       coalesce("maintenanceS", 0) as "maintenanceS"
     from page cross join lateral (select ${SUMS} from device_day s where s.device_id = page.id and s.day >= $1::date and s.day < $2::date) sums
     order by page.id`,
    [from, to, school ?? null, kind ?? null, after, limit + 1, ...scope.values],
  )
}

const withShare = (row: SumRow): Availability => {
  const share = availability({ online: row.onlineS, offline: row.offlineS, unknown: row.unknownS, maintenance: row.maintenanceS })
  return { ...row, availability: share === null ? null : share / 100 }
}

interface IntervalRow {
  state: DeviceState
  since: Date
  until: Date | number
}

/** The last days of one device that the caller may see. */
export async function readHistory(db: Queryable, deviceId: string, days: number): Promise<DeviceHistory> {
  const to = new Date()
  const from = new Date(to.getTime() - days * 86_400_000)
  const { rows } = await db.query<IntervalRow>(
    'select state, since, until from device_interval where device_id = $1 and until > $2 order by since limit 20000',
    [deviceId, from],
  )
  const { rows: faults } = await db.query<{
    id: string
    kind: string
    detail: string | null
    openedAt: Date
    closedAt: Date | null
    count: number
  }>(
    `select id, kind, detail, opened_at as "openedAt", closed_at as "closedAt", count from fault
     where device_id = $1 and (closed_at is null or closed_at > $2) order by opened_at desc limit 500`,
    [deviceId, from],
  )
  const intervals = rows.map(({ state, since, until }): Interval => ({ state, since: since.getTime(), until: untilOf(until) }))
  const counted = Math.max(from.getTime(), intervals[0]?.since ?? to.getTime())
  const share = availability(timeInStates(intervals, counted, to.getTime()))
  return {
    deviceId,
    from: from.toISOString(),
    to: to.toISOString(),
    intervals: intervals.map(({ state, since, until }) => ({
      state,
      since: new Date(since).toISOString(),
      until: Number.isFinite(until) ? new Date(until).toISOString() : null,
    })),
    faults: faults.map((fault) => ({ ...fault, openedAt: fault.openedAt.toISOString(), closedAt: fault.closedAt?.toISOString() ?? null })),
    availability: share === null ? null : share / 100,
  }
}

/** pg reads the timestamp `infinity` as a number. */
const untilOf = (until: Date | number): number => (typeof until === 'number' ? until : until.getTime())
