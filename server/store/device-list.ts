import { type Device, type DeviceKind, type DevicePlaces, DeviceState, type DialectName, type NewDevice } from '#contracts/device.ts'
import { type Deaf, deviceState, deviceStateSince } from '#domain/device-state.ts'
import type { Principal } from '#domain/policy.ts'
import { positionOf } from '#domain/position.ts'
import { readDeafness } from './hearing.ts'
import { decodeCursor, NAME, type Paged, pageOf } from './page.ts'
import type { Queryable } from './pool.ts'
import { deviceScope, schoolScope } from './scope.ts'

export interface DeviceFilter {
  school?: string | undefined
  kind?: DeviceKind | undefined
  dialect?: DialectName | undefined
  state?: DeviceState | undefined
  cursor?: string | undefined
  limit: number
}

type DeviceRow = Omit<Device, 'position' | 'state' | 'stateSince' | 'lastHeardAt' | 'provenAt'> & {
  lng: number | null
  lat: number | null
  lastHeardAt: Date | null
  provenAt: Date | null
  saidOffline: boolean
  saidOfflineAt: Date | null
  maintenance: boolean
  runningState: DeviceState | null
  runningSince: Date | null
}

const SELECT = `select device.id, device.school_id as "schoolId", campus_id as "campusId", kind, dialect, source, external_id as "externalId",
    point, device.name, lng, lat, silent, repeats_until_receipt as "repeatsUntilReceipt", synthetic,
    last_heard_at as "lastHeardAt", proven_at as "provenAt", coalesce(said_offline, false) as "saidOffline",
    said_offline_at as "saidOfflineAt", parent_id as "parentId", heartbeat_s as "heartbeatS", running.state as "runningState", running.since as "runningSince",
    exists (select from maintenance_device m join maintenance w on w.id = m.maintenance_id
      where m.device_id = device.id and w.starts_at <= now() and w.ends_at > now()) as maintenance
  from device left join device_state on device_state.device_id = device.id
    left join device_interval running on running.device_id = device.id and running.until = 'infinity'`

function toDevice(
  { lng, lat, saidOffline, saidOfflineAt, maintenance, runningState, runningSince, ...row }: DeviceRow,
  now: Date,
  deaf: readonly Deaf[],
): Device {
  const { state, sinceMs } = deviceStateSince({ ...row, saidOffline, saidOfflineAt, maintenance }, now, deaf)
  // What the watch wrote down says how long it lasts; a change that it has not seen yet is dated by the rule itself.
  const since = runningState === state ? runningSince : state === 'offline' && sinceMs !== null ? new Date(sinceMs) : null
  return {
    ...row,
    position: positionOf(lng, lat),
    state,
    stateSince: since?.toISOString() ?? null,
    lastHeardAt: row.lastHeardAt?.toISOString() ?? null,
    provenAt: row.provenAt?.toISOString() ?? null,
  }
}

async function readPage(db: Queryable, reader: Principal, filter: DeviceFilter, after: string | null, limit: number): Promise<DeviceRow[]> {
  const scope = deviceScope(reader, 6)
  const { rows } = await db.query<DeviceRow>(
    `${SELECT}
     where ($1::text is null or device.id > $1) and ($2::text is null or device.school_id = $2) and ($3::text is null or kind = $3)
       and ($4::text is null or dialect = $4) and ${scope.sql}
     order by device.id limit $5`,
    [after, filter.school ?? null, filter.kind ?? null, filter.dialect ?? null, limit, ...scope.values],
  )
  return rows
}

/** Devices in the reader's scope, by id. The state is a pure function of the clock, so it is computed here and filtered here. */
export async function listDevices(db: Queryable, reader: Principal, filter: DeviceFilter, now = new Date()): Promise<Paged<Device>> {
  const [after = null] = decodeCursor(filter.cursor, NAME) ?? []
  const deaf = await readDeafness(db)
  const batch = filter.state === undefined ? filter.limit + 1 : 5_000
  const found: Device[] = []
  let last = after
  for (let rows: DeviceRow[]; found.length <= filter.limit; ) {
    rows = await readPage(db, reader, filter, last, batch)
    last = rows.at(-1)?.id ?? null
    const devices = rows.map((row) => toDevice(row, now, deaf))
    for (const device of devices) if (filter.state === undefined || device.state === filter.state) found.push(device)
    if (rows.length < batch) break
  }
  return pageOf(
    found,
    filter.limit,
    ({ id }) => [id],
    (device) => device,
  )
}

interface Columns {
  ids: string[] | null
  lng: (number | null)[]
  lat: (number | null)[]
  heard: (number | null)[]
  offline: boolean[]
  offlineAt: (number | null)[]
  heartbeat: (number | null)[]
  maintained: boolean[]
}

