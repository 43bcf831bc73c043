import type { Alarm, NoteCall } from '#contracts/alarm.ts'
import { toAlarm } from '#domain/alarm-row.ts'
import { type Principal, seesAlarm } from '#domain/policy.ts'
import { refuse } from '#domain/problem.ts'
import { lockAlarm, saveAlarms } from '../store/alarm.ts'
import { sealNote } from '../store/note.ts'
import type { Pool, Queryable } from '../store/pool.ts'
import { lostRace } from './command-alarm.ts'
import { type Answer, once } from './once.ts'

export interface CallNote {
  readonly alarmId: string
  readonly body: NoteCall
  readonly by: Principal
  readonly key: string
}

/**
 * Notes whom the control room has called and what was said. A line in the log and a push, no progress: 误按 closes and lowers nothing, and
 * nobody answering counts as a genuine alarm.
 */
export function noteCall(pool: Pool, call: CallNote, onChanged: (alarm: Alarm) => void): Promise<Answer> {
  const { alarmId, body, by, key } = call
  return once(pool, { by, key, request: { alarmId, command: 'call', body } }, (db) => take(db, call), onChanged)
}

async function take(db: Queryable, { alarmId, body, by }: CallNote): Promise<Answer> {
  const alarm = await lockAlarm(db, alarmId)
  if (!alarm || !seesAlarm(by, alarm)) return refuse('not-found', `no alarm ${alarmId}`)
  const current = toAlarm(alarm)
  if (alarm.version !== body.version) return refuse('version-conflict', await lostRace(db, alarm, body.version), { current })
  if (alarm.state === 'closed') return refuse('conflict', 'the alarm is closed', { current })
  const now = new Date()
  const next = { ...alarm, version: alarm.version + 1, changedAt: now, actedAt: now, overdue: 0 }
  const noteId = body.note ? await sealNote(db, alarmId, body.note, now) : null
  const data = { to: body.to, result: body.result }
  const line = { alarmId, at: now, kind: 'called', by: by.username, version: next.version, noteId, data } as const
  const [saved] = await saveAlarms(db, [{ alarm: next, isNew: false }], [line])
  return { ok: true, alarm: saved as Alarm }
}
