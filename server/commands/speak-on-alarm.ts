import type { Alarm, AlarmLogEntry } from '#contracts/alarm.ts'
import { toAlarm } from '#domain/alarm-row.ts'
import { type Principal, seesAlarm } from '#domain/policy.ts'
import { refuse } from '#domain/problem.ts'
import { lockAlarm, saveAlarms } from '../store/alarm.ts'
import type { Pool, Queryable } from '../store/pool.ts'
import { type Answer, once } from './once.ts'

/** What somebody at the scene says of an alarm. */
export interface Saying {
  readonly alarmId: string
  /** With the body it is what the key stands for. */
  readonly command: string
  readonly body: { readonly version: number }
  readonly by: Principal
  readonly key: string
  readonly line: { readonly kind: AlarmLogEntry['kind']; readonly data: Record<string, unknown> }
}

/** Adds it: a line in the log and a push, no progress and no acknowledgement, until the alarm is closed. */
export function speakOnAlarm(pool: Pool, saying: Saying, onChanged: (alarm: Alarm) => void): Promise<Answer> {
  const { alarmId, command, body, by, key } = saying
  return once(pool, { by, key, request: { alarmId, command, body } }, (db) => speak(db, saying), onChanged)
}

async function speak(db: Queryable, { alarmId, body, by, line: { kind, data } }: Saying): Promise<Answer> {
  const alarm = await lockAlarm(db, alarmId)
  if (!alarm || !seesAlarm(by, alarm)) return refuse('not-found', `no alarm ${alarmId}`)
  if (alarm.state === 'closed') return refuse('conflict', 'the alarm is closed', { current: toAlarm(alarm) })
  // Whatever version was seen: what a person says of himself and of the scene is true of every version, and a 409 would cost seconds.
  const now = new Date()
  const next = { ...alarm, version: alarm.version + 1, changedAt: now }
  const line = { alarmId, at: now, kind, by: by.username, version: next.version, data: { ...data, versionSeen: body.version } }
  const [saved] = await saveAlarms(db, [{ alarm: next, isNew: false }], [line])
  return { ok: true, alarm: saved as Alarm }
}
