// A plan of the intake, written in one statement that holds only what the plan does.
import type { Plan } from '#domain/intake.ts'
import { CHATTER_KEPT } from '#domain/intake-book.ts'
import { isOwn } from './fault.ts'
import type { Queryable } from './pool.ts'

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

/** The writes to one table, or to those that belong together. */
export interface Part {
  /** In the names of the statements that hold it: PostgreSQL cuts them at 63 characters. */
  readonly code: string
  readonly rows: (plan: Plan, raw: RawOf) => readonly unknown[]
  /** Common table expressions. @param p the parameter that holds the rows, or SQL that comes to it @param after a condition to be read before the first row is taken */
  readonly ctes: (p: string, after: string) => string
  /** Those that lock rows which others write too. */
  readonly locks: readonly string[]
  /** What must hold for a plan that was made without the lock. */
  readonly holds?: string
}

const reals = (json: string): string => `coalesce((select array_agg(v::real) from jsonb_array_elements_text(${json}) v), '{}')`
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

// Rows of device_state are taken in id order, as every other writer takes them.
const states: Part = {
  code: 's',
  rows: ({ states }) => states,
  locks: ['stated', 'rolled'],
  ctes: (p, after) => `state_row as materialized (
        select * from jsonb_to_recordset(${p}::jsonb) as s("deviceId" text, "heardAt" timestamptz, beats int, "saidOffline" boolean, battery real,
          "batteryLow" boolean, counter bigint, clock jsonb, "pressedAt" timestamptz, "pictureAt" timestamptz, "bridgeId" text, misconfigured text)
        order by "deviceId"),
      rolled as (
        insert into device_hour as h (device_id, hour, beats)
        select t.device_id, t.beat_hour, t.hour_beats from state_row s join device_state t on t.device_id = s."deviceId"
        where t.hour_beats > 0 and t.beat_hour < date_trunc('hour', s."heardAt")
        on conflict (hour, device_id) do update set beats = h.beats + excluded.beats returning 1),
      stated as (
        insert into device_state as t (device_id, last_heard_at, last_beat_at, said_offline, said_offline_at, beat_hour, hour_beats, last_press_at, picture_at, clock_samples, clock_pending, last_counter, battery, battery_low, bridge_id, misconfigured)
        select "deviceId", "heardAt", "heardAt", "saidOffline", case when "saidOffline" then now() end, date_trunc('hour', "heardAt"), beats, "pressedAt", "pictureAt", ${reals("clock -> 'samples'")}, ${reals("clock -> 'pending'")}, counter, battery, "batteryLow", "bridgeId", misconfigured
        from state_row ${after}
        on conflict (device_id) do update set
          last_heard_at = greatest(t.last_heard_at, excluded.last_heard_at), last_beat_at = greatest(t.last_beat_at, excluded.last_beat_at),
          said_offline = coalesce(excluded.said_offline, t.said_offline),
          said_offline_at = case when excluded.said_offline then coalesce(t.said_offline_at, excluded.said_offline_at) when excluded.said_offline is null then t.said_offline_at end,
          beat_hour = greatest(t.beat_hour, excluded.beat_hour),
          hour_beats = case when excluded.beat_hour > t.beat_hour then 0 else t.hour_beats end + excluded.hour_beats,
          last_press_at = greatest(t.last_press_at, excluded.last_press_at), picture_at = greatest(t.picture_at, excluded.picture_at),
          clock_samples = case when excluded.clock_samples = '{}' then t.clock_samples else excluded.clock_samples end,
          clock_pending = case when excluded.clock_samples = '{}' then t.clock_pending else excluded.clock_pending end,
          last_counter = coalesce(excluded.last_counter, t.last_counter), battery = coalesce(excluded.battery, t.battery),
          battery_low = coalesce(excluded.battery_low, t.battery_low),
          bridge_id = coalesce(excluded.bridge_id, t.bridge_id), misconfigured = coalesce(excluded.misconfigured, t.misconfigured) returning 1),
      sampled as (
        insert into health_sample (at, device_id, kind, data)
        select coalesce(s."heardAt", now()), s."deviceId", 'state', jsonb_strip_nulls(jsonb_build_object('saidOffline', s."saidOffline", 'battery', s.battery))
        from state_row s left join device_state t on t.device_id = s."deviceId"
        where s."saidOffline" is distinct from coalesce(t.said_offline, false) and s."saidOffline" is not null
           or s.battery is not null and s.battery is distinct from t.battery)`,
}

