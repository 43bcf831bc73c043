import type { Alarm } from '#contracts/alarm.ts'
import type { AlarmRow } from '#domain/alarm-row.ts'
import { keyOf, type Plan, type Register, type RegisteredDevice, suspectKeyOf } from '#domain/intake.ts'
import { ALARM_COLUMNS, alarmRows, alarmValues, alarmWrites, fromRow, NOTIFY, numbered, type SelectedAlarm } from './alarm.ts'
import type { Queryable } from './pool.ts'

export interface Asked {
  /** Whether any message can come to an alarm; only then are open alarms read. */
  mayRaise: boolean
  /** Who spoke: (source, the vendor's identity). */
  senders: { source: string; externalId: string }[]
  bridges: string[]
  schools: string[]
  keys: { source: string; identity: string; key: string }[]
  suspects: { source: string | null; identity: string }[]
}

interface DeviceJson extends Omit<RegisteredDevice, 'clock' | 'position'> {
  lng: number | null
  lat: number | null
  samples: number[] | null
  pending: number[] | null
}

// Identities that are unique in the world, not only at one mount: an IEEE address, a DevEUI, a GB/T 28181 ID.
const UNIQUE_IN_THE_WORLD = '^(0x[0-9a-f]{16}|[0-9a-f]{16}|[0-9]{20})$'

/**
 * What the database knows of a batch's senders.
 * @param lock locks their open alarms, in id order; then call it in a transaction that holds `LOCK.intake`
 */
export async function readRegister(db: Queryable, asked: Asked, { lock }: { lock: boolean }): Promise<Register> {
  const { rows } = await db.query<{
    devices: DeviceJson[]
    bridges: string[]
    schools: string[]
    keys: { source: string; identity: string; key: string; seenAt: string; alarmId: string | null }[]
    exercises: Register['exercises']
  }>({
    name: 'read-register',
    text: `
      with sender as (select distinct * from unnest($1::text[], $2::text[]) as s(source, external_id)),
           asked_key as (select distinct * from unnest($5::text[], $6::text[], $7::text[]) as k(source, identity, key))
      select
        (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'schoolId', d.school_id, 'campusId', d.campus_id, 'kind', d.kind,
            'source', d.source, 'externalId', d.external_id, 'point', d.point, 'lng', d.lng, 'lat', d.lat, 'silent', d.silent,
            'lastCounter', t.last_counter, 'samples', t.clock_samples, 'pending', t.clock_pending)), '[]')
         from sender s
         join device d on d.external_id = s.external_id and (d.source = s.source or (s.source like 'edge/%' and d.source like 'edge/%' and s.external_id ~ '${UNIQUE_IN_THE_WORLD}'))
         left join device_state t on t.device_id = d.id) as devices,
        (select coalesce(jsonb_agg(distinct t.bridge_id), '[]') from device_state t join device d on d.id = t.device_id and d.kind = 'panicButton'
         where t.bridge_id = any($3::text[])) as bridges,
        (select coalesce(jsonb_agg(id), '[]') from school where id = any($4::text[])) as schools,
        (select coalesce(jsonb_agg(jsonb_build_object('source', k.source, 'identity', k.identity, 'key', k.key, 'seenAt', k.seen_at, 'alarmId', k.alarm_id)), '[]')
         from asked_key a join press_key k using (source, identity, key)) as keys,
        (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'kind', kind, 'deviceId', device_id, 'schoolId', school_id)), '[]')
         from exercise where ended_at is null and ends_at > now()) as exercises`,
    values: [
      asked.senders.map(({ source }) => source),
      asked.senders.map(({ externalId }) => externalId),
      asked.bridges,
      asked.schools,
      asked.keys.map(({ source }) => source),
      asked.keys.map(({ identity }) => identity),
      asked.keys.map(({ key }) => key),
    ],
  })
  const found = rows[0] ?? { devices: [], bridges: [], schools: [], keys: [], exercises: [] }
  const devices = found.devices.map(
    ({ lng, lat, samples, pending, ...device }): RegisteredDevice => ({
      ...device,
      position: lng === null || lat === null ? null : [lng, lat],
      clock: { samples: samples ?? [], pending: pending ?? [] },
    }),
  )
  return {
    devices,
    buttonBridges: new Set(found.bridges),
    schools: new Set(found.schools),
    keys: new Map(
      found.keys.map(({ source, identity, key, seenAt, alarmId }) => [keyOf(source, identity, key), { seenAt: new Date(seenAt), alarmId }]),
    ),
    exercises: found.exercises,
    openAlarms: asked.mayRaise
      ? await readOpenAlarms(
          db,
          devices.map(({ id }) => id),
          asked.suspects.map(({ source, identity }) => suspectKeyOf(source, identity)),
          lock,
        )
      : [],
  }
}

