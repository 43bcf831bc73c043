import type { AlarmRow } from '#domain/alarm-row.ts'
import { keyOf, type Register, type RegisteredDevice, suspectKeyOf, UNIQUE_IN_THE_WORLD } from '#domain/intake.ts'
import { positionOf } from '#domain/position.ts'
import { ALARM_COLUMNS, fromRow, type SelectedAlarm } from './alarm.ts'
import type { Queryable } from './pool.ts'

export interface Asked {
  /** Whether any message can come to an alarm; only then are open alarms read. */
  mayRaise: boolean
  /** Who spoke: (source, the vendor's identity). */
  senders: { source: string; externalId: string }[]
  bridges: string[]
  schools: string[]
  keys: { source: string; identity: string; key: string }[]
  /** Senders of what may come to a `suspect`: at the school that the topic names, or at none where the register does not know it. */
  suspects: { source: string | null; identity: string; schoolId: string | null }[]
}

interface DeviceJson extends Omit<RegisteredDevice, 'clock' | 'position'> {
  lng: number | null
  lat: number | null
  samples: number[] | null
  pending: number[] | null
}

/** An open alarm as JSON carries it. */
type AlarmJson = {
  [K in keyof SelectedAlarm]: SelectedAlarm[K] extends Date
    ? string
    : SelectedAlarm[K] extends Date | null
      ? string | null
      : SelectedAlarm[K]
}

interface Found {
  devices: DeviceJson[]
  bridges: string[]
  schools: string[]
  keys: { source: string; identity: string; key: string; seenAt: string; alarmId: string | null }[]
  exercises: Register['exercises']
  alarms: AlarmJson[]
}

const DEVICE_JSON = `json_build_object('id', id, 'schoolId', school_id, 'campusId', campus_id, 'kind', kind,
        'source', source, 'externalId', external_id, 'point', point, 'lng', lng, 'lat', lat, 'silent', silent,
        'lastCounter', last_counter, 'samples', clock_samples, 'pending', clock_pending, 'retainsPress', retains_press)`

// Answered as json, not jsonb, which would make a numeric of each of a clock's samples. Each look-up is a nested loop by its shape (lateral, offset 0), so that one generic plan is right for one sender and for five hundred,
// whatever the statistics were when it was made.
const readRegisterSql = (lock: boolean): string => `
  with found as materialized (
         select d.*, t.last_counter, t.clock_samples, t.clock_pending,
           case when t.misconfigured = 'retained-press' then coalesce((select true from fault f
             where f.device_id = d.id and f.kind = 'device-fault' and f.detail = 'retained-press' and f.closed_at is null limit 1), false) else false end as retains_press
         from (select distinct * from unnest($1::text[], $2::text[]) as s(source, external_id)) s
         cross join lateral (select * from device where device.external_id = s.external_id offset 0) d
         left join lateral (select * from device_state where device_state.device_id = d.id offset 0) t on true
         where d.source = s.source or (s.source like 'edge/%' and d.source like 'edge/%' and s.external_id ~ '${UNIQUE_IN_THE_WORLD}')),
       open_alarm as materialized (
         select ${ALARM_COLUMNS} from alarm
         where $9 and (device_id = any(array(select id from found)) or fold_key = any($8::text[])) and state <> 'closed'
         order by id ${lock ? 'for update' : ''})
  select
    (select coalesce(json_agg(${DEVICE_JSON}), '[]') from found) as devices,
    (select coalesce(json_agg(distinct t.bridge_id), '[]')
     from unnest($3::text[]) b(id) cross join lateral (select * from device_state where bridge_id = b.id offset 0) t
     cross join lateral (select from device where device.id = t.device_id and kind = 'panicButton' offset 0) d) as bridges,
    (select coalesce(json_agg(id), '[]') from school where id = any($4::text[])) as schools,
    (select coalesce(json_agg(json_build_object('source', k.source, 'identity', k.identity, 'key', k.key, 'seenAt', k.seen_at, 'alarmId', k.alarm_id)), '[]')
     from (select distinct * from unnest($5::text[], $6::text[], $7::text[]) as a(source, identity, key)) a
     cross join lateral (select * from press_key p where p.source = a.source and p.identity = a.identity and p.key = a.key offset 0) k) as keys,
    (select coalesce(json_agg(json_build_object('id', id, 'kind', kind, 'deviceId', device_id, 'schoolId', school_id)), '[]')
     from exercise where ended_at is null and ends_at > now()) as exercises,
    (select coalesce(json_agg(row_to_json(open_alarm)), '[]') from open_alarm) as alarms`

const READ_REGISTER = readRegisterSql(false)
const LOCK_REGISTER = readRegisterSql(true)

