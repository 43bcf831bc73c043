import type { Alarm } from '#contracts/alarm.ts'
import { type AlarmChange, type AlarmLogLine, type AlarmRow, toAlarm } from '#domain/alarm-row.ts'
import { positionOf } from '#domain/position.ts'
import type { Queryable } from './pool.ts'

export const CHANGE_CHANNEL = 'xiaowei_change'

/** Columns of an alarm under their TypeScript names; `position` is made by {@link fromRow}. */
export const ALARM_COLUMNS = `id, kind, state, unacknowledged, priority, device_priority as "devicePriority", school_id as "schoolId",
  campus_id as "campusId", device_id as "deviceId", source, identity, point, lng, lat, device_time as "deviceTime", received_at as "receivedAt",
  last_press_at as "lastPressAt", last_press_id as "lastPressId", unacknowledged_since as "unacknowledgedSince", acted_at as "actedAt", overdue, changed_at as "changedAt",
  count, exercise, exercise_verified as "exerciseVerified", late, silent, released, misplaced, time_trusted as "timeTrusted", escalation,
  acknowledged_by as "acknowledgedBy", handled_by as "handledBy", disposition, validation_level as "validationLevel",
  arrived_at as "arrivedAt", shelved_until as "shelvedUntil",
  press_before_at as "pressBeforeAt", chattering_at as "chatteringAt", fold_key as "foldKey", version, cursor`

/** What {@link ALARM_COLUMNS} selects. */
export type SelectedAlarm = Omit<AlarmRow, 'position'> & { lng: number | null; lat: number | null }

export function fromRow({ lng, lat, ...row }: SelectedAlarm): AlarmRow {
  return { ...row, position: positionOf(lng, lat) }
}

/** One alarm, locked until the transaction ends; null when there is none. */
export async function lockAlarm(db: Queryable, id: string): Promise<AlarmRow | null> {
  const { rows } = await db.query<SelectedAlarm>(`select ${ALARM_COLUMNS} from alarm where id = $1 for update`, [id])
  return rows[0] ? fromRow(rows[0]) : null
}

/** Who took the last step or noted something, by user name; null while nobody has. */
export async function lastHand(db: Queryable, id: string): Promise<string | null> {
  const { rows } = await db.query<{ by: string }>(
    `select by_account as by from alarm_log where alarm_id = $1 and by_account is not null and kind <> 'shown' order by id desc limit 1`,
    [id],
  )
  return rows[0]?.by ?? null
}

export async function readAlarm(db: Queryable, id: string): Promise<AlarmRow | null> {
  const { rows } = await db.query<SelectedAlarm>(`select ${ALARM_COLUMNS} from alarm where id = $1`, [id])
  return rows[0] ? fromRow(rows[0]) : null
}

/** What {@link alarmRows} and {@link alarmWrites} ask for, as JSON. */
export function alarmValues(changes: readonly AlarmChange[], log: readonly AlarmLogLine[]): [string, string] {
  const input = changes.map(({ alarm, isNew }, index) => ({
    ord: index + 1,
    is_new: isNew,
    alarm: { ...alarm, lng: alarm.position?.[0] ?? null, lat: alarm.position?.[1] ?? null, position: undefined },
    body: { ...toAlarm(alarm), cursor: undefined },
  }))
  return [JSON.stringify(input), JSON.stringify(log.map((line) => ({ data: {}, ...line })))]
}

/**
 * Common table expressions that save the next versions of alarms with their log lines and their pushes, and number them in the change log,
 * from {@link alarmValues}, once `gate` has its one row. Here the rows are read and locked; {@link alarmWrites} writes them, where `head` has no row when an alarm is no longer at the version before: nothing is saved then.
 *
 * The cursor row stays locked until commit, so numbers are gap-free and in commit order. An identity column is neither: a reader polling
 * "id > last" beside 16 writers lost 191 of 800 rows. All numbers of a transaction are taken in one update, last, after the alarms' own
 * rows: one by one, batches deadlocked with commands 18 times in 10 s.
 * @param source the changes' parameter, or SQL that comes to it
 * @param only what the changes have in common: a part that finds nothing has its price all the same
 */
export const alarmRows = (source: string, { only }: { only?: Only } = {}): string => `input as materialized (
             select i.ord, i.is_new, i.body, a.* from jsonb_to_recordset(${source}::jsonb) as i(ord int, is_new boolean, alarm jsonb, body jsonb),
             lateral jsonb_to_record(i.alarm) as a(id uuid, kind text, state text, unacknowledged boolean, priority smallint,
               "devicePriority" real, "schoolId" text, "campusId" text, "deviceId" text, source text, identity text, point text,
               lng double precision, lat double precision, "deviceTime" timestamptz, "receivedAt" timestamptz, "lastPressAt" timestamptz,
               "lastPressId" text, "unacknowledgedSince" timestamptz, "actedAt" timestamptz, overdue smallint, "changedAt" timestamptz, count int, exercise text,
               "exerciseVerified" boolean, late boolean, silent boolean, released boolean, misplaced boolean, "timeTrusted" boolean, escalation smallint,
               "acknowledgedBy" text, "handledBy" text, disposition text, "validationLevel" smallint, "arrivedAt" timestamptz,
               "shelvedUntil" timestamptz, "pressBeforeAt" timestamptz, "chatteringAt" timestamptz, "foldKey" text, version int)),
           locked as materialized (${only === 'opened' ? 'select where (select count(*) from gate) < 0' : LOCKED})`

/** Alarms that are new, or that are there already. */
export type Only = 'opened' | 'changed'

const LOCKED = `select alarm.id from alarm join input on input.id = alarm.id and not input.is_new and alarm.version = input.version - 1
             where (select count(*) from gate) = 1
             order by alarm.id for update of alarm`