const events: Part = {
  code: 'e',
  rows: ({ events }, raw) =>
    events.map((row) => {
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
    }),
  locks: [],
  ctes: (p) => `kept as (
        insert into device_event (received_at, id, device_id, school_id, source, identity, kind, phase, point, device_time, retained, late, topic, raw, body)
        select "receivedAt", id, "deviceId", "schoolId", source, identity, kind, phase, point, "deviceTime", retained, late, topic, decode(raw, 'hex'), body
        from jsonb_to_recordset(${p}::jsonb) as e("receivedAt" timestamptz, id uuid, "deviceId" text, "schoolId" text, source text, identity text, kind text,
          phase text, point text, "deviceTime" timestamptz, retained boolean, late boolean, topic text, raw text, body jsonb))`,
}

const keys: Part = {
  code: 'k',
  rows: ({ keys }) => keys,
  locks: ['keyed', 'claimed'],
  // Two gateways hear one press: the key's row is what only one of them can insert, even when the alarm of the first is closed already.
  holds: '(select count(*) from claimed) = (select count(*) from key_row where claim)',
  ctes: (p) => `key_row as materialized (
        select * from jsonb_to_recordset(${p}::jsonb) as k(source text, identity text, key text, "alarmId" uuid, "seenAt" timestamptz,
          "expiresAt" timestamptz, claim boolean) order by source, identity, key),
      claimed as (
        insert into press_key (source, identity, key, alarm_id, seen_at, expires_at)
        select source, identity, key, "alarmId", "seenAt", "expiresAt" from key_row where claim on conflict do nothing returning 1),
      keyed as (
        insert into press_key (source, identity, key, alarm_id, seen_at, expires_at)
        select source, identity, key, "alarmId", "seenAt", "expiresAt" from key_row where not claim
        on conflict (source, identity, key) do update set alarm_id = excluded.alarm_id, seen_at = excluded.seen_at, expires_at = excluded.expires_at returning 1)`,
}

const deadLetters: Part = {
  code: 'd',
  rows: ({ deadLetters }, raw) =>
    deadLetters.map((row) => {
      const bytes = raw(row.messageId)
      return { ...row, ...bytes, payload: hex(bytes.payload) }
    }),
  locks: [],
  ctes: (p) => `dead as (
        insert into dead_letter (received_at, topic, payload, retained, dialect, source, identity, school_id, reason, field, suspect)
        select "receivedAt", topic, decode(payload, 'hex'), retained, dialect, source, identity, "schoolId", reason, field, suspect
        from jsonb_to_recordset(${p}::jsonb) as d("receivedAt" timestamptz, topic text, payload text, retained boolean, dialect text, source text,
          identity text, "schoolId" text, reason text, field text, suspect text, thin boolean)
        where not thin or ${CHATTER_KEPT} > (select count(*) from (select from dead_letter l
          where l.source = d.source and l.identity = d.identity and l.received_at > d."receivedAt" - interval '1 hour' limit ${CHATTER_KEPT}) kept))`,
}