const dateOf = (ms: number | null | undefined): Date | null => (ms == null ? null : new Date(ms))

/** All devices of a kind in the reader's scope, in columns, by id. */
export async function readDevicePlaces(db: Queryable, reader: Principal, kind: DeviceKind, now = new Date()): Promise<DevicePlaces> {
  const scope = deviceScope(reader, 2)
  // Columns as arrays: 17,000 rows of objects cost more to parse than to read.
  const { rows } = await db.query<Columns>(
    `select array_agg(id) as ids, array_agg(lng) as lng, array_agg(lat) as lat, array_agg(heard) as heard, array_agg(offline) as offline,
       array_agg(offline_at) as "offlineAt", array_agg(heartbeat_s) as heartbeat, array_agg(maintained) as maintained
     from (select device.id, lng, lat, extract(epoch from last_heard_at)::float8 * 1000 as heard, coalesce(said_offline, false) as offline,
         extract(epoch from said_offline_at)::float8 * 1000 as offline_at, heartbeat_s, busy.device_id is not null as maintained
       from device left join device_state on device_state.device_id = device.id
         left join (select distinct m.device_id from maintenance_device m join maintenance w on w.id = m.maintenance_id
           where w.starts_at <= now() and w.ends_at > now()) busy on busy.device_id = device.id
       where kind = $1 and ${scope.sql} order by device.id) placed`,
    [kind, ...scope.values],
  )
  const { ids, lng, lat, heard, offline, offlineAt, heartbeat, maintained } = rows[0] as Columns
  const states = DeviceState.options
  if (ids === null) return { ids: [], lng: [], lat: [], states, state: [] }
  const deaf = await readDeafness(db)
  const state = ids.map((_, i) =>
    deviceState(
      {
        kind,
        lastHeardAt: dateOf(heard[i]),
        saidOffline: offline[i] === true,
        saidOfflineAt: dateOf(offlineAt[i]),
        heartbeatS: heartbeat[i] ?? null,
        maintenance: maintained[i] === true,
      },
      now,
      deaf,
    ),
  )
  const places = ids.map((_, i) => positionOf(lng[i], lat[i]))
  return {
    ids,
    lng: places.map((place) => place?.[0] ?? null),
    lat: places.map((place) => place?.[1] ?? null),
    states,
    state: state.map((one) => states.indexOf(one)),
  }
}

export async function findDevice(db: Queryable, reader: Principal, id: string, now = new Date()): Promise<Device | null> {
  const scope = deviceScope(reader, 2)
  const { rows } = await db.query<DeviceRow>(`${SELECT} where device.id = $1 and ${scope.sql}`, [id, ...scope.values])
  return rows[0] ? toDevice(rows[0], now, await readDeafness(db)) : null
}

export type Registration = NewDevice & { id: string; dialect: DialectName; name: string; repeatsUntilReceipt: boolean }

/** Where a new device is to stand: does the school exist in the reader's scope, and the campus at that school? */
export async function findPlace(
  db: Queryable,
  reader: Principal,
  { schoolId, campusId }: Pick<NewDevice, 'schoolId' | 'campusId'>,
): Promise<{ school: boolean; campus: boolean }> {
  const scope = schoolScope(reader, 3, 'school.id')
  const { rows } = await db.query<{ campus: boolean }>(
    `select $2::text is null or exists (select from campus where campus.id = $2 and campus.school_id = school.id) as campus
     from school where school.id = $1 and ${scope.sql}`,
    [schoolId, campusId ?? null, ...scope.values],
  )
  return { school: rows.length > 0, campus: rows[0]?.campus ?? false }
}

/** @returns null, or the unique key that another device holds: its `id`, or its `externalId` at this source and point */
export async function insertDevice(db: Queryable, device: Registration): Promise<null | 'id' | 'externalId'> {
  const { rows } = await db.query(
    `insert into device (id, school_id, campus_id, kind, dialect, source, external_id, point, name, lng, lat, silent, repeats_until_receipt, parent_id, heartbeat_s)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict do nothing returning id`,
    [
      device.id,
      device.schoolId,
      device.campusId ?? null,
      device.kind,
      device.dialect,
      device.source,
      device.externalId,
      device.point ?? '',
      device.name,
      device.position?.[0] ?? null,
      device.position?.[1] ?? null,
      device.silent ?? false,
      device.repeatsUntilReceipt,
      device.parentId ?? null,
      device.heartbeatS ?? null,
    ],
  )
  if (rows.length > 0) return null
  const { rows: taken } = await db.query('select from device where id = $1', [device.id])
  return taken.length > 0 ? 'id' : 'externalId'
}
