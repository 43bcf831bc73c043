// What the watch over all devices reads and writes. Columns come as arrays: 18,000 rows of objects cost more to parse than to read. As JSON:
// pg reads 17,000 ids and times of an array of its own in 30 ms and more, in which no press is heard, and JSON.parse in 3.

import type { DeviceKind, DeviceState } from '#contracts/device.ts'
import type { LngLat } from '#contracts/time.ts'
import { CHATTER_WINDOW_MS } from '#domain/damping.ts'
import { afterTransition, type LastHeard, type Standstill, type Transition, type Watched } from '#domain/device-watch.ts'
import { positionOf } from '#domain/position.ts'
import type { Queryable } from './pool.ts'

interface RegisterRow {
  ids: string[] | null
  schools: string[]
  kinds: DeviceKind[]
  sources: string[]
  parents: (string | null)[]
  heartbeats: (number | null)[]
}

/** Every device of the register. */
export async function readWatched(db: Queryable): Promise<Watched[]> {
  const { rows } = await db.query<RegisterRow>({
    name: 'read-watched',
    text: `select json_agg(id) as ids, json_agg(school_id) as schools, json_agg(kind) as kinds, json_agg(source) as sources,
             json_agg(parent_id) as parents, json_agg(heartbeat_s) as heartbeats
           from device`,
  })
  const row = rows[0]
  return (row?.ids ?? []).map((id, i) => ({
    id,
    schoolId: row?.schools[i] as string,
    kind: row?.kinds[i] as DeviceKind,
    source: row?.sources[i] as string,
    parentId: row?.parents[i] ?? null,
    heartbeatS: row?.heartbeats[i] ?? null,
  }))
}

/** Where the cameras hang, by id; one without a place is not in it. */
export async function readCameraPositions(db: Queryable): Promise<Map<string, LngLat>> {
  const { rows } = await db.query<{ ids: string[] | null; lng: number[]; lat: number[] }>({
    name: 'read-camera-positions',
    text: `select json_agg(id) as ids, json_agg(lng) as lng, json_agg(lat) as lat
           from device where kind = 'camera' and lng is not null`,
  })
  const row = rows[0]
  return new Map(
    (row?.ids ?? []).flatMap((id, i) => {
      const position = positionOf(row?.lng[i], row?.lat[i])
      return position ? [[id, position] as const] : []
    }),
  )
}

interface HeardRow {
  ids: string[] | null
  heard: (number | null)[]
  offline: (boolean | null)[]
  said: (number | null)[]
  held: string[] | null
}

/** What was last heard of every device that ever spoke or is in somebody's hand. */
export async function readHeard(db: Queryable): Promise<Map<string, LastHeard>> {
  const { rows } = await db.query<HeardRow>({
    name: 'read-heard',
    text: `select json_agg(device_id) as ids, json_agg(extract(epoch from last_heard_at)::float8 * 1000) as heard,
             json_agg(said_offline) as offline, json_agg(extract(epoch from said_offline_at)::float8 * 1000) as said,
             (select json_agg(m.device_id) from maintenance w join maintenance_device m on m.maintenance_id = w.id
              where w.ends_at > now() and w.starts_at <= now()) as held
           from device_state`,
  })
  const row = rows[0]
  const held = new Set(row?.held ?? [])
  const found = new Map<string, LastHeard>()
  row?.ids?.forEach((id, i) => {
    const heard = row.heard[i]
    const said = row.said[i]
    found.set(id, {
      lastHeardAt: heard == null ? null : new Date(heard),
      saidOffline: row.offline[i] === true,
      saidOfflineAt: said == null ? null : new Date(said),
      maintenance: held.has(id),
    })
  })
  for (const id of held) if (!found.has(id)) found.set(id, { lastHeardAt: null, saidOffline: false, maintenance: true })
  return found
}

/** The running interval of every device, with its changes of the last minutes. @param faulty ids of the devices that an open fault calls dark, or chattering */
export async function readStandstills(db: Queryable, faulty: ReadonlyMap<string, 'dark' | 'chattering'>): Promise<Map<string, Standstill>> {
  const { rows } = await db.query<{ ids: string[] | null; states: DeviceState[]; since: number[] }>(
    `select json_agg(device_id) as ids, json_agg(state) as states, json_agg(extract(epoch from since)::float8 * 1000) as since
     from (select device_id, state, since from device_interval where until > now() - make_interval(secs => $1) order by device_id, since) i`,
    [CHATTER_WINDOW_MS / 1000],
  )
  const row = rows[0]
  const found = new Map<string, Standstill>()
  row?.ids?.forEach((deviceId, i) => {
    const step = { deviceId, state: row.states[i] as DeviceState, since: new Date(row.since[i] as number) }
    found.set(deviceId, { ...afterTransition(found.get(deviceId), step), condition: faulty.get(deviceId) ?? 'well' })
  })
  return found
}

/**
 * Ends running intervals and begins the next ones. Must run in a transaction. One that is already in the state stays as it is, so that
 * writing twice is writing once.
 */
export async function saveTransitions(db: Queryable, steps: readonly Transition[]): Promise<void> {
  const rows = JSON.stringify([...steps].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1)))
  const columns = `jsonb_to_recordset($1::jsonb) as t("deviceId" text, state text, since timestamptz)`
  await db.query({
    name: 'end-intervals',
    text: `update device_interval i set until = greatest(t.since, i.since + interval '1 millisecond')
           from ${columns} where i.device_id = t."deviceId" and i.until = 'infinity' and i.state <> t.state`,
    values: [rows],
  })
  // A statement of its own, whose snapshot has the ends: a device has one running interval at most.
  await db.query({
    name: 'begin-intervals',
    text: `insert into device_interval (device_id, state, since)
           select t."deviceId", t.state, greatest(t.since, (select until from device_interval e where e.device_id = t."deviceId" order by since desc limit 1))
           from ${columns}
           where not exists (select from device_interval r where r.device_id = t."deviceId" and r.until = 'infinity')
           on conflict do nothing`,
    values: [rows],
  })
}