// In the order of source, identity and point, as every other writer takes them.
const strangers: Part = {
  code: 'u',
  rows: ({ strangers }) => strangers,
  locks: ['met'],
  ctes: (p) => `met as (
        insert into unregistered as u (source, external_id, point, dialect, school_id, bridge_id, kind, name, lng, lat, first_at, last_at, count, suspect)
        select source, "externalId", point, dialect, "schoolId", "bridgeId", kind, name, lng, lat, "firstAt", "lastAt", count, suspect
        from jsonb_to_recordset(${p}::jsonb) as s(source text, "externalId" text, point text, dialect text, "schoolId" text, "bridgeId" text, kind text, name text,
          lng double precision, lat double precision, "firstAt" timestamptz, "lastAt" timestamptz, count int, suspect boolean)
        on conflict (source, external_id, point) do update set dialect = excluded.dialect, bridge_id = coalesce(excluded.bridge_id, u.bridge_id),
          kind = case when u.kind = 'panicButton' then u.kind else coalesce(excluded.kind, u.kind) end, name = coalesce(excluded.name, u.name),
          lng = coalesce(excluded.lng, u.lng), lat = coalesce(excluded.lat, u.lat), last_at = greatest(u.last_at, excluded.last_at),
          count = u.count + excluded.count, suspect = u.suspect or excluded.suspect,
          dismissed_at = case when excluded.suspect then null else u.dismissed_at end returning 1)`,
}

// What a device in maintenance says of itself is held until the window's end: whoever works at it makes no fault of his work.
const HELD = (deviceId: string): string => `exists (select from maintenance_device m join maintenance w on w.id = m.maintenance_id
          where m.device_id = ${deviceId} and w.starts_at <= now() and w.ends_at > now())`

const isAbout = (fault: string): string => `${fault}.device_id = r."deviceId" and ${fault}.kind = r.kind
          and (coalesce(${fault}.detail, '') = '' or r.detail is null or ${fault}.detail = r.detail) and not ${isOwn(`${fault}.detail`)}`

// As `endedBy` says it; what began again in the same batch, and what was told after an end that comes late, goes on.
const ends = (open: string, told: string): string => `not r.active and ${isAbout('f')} and not (r.late and ${told} > r.at)
          and (f.point = r.point or r.exact is not true and not exists (select from ${open} o where ${isAbout('o')} and o.point = r.point)
            and (f.point = '' or r.point = '' and not exists (select from ${open} o where ${isAbout('o')} and o.point <> f.point)))
          and not exists (select from fault_row a where a.active and a."deviceId" = f.device_id and a.kind = f.kind and a.point = f.point
            and coalesce(a.detail, '') = coalesce(f.detail, ''))`

// What was held and is open now was last told with its fault.
const TOLD_OF_HELD = 'coalesce((select x.last_at from fault x where x.id = f.opened_id), f.at)'

const faults: Part = {
  code: 'f',
  rows: ({ faults }) => faults,
  locks: ['opened', 'mended', 'held', 'freed'],
  ctes: (p) => `fault_row as materialized (
        select f.*, f.active and ${HELD('f."deviceId"')} as hold from jsonb_to_recordset(${p}::jsonb)
          as f(kind text, detail text, point text, "deviceId" text, "schoolId" text, at timestamptz, active boolean, momentary boolean, late boolean, exact boolean)
        order by "deviceId", kind, point, coalesce(detail, '')),
      opened as (
        insert into fault as f (kind, detail, point, device_id, school_id, opened_at, last_at, momentary)
        select kind, detail, point, "deviceId", "schoolId", at, at, momentary from fault_row r where active and not hold
          and not (late and exists (select from fault n where n.device_id = r."deviceId" and n.kind = r.kind and n.point = r.point
            and coalesce(n.detail, '') = coalesce(r.detail, '') and greatest(n.last_at, n.closed_at) >= r.at))
        on conflict (coalesce(device_id, ''), kind, point, coalesce(detail, '')) where closed_at is null
        do update set count = f.count + 1, last_at = greatest(f.last_at, excluded.last_at), momentary = f.momentary and excluded.momentary returning 1),
      mended as (
        update fault f set closed_at = greatest(r.at, f.opened_at) from fault_row r
        where f.closed_at is null and ${ends('(select * from fault where closed_at is null)', 'f.last_at')} returning 1),
      held as (
        insert into held_fault as h (device_id, kind, point, detail, school_id, at)
        select "deviceId", kind, point, coalesce(detail, ''), "schoolId", at from fault_row where hold and not momentary
        on conflict (device_id, kind, point, detail) do update set at = excluded.at, school_id = excluded.school_id, opened_id = null
        where h.opened_id is not null and not exists (select from fault x where x.id = h.opened_id and x.closed_at is null) returning 1),
      freed as (delete from held_fault f using fault_row r where ${ends('held_fault', TOLD_OF_HELD)}
        and (f.opened_id is null or f.point = r.point) returning 1)`,
}