/**
 * What the database knows of a batch's senders.
 * @param lock locks their open alarms, in id order; then call it in a transaction that holds `LOCK.intake`
 */
export async function readRegister(db: Queryable, asked: Asked, { lock }: { lock: boolean }): Promise<Register> {
  const { rows } = await db.query<Found>({
    name: lock ? 'lock-register' : 'read-register',
    text: lock ? LOCK_REGISTER : READ_REGISTER,
    values: [
      asked.senders.map(({ source }) => source),
      asked.senders.map(({ externalId }) => externalId),
      asked.bridges,
      asked.schools,
      asked.keys.map(({ source }) => source),
      asked.keys.map(({ identity }) => identity),
      asked.keys.map(({ key }) => key),
      asked.suspects.map(({ source, identity, schoolId }) => suspectKeyOf(source, identity, schoolId)),
      asked.mayRaise,
    ],
  })
  const [found] = rows
  if (!found) throw new Error('a select without from returned no row')
  return {
    devices: found.devices.map(deviceOf),
    buttonBridges: new Set(found.bridges),
    schools: new Set(found.schools),
    keys: new Map(
      found.keys.map(({ source, identity, key, seenAt, alarmId }) => [keyOf(source, identity, key), { seenAt: new Date(seenAt), alarmId }]),
    ),
    exercises: found.exercises,
    openAlarms: found.alarms.map(fromJson),
  }
}

const deviceOf = ({ lng, lat, samples, pending, ...device }: DeviceJson): RegisteredDevice => ({
  ...device,
  position: positionOf(lng, lat),
  clock: { samples: samples ?? [], pending: pending ?? [] },
})

/** All devices of one external identity, of whatever source, and the mark by which a later statement sees that they are still as they were read. */
export interface RegisterEntry {
  readonly externalId: string
  readonly devices: readonly RegisteredDevice[]
  readonly mark: string
}

const HELD = (
  externalId: string,
): string => `(select d.*, d.xmin as row_version, t.last_counter, coalesce(t.clock_samples, '{}') as clock_samples,
             coalesce(t.clock_pending, '{}') as clock_pending, false as retains_press
           from device d left join device_state t on t.device_id = d.id where d.external_id = ${externalId}) held`
// Each row's version, and what a press is judged by in the device's state.
const MARK = `string_agg(row(id, row_version, last_counter, clock_samples, clock_pending)::text, ',' order by id)`

/** The mark of an identity as it stands when the statement begins. */
export const markOf = (externalId: string): string => `(select ${MARK} from ${HELD(externalId)})`

/** Entries of those identities that belong to a panic button, in one school alone and not in alarm. */
export async function readEntries(db: Queryable, externalIds: readonly string[]): Promise<RegisterEntry[]> {
  const { rows } = await db.query<Omit<RegisterEntry, 'devices'> & { devices: DeviceJson[] }>({
    name: 'read-entries',
    text: `select e.id as "externalId", found.mark, found.devices
           from unnest($1::text[]) e(id)
           cross join lateral (select ${MARK} as mark, json_agg(${DEVICE_JSON}) as devices, array_agg(id) as ids,
               bool_or(kind = 'panicButton') and count(distinct school_id) = 1 as is_button from ${HELD('e.id')}) found
           where found.is_button and not exists (select from alarm a where a.device_id = any(found.ids) and a.state <> 'closed')`,
    values: [externalIds],
  })
  return rows.map(({ devices, ...entry }) => ({ ...entry, devices: devices.map(deviceOf) }))
}

/** External identities of all panic buttons. */
export async function buttonIdentities(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(`select distinct external_id as id from device where kind = 'panicButton'`)
  return rows.map(({ id }) => id)
}

function fromJson(json: AlarmJson): AlarmRow {
  const date = (text: string | null) => (text === null ? null : new Date(text))
  const {
    deviceTime,
    receivedAt,
    lastPressAt,
    changedAt,
    arrivedAt,
    shelvedUntil,
    pressBeforeAt,
    chatteringAt,
    unacknowledgedSince,
    actedAt,
  } = json
  return fromRow({
    ...json,
    deviceTime: date(deviceTime),
    arrivedAt: date(arrivedAt),
    shelvedUntil: date(shelvedUntil),
    pressBeforeAt: date(pressBeforeAt),
    chatteringAt: date(chatteringAt),
    unacknowledgedSince: date(unacknowledgedSince),
    actedAt: date(actedAt),
    receivedAt: new Date(receivedAt),
    lastPressAt: new Date(lastPressAt),
    changedAt: new Date(changedAt),
  })
}