/**
 * The writes that follow {@link alarmRows}.
 * @param source the log lines' parameter, or SQL that comes to it
 * @param after a condition that must be read before the cursor row is taken, so that whatever else is written is locked first
 */
export const alarmWrites = (source: string, { after = '', only }: { after?: string; only?: Only } = {}): string => `logged as (
             insert into alarm_log (alarm_id, at, kind, by_account, version, note_id, data)
             select l.* from jsonb_to_recordset(${source}::jsonb)
               as l("alarmId" uuid, at timestamptz, kind text, by text, version int, "noteId" uuid, data jsonb)),
           head as (
             update alarm_cursor set value = value + (select count(*) from input)
             where (select count(*) from input) > 0 and (select count(*) from locked) = (select count(*) from input where not is_new) ${after}
             returning value - (select count(*) from input) as base),
           numbered as (select input.*, head.base + input.ord as cursor from input, head),
           ${only === 'changed' ? '' : INSERTED}${only === 'opened' ? '' : UPDATED}pushed as (
             insert into outbox (cursor, alarm_id, school_id, silent, at, body)
             select cursor, id, "schoolId", silent, "changedAt", body || jsonb_build_object('cursor', cursor) from numbered)`

const INSERTED = `inserted as (
             insert into alarm (id, kind, state, unacknowledged, priority, device_priority, school_id, campus_id, device_id, source, identity,
               point, lng, lat, device_time, received_at, last_press_at, last_press_id, unacknowledged_since, changed_at, count, exercise,
               exercise_verified, late, silent, released, misplaced, time_trusted, escalation, press_before_at,
               chattering_at, fold_key, version, cursor)
             select id, kind, state, unacknowledged, priority, "devicePriority", "schoolId", "campusId", "deviceId", source, identity,
               point, lng, lat, "deviceTime", "receivedAt", "lastPressAt", "lastPressId", "unacknowledgedSince", "changedAt", count, exercise,
               "exerciseVerified", late, silent, released, misplaced, "timeTrusted", escalation, "pressBeforeAt",
               "chatteringAt", "foldKey", version, cursor
             from numbered where is_new),
           `

const UPDATED = `updated as (
             update alarm set state = n.state, unacknowledged = n.unacknowledged, priority = n.priority, last_press_at = n."lastPressAt",
               last_press_id = n."lastPressId", unacknowledged_since = n."unacknowledgedSince", changed_at = n."changedAt", acted_at = n."actedAt", overdue = n.overdue, count = n.count,
               exercise_verified = n."exerciseVerified", late = n.late, released = n.released, escalation = n.escalation, acknowledged_by = n."acknowledgedBy",
               handled_by = n."handledBy", disposition = n.disposition, validation_level = n."validationLevel", arrived_at = n."arrivedAt", shelved_until = n."shelvedUntil",
               press_before_at = n."pressBeforeAt", chattering_at = n."chatteringAt",
               version = n.version, cursor = n.cursor
             from numbered n where alarm.id = n.id and not n.is_new),
           `

/** Tells every process that changes up to a number are committed. */
export const NOTIFY = `pg_notify('${CHANGE_CHANNEL}', base::text)`

/** The changes as pushed. @param base the number before the first */
export const numbered = (changes: readonly AlarmChange[], base: number): Alarm[] =>
  changes.map(({ alarm }, index) => ({ ...toAlarm(alarm), cursor: base + index + 1 }))

const SAVE_ALARMS = `with gate as materialized (select), ${alarmRows('$1')}, ${alarmWrites('$2')} select base, ${NOTIFY} from head`

/**
 * Saves the next versions of alarms with their log lines and their pushes, all or nothing. Updated alarms must have been locked before, in
 * id order; this must be the last statement before commit but one that touches nothing shared.
 * @returns the alarms as pushed, with their numbers, in the order given
 */
export async function saveAlarms(db: Queryable, changes: readonly AlarmChange[], log: readonly AlarmLogLine[]): Promise<Alarm[]> {
  if (changes.length === 0 && log.length === 0) return []
  const { rows } = await db.query<{ base: number }>({
    name: 'save-alarms',
    text: SAVE_ALARMS,
    values: alarmValues(changes, log),
  })
  const base = rows[0]?.base
  if (base === undefined && changes.length > 0) throw new Error('an alarm that this transaction has locked is at another version')
  return numbered(changes, base ?? 0)
}

/** No drill or test any more: it folds real presses now, and throws where another alarm does already. Its other columns are saved by {@link saveAlarms}. */
export async function dropExercise(db: Queryable, { id, foldKey }: AlarmRow): Promise<void> {
  await db.query('update alarm set exercise = null, fold_key = $2 where id = $1', [id, foldKey])
}

/** Ids of the alarms that nobody has acknowledged. */
export async function readWaiting(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(`select id from alarm where unacknowledged and state <> 'closed'`)
  return rows.map(({ id }) => id)
}

/** Alarms that changed after `since`, or everything open, that a reader may see. @param schools ids, or null for the whole district */
export async function readBoard(
  db: Queryable,
  reader: { schools: readonly string[] | null; silentToo: boolean },
  since: number | null,
): Promise<AlarmRow[]> {
  const { rows } = await db.query<SelectedAlarm>(
    `select ${ALARM_COLUMNS} from alarm
     where ${since === null ? `state <> 'closed' and $1::bigint is null` : 'cursor > $1::bigint'}
       and ($2::text[] is null or school_id = any($2)) and ($3 or not silent or released)
     order by cursor`,
    [since, reader.schools, reader.silentToo],
  )
  return rows.map(fromRow)
}

/** Head of the change log, and the oldest number that a reader can still resume from. */
export async function readHead(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ value: number }>('select value from alarm_cursor')
  return rows[0]?.value ?? 0
}