// A camera that is listed already is written only when something of it changed: a catalogue of 17,000 comes every day.
const listings: Part = {
  code: 'l',
  rows: ({ listings }) => [...new Map(listings.map((row) => [row.gbId, row])).values()],
  locks: ['listed'],
  ctes: (p) => `listed as (
        insert into police_catalog (id, school_id, gb_id, device_id, listed_on, removed_on, source, heard_from)
        select 'catalog-' || l."gbId", device.school_id, l."gbId", device.id, day, case when not l.listed then day end, 'catalog', l."heardFrom"
        from jsonb_to_recordset(${p}::jsonb) as l("gbId" text, listed boolean, at timestamptz, "heardFrom" text)
        cross join lateral (select (l.at at time zone 'Asia/Shanghai')::date as day) d
        join lateral (select id, school_id from device where external_id = l."gbId" and kind = 'camera' order by id limit 1) device on true
        where l.listed or exists (select from police_catalog where id = 'catalog-' || l."gbId")
        order by l."gbId"
        on conflict (id) do update set school_id = excluded.school_id, device_id = excluded.device_id, heard_from = excluded.heard_from,
          listed_on = case when police_catalog.removed_on is not null and excluded.removed_on is null then excluded.listed_on else police_catalog.listed_on end,
          removed_on = case when excluded.removed_on is not null then coalesce(police_catalog.removed_on, excluded.removed_on) end
        where (police_catalog.school_id, police_catalog.device_id, police_catalog.heard_from, police_catalog.removed_on is null)
          is distinct from (excluded.school_id, excluded.device_id, excluded.heard_from, excluded.removed_on is null) returning 1)`,
}

const exercises: Part = {
  code: 'x',
  rows: ({ endedExercises }) => endedExercises,
  locks: ['ended'],
  ctes: (p) =>
    `ended as (update exercise set ended_at = now() where id in (select value::uuid from jsonb_array_elements_text(${p}::jsonb)) returning 1)`,
}

const PARTS: readonly Part[] = [states, events, keys, deadLetters, strangers, faults, listings, exercises]

interface Prepared {
  /** Those that have rows. */
  readonly parts: readonly Part[]
  /** Of the parts; names the prepared statement. */
  readonly name: string
  /** A parameter for each part. */
  readonly values: readonly string[]
}

/** What of a plan is to be written, its alarms apart. */
export function prepare(plan: Plan, raw: RawOf): Prepared {
  const filled = PARTS.map((part) => ({ part, rows: part.rows(plan, raw) })).filter(({ rows }) => rows.length > 0)
  return {
    parts: filled.map(({ part }) => part),
    name: filled.map(({ part }) => part.code).join(''),
    values: filled.map(({ rows }) => JSON.stringify(rows)),
  }
}

const parameter = (n: number): string => `$${n}`
/** @param source SQL that comes to the n-th part's rows */
export const ctesOf = (parts: readonly Part[], after: string, source = parameter): string =>
  parts.map((part, n) => part.ctes(source(n + 1), after)).join(',\n')

const texts = new Map<string, string>()
/** A prepared statement's text, put together once: it is 9 kB long. */
export function textOf(name: string, write: () => string): string {
  const known = texts.get(name) ?? write()
  texts.set(name, known)
  return known
}

/** Writes all of a plan but its alarms, in one statement. */
export async function writePlan(db: Queryable, plan: Plan, raw: RawOf): Promise<void> {
  const { parts, values, ...prepared } = prepare(plan, raw)
  if (parts.length === 0) return
  const name = `write-${prepared.name}`
  await db.query({ name, text: textOf(name, () => `with ${ctesOf(parts, '')} select`), values: [...values] })
}