async function readOpenAlarms(db: Queryable, deviceIds: string[], foldKeys: string[], lock: boolean): Promise<AlarmRow[]> {
  if (deviceIds.length === 0 && foldKeys.length === 0) return []
  const { rows } = await db.query<SelectedAlarm>({
    name: lock ? 'lock-open-alarms' : 'read-open-alarms',
    text: `select ${ALARM_COLUMNS} from alarm
           where id in (select id from alarm where device_id = any($1::text[]) and state <> 'closed'
                        union select id from alarm where fold_key = any($2::text[]) and state <> 'closed')
           order by id ${lock ? 'for update' : ''}`,
    values: [deviceIds, foldKeys],
  })
  // One that was closed while we waited for its lock is no longer open.
  return rows.filter(({ state }) => state !== 'closed').map(fromRow)
}

export interface RawBytes {
  topic: string
  payload: Uint8Array
  retained: boolean
  dialect: string | null
  source: string | null
  receivedAt: Date
}

/** How a message's bytes are found again by its id. */
export type RawOf = (messageId: string) => RawBytes

/** What {@link planCtes} asks for as its parameters 1 to 6. */
function planValues(plan: Plan, raw: RawOf): unknown[] {
  const events = plan.events.map((row) => {
    const bytes = raw(row.messageId)
    return {
      ...row,
      kind: row.event.kind,
      phase: row.event.phase ?? null,
      deviceTime: row.event.deviceTime,
      retained: bytes.retained,
      topic: bytes.topic,
      raw: row.keepRaw ? hex(bytes.payload) : null,
      body: row.event,
    }
  })
  const deadLetters = plan.deadLetters.map((row) => {
    const bytes = raw(row.messageId)
    return { ...row, ...bytes, payload: hex(bytes.payload) }
  })
  return [...[plan.states, events, plan.keys, deadLetters, plan.faults].map((rows) => JSON.stringify(rows)), plan.endedExercises]
}

/** Writes all of a plan but its alarms, in one statement. Rows of `device_state` are taken in id order, as every other writer takes them. */
export async function writePlan(db: Queryable, plan: Plan, raw: RawOf): Promise<void> {
  await db.query({ name: 'write-plan', text: `with ${planCtes('')} select`, values: planValues(plan, raw) })
}

/**
 * Writes all of a plan in one statement that is a transaction of its own, where the register was read without a lock: a plan of one alarm at
 * most, whose version tells whether the register still holds.
 * @returns the alarms as pushed; null when somebody else was first, and nothing is written: read and plan again, under the lock
 */
export async function commitPlan(db: Queryable, plan: Plan, raw: RawOf): Promise<Alarm[] | null> {
  try {
    const { rows } = await db.query<{ base: number }>({
      name: 'commit-plan',
      // Division by zero is how a single statement rolls itself back.
      // The order of locks is that of every other transaction: alarm, device states and the rest, and the cursor last.
      text: `with ${alarmRows(7)}, ${planCtes('where (select count(*) from locked) >= 0')},
               written as materialized (select ${WRITES.map((write) => `(select count(*) from ${write})`).join(' + ')} as n),
               ${alarmWrites(7, 'and (select n from written) >= 0')}
             select base, ${NOTIFY} from (select 1 / (select count(*) from head)::int as held, (select base from head) as base) h where held = 1`,
      values: [...planValues(plan, raw), ...alarmValues(plan.alarms, plan.log)],
    })
    return numbered(plan.alarms, rows[0]?.base ?? 0)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === DIVISION_BY_ZERO || error.code === UNIQUE_VIOLATION)) return null
    throw error
  }
}

const DIVISION_BY_ZERO = '22012'
const UNIQUE_VIOLATION = '23505'

const reals = (json: string): string => `coalesce((select array_agg(v::real) from jsonb_array_elements_text(${json}) v), '{}')`

