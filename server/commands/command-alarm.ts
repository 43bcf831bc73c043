import type * as z from 'zod'
import type { Alarm, AlarmCommandName, AlarmLogEntry, Arrive, Close, Dispatch } from '#contracts/alarm.ts'
import { step } from '#domain/alarm.ts'
import { type AlarmRow, toAlarm } from '#domain/alarm-row.ts'
import { type Principal, seesAlarm } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { lastHand, lockAlarm, saveAlarms } from '../store/alarm.ts'
import { sealNote } from '../store/note.ts'
import type { Pool, Queryable } from '../store/pool.ts'
import { type Answer, once } from './once.ts'

/** The body of any alarm command; each route has checked its own. */
export type CommandBody = { version: number; note?: string } & Partial<z.infer<typeof Close>> &
  Partial<z.infer<typeof Dispatch>> &
  Partial<z.infer<typeof Arrive>>

export interface AlarmAct {
  readonly alarmId: string
  readonly command: AlarmCommandName
  readonly body: CommandBody
  readonly by: Principal
  /** Idempotency-Key: the same key again answers the same. */
  readonly key: string
}

const LOGGED = {
  acknowledge: 'acknowledged',
  dispatch: 'dispatched',
  arrive: 'arrived',
  resolve: 'resolved',
  close: 'closed',
  reopen: 'reopened',
} as const satisfies Record<AlarmCommandName, AlarmLogEntry['kind']>

const UNIQUE_VIOLATION = '23505'

/** Whether another open alarm of the same device, point, kind and exercise stood in the way. */
export const isTwin = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION

/**
 * One step of an alarm's life by a person: of two who act on the same version the first wins, and the other is told who has it (409).
 * @param onChanged after the commit, with the alarm as pushed
 */
export async function commandAlarm(pool: Pool, act: AlarmAct, onChanged: (alarm: Alarm) => void): Promise<Answer> {
  const { by, key } = act
  const request = { alarmId: act.alarmId, command: act.command, body: act.body }
  try {
    return await once(pool, { by, key, request }, (db) => take(db, act), onChanged)
  } catch (error) {
    if (isTwin(error) && act.command === 'reopen') return TWIN
    throw error
  }
}

export const TWIN = refuse('conflict', 'another alarm of the same device, point and kind is open: handle that one')

async function take(db: Queryable, { alarmId, command, body, by }: AlarmAct): Promise<Answer> {
  const alarm = await lockAlarm(db, alarmId)
  if (!alarm || !seesAlarm(by, alarm)) return refuse('not-found', `no alarm ${alarmId}`)
  if (alarm.version !== body.version) {
    return refuse('version-conflict', await lostRace(db, alarm, body.version), { current: toAlarm(alarm) })
  }
  const stepped = step(alarm, command)
  if (!stepped.ok) return refuse('conflict', stepped.reason, { current: toAlarm(alarm) })
  if (command === 'reopen' && (await hasTwin(db, alarm))) return TWIN
  const now = new Date()
  const incomplete = (command === 'close' ? closingRefusal(alarm, body) : null) ?? arrivalRefusal(alarm, body, now)
  if (incomplete) return incomplete
  const next: AlarmRow = {
    ...stepped.alarm,
    ...consequences(alarm, command, body, by, now),
    changedAt: now,
    handledBy: by.username,
    actedAt: now,
    overdue: 0,
    shelvedUntil: null, // whoever goes on with it has taken it from the shelf
  }
  const noteId = body.note ? await sealNote(db, alarm.id, body.note, now) : null
  const line = { alarmId, at: now, kind: LOGGED[command], by: by.username, version: next.version, noteId, data: logData(body) }
  const back = { alarmId, at: now, kind: 'unshelved', by: by.username, version: next.version } as const
  const [saved] = await saveAlarms(db, [{ alarm: next, isNew: false }], alarm.shelvedUntil === null ? [line] : [back, line])
  return { ok: true, alarm: saved as Alarm }
}

/** Who was first, in the words of the one who was second. */
export async function lostRace(db: Queryable, { id, version, state }: AlarmRow, seen: number): Promise<string> {
  const by = await lastHand(db, id)
  return `version ${seen} was seen, the alarm is at ${version}: it is ${state}${by === null ? '' : `, by ${by}`}`
}

function consequences(alarm: AlarmRow, command: AlarmCommandName, body: CommandBody, by: Principal, now: Date): Partial<AlarmRow> {
  const arrivedAt = body.arrivedAt === undefined ? null : new Date(body.arrivedAt)
  switch (command) {
    case 'acknowledge':
      return { unacknowledgedSince: null, acknowledgedBy: by.username }
    case 'arrive':
      return { arrivedAt: arrivedAt ?? alarm.arrivedAt ?? now }
    case 'close':
      return {
        unacknowledgedSince: null,
        disposition: body.disposition ?? null,
        validationLevel: body.validationLevel ?? null,
        arrivedAt: arrivedAt ?? alarm.arrivedAt,
      }
    case 'reopen':
      // Nobody has it any more, and who came then is not there now: the log keeps both.
      return { unacknowledgedSince: now, acknowledgedBy: null, arrivedAt: null, disposition: null, validationLevel: null }
    default:
      return { unacknowledgedSince: null }
  }
}

/** A genuine alarm closes with an arrival time or the reason for none (R9). */
function closingRefusal(alarm: AlarmRow, { disposition, arrivedAt, noArrivalReason }: CommandBody): Refusal | null {
  if (disposition !== 'genuine' || arrivedAt !== undefined || alarm.arrivedAt !== null || noArrivalReason !== undefined) return null
  const message = 'a genuine alarm needs the arrival time, or noArrivalReason'
  return refuse('refused-input', message, { errors: [{ path: 'body.arrivedAt', message }] })
}

/** A clock at the desk may be ahead of the server's by this much, ms. */
const CLOCKS_APART_MS = 60_000
/** Whoever was there already came within this time before the press, ms. */
const THERE_BEFORE_MS = 24 * 3_600_000

/** Nobody has arrived who is still to come, nor long before anybody pressed: by the device's clock, where it is trusted and the press came late. */
function arrivalRefusal({ receivedAt, deviceTime, timeTrusted }: AlarmRow, { arrivedAt }: CommandBody, now: Date): Refusal | null {
  if (arrivedAt === undefined) return null
  const at = Date.parse(arrivedAt)
  const pressedAt = deviceTime && timeTrusted && deviceTime < receivedAt ? deviceTime : receivedAt
  if (at <= now.getTime() + CLOCKS_APART_MS && at >= pressedAt.getTime() - THERE_BEFORE_MS) return null
  const message =
    at > now.getTime() ? 'lies in the future' : `lies more than a day before the press, which was at ${pressedAt.toISOString()}`
  return refuse('refused-input', `arrivedAt ${message}`, { errors: [{ path: 'body.arrivedAt', message }] })
}

async function hasTwin(db: Queryable, { id, foldKey }: AlarmRow): Promise<boolean> {
  if (foldKey === null) return false
  const { rows } = await db.query(`select from alarm where fold_key = $1 and state <> 'closed' and id <> $2`, [foldKey, id])
  return rows.length > 0
}

function logData({ to, disposition, validationLevel, arrivedAt, noArrivalReason }: CommandBody): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries({ to, disposition, validationLevel, arrivedAt, noArrivalReason }).filter(([, value]) => value !== undefined),
  )
}