/** The writes of a plan but its alarms, one CTE a table. @param after a condition to be read before the first row is taken */
const planCtes = (after: string): string => `state_row as materialized (
             select * from jsonb_to_recordset($1::jsonb) as s("deviceId" text, "heardAt" timestamptz, beats int, "saidOffline" boolean, battery real,
               counter bigint, clock jsonb, "pressedAt" timestamptz, "bridgeId" text, misconfigured text)
             order by "deviceId"),
           rolled as (
             insert into device_hour as h (device_id, hour, beats)
             select t.device_id, t.beat_hour, t.hour_beats from state_row s join device_state t on t.device_id = s."deviceId"
             where t.hour_beats > 0 and t.beat_hour < date_trunc('hour', s."heardAt")
             on conflict (hour, device_id) do update set beats = h.beats + excluded.beats returning 1),
           stated as (
             insert into device_state as t (device_id, last_heard_at, last_beat_at, said_offline, beat_hour, hour_beats, last_press_at, clock_samples, clock_pending, last_counter, battery, bridge_id, misconfigured)
             select "deviceId", "heardAt", "heardAt", "saidOffline", date_trunc('hour', "heardAt"), beats, "pressedAt", ${reals("clock -> 'samples'")}, ${reals("clock -> 'pending'")}, counter, battery, "bridgeId", misconfigured
             from state_row ${after}
             on conflict (device_id) do update set
               last_heard_at = greatest(t.last_heard_at, excluded.last_heard_at), last_beat_at = greatest(t.last_beat_at, excluded.last_beat_at),
               said_offline = coalesce(excluded.said_offline, t.said_offline),
               beat_hour = greatest(t.beat_hour, excluded.beat_hour),
               hour_beats = case when excluded.beat_hour > t.beat_hour then 0 else t.hour_beats end + excluded.hour_beats,
               last_press_at = greatest(t.last_press_at, excluded.last_press_at),
               clock_samples = case when excluded.clock_samples = '{}' then t.clock_samples else excluded.clock_samples end,
               clock_pending = case when excluded.clock_samples = '{}' then t.clock_pending else excluded.clock_pending end,
               last_counter = coalesce(excluded.last_counter, t.last_counter), battery = coalesce(excluded.battery, t.battery),
               bridge_id = coalesce(excluded.bridge_id, t.bridge_id), misconfigured = coalesce(excluded.misconfigured, t.misconfigured) returning 1),
           sampled as (
             insert into health_sample (at, device_id, kind, data)
             select coalesce(s."heardAt", now()), s."deviceId", 'state', jsonb_strip_nulls(jsonb_build_object('saidOffline', s."saidOffline", 'battery', s.battery))
             from state_row s left join device_state t on t.device_id = s."deviceId"
             where s."saidOffline" is distinct from coalesce(t.said_offline, false) and s."saidOffline" is not null
                or s.battery is not null and s.battery is distinct from t.battery),
           kept as (
             insert into device_event (received_at, id, device_id, school_id, source, identity, kind, phase, point, device_time, retained, late, topic, raw, body)
             select "receivedAt", id, "deviceId", "schoolId", source, identity, kind, phase, point, "deviceTime", retained, late, topic, decode(raw, 'hex'), body
             from jsonb_to_recordset($2::jsonb) as e("receivedAt" timestamptz, id uuid, "deviceId" text, "schoolId" text, source text, identity text, kind text,
               phase text, point text, "deviceTime" timestamptz, retained boolean, late boolean, topic text, raw text, body jsonb)),
           keyed as (
             insert into press_key (source, identity, key, alarm_id, seen_at, expires_at)
             select distinct on (source, identity, key) source, identity, key, "alarmId", "seenAt", "expiresAt"
             from jsonb_to_recordset($3::jsonb) as k(source text, identity text, key text, "alarmId" uuid, "seenAt" timestamptz, "expiresAt" timestamptz)
             order by source, identity, key, "seenAt" desc
             on conflict (source, identity, key) do update set alarm_id = excluded.alarm_id, seen_at = excluded.seen_at, expires_at = excluded.expires_at returning 1),
           dead as (
             insert into dead_letter (received_at, topic, payload, retained, dialect, source, identity, school_id, reason, field, suspect)
             select "receivedAt", topic, decode(payload, 'hex'), retained, dialect, source, identity, "schoolId", reason, field, suspect
             from jsonb_to_recordset($4::jsonb) as d("receivedAt" timestamptz, topic text, payload text, retained boolean, dialect text, source text,
               identity text, "schoolId" text, reason text, field text, suspect text)),
           fault_row as (
             select distinct on ("deviceId", kind, coalesce(detail, '')) * from jsonb_to_recordset($5::jsonb)
               as f(kind text, detail text, "deviceId" text, "schoolId" text, at timestamptz, active boolean)
             order by "deviceId", kind, coalesce(detail, ''), at desc),
           opened as (
             insert into fault as f (kind, detail, device_id, school_id, opened_at, last_at)
             select kind, detail, "deviceId", "schoolId", at, at from fault_row where active
             on conflict (coalesce(device_id, ''), kind, coalesce(detail, '')) where closed_at is null
             do update set count = f.count + 1, last_at = excluded.last_at returning 1),
           mended as (
             update fault f set closed_at = r.at from fault_row r
             where not r.active and f.closed_at is null and f.device_id = r."deviceId" and f.kind = r.kind and coalesce(f.detail, '') = coalesce(r.detail, '') returning 1),
           ended as (update exercise set ended_at = now() where id = any($6::uuid[]) returning 1)`

/** Those of {@link planCtes} that lock rows which others write too. */
const WRITES = ['stated', 'rolled', 'keyed', 'opened', 'mended', 'ended']

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
