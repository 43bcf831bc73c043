import type { Alarm } from '#contracts/alarm.ts'
import { toAlarm } from '#domain/alarm-row.ts'
import { type Principal, seesAlarm } from '#domain/policy.ts'
import { refuse } from '#domain/problem.ts'
import { lockAlarm, saveAlarms } from '../store/alarm.ts'
import type { Pool, Queryable } from '../store/pool.ts'
import { lostRace } from './command-alarm.ts'
import { type Answer, once } from './once.ts'

export interface ReleaseAct {
  readonly alarmId: string
  readonly body: { version: number }
  readonly by: Principal
  readonly key: string
}

/** Tells the school's guards of a silent alarm: from this commit on their phones ring and show it (R25). It cannot be taken back. */
export function releaseAlarm(pool: Pool, act: ReleaseAct, onChanged: (alarm: Alarm) => void): Promise<Answer> {
  const { alarmId, body, by, key } = act
  return once(pool, { by, key, request: { alarmId, command: 'release', body } }, (db) => release(db, act), onChanged)
}

async function release(db: Queryable, { alarmId, body, by }: ReleaseAct): Promise<Answer> {
  const alarm = await lockAlarm(db, alarmId)
  if (!alarm || !seesAlarm(by, alarm)) return refuse('not-found', `no alarm ${alarmId}`)
  const current = toAlarm(alarm)
  if (alarm.version !== body.version) return refuse('version-conflict', await lostRace(db, alarm, body.version), { current })
  if (!alarm.silent) return refuse('conflict', 'the alarm is not silent: the guards know of it', { current })
  if (alarm.released) return refuse('conflict', 'the alarm is released already', { current })
  if (alarm.state === 'closed') return refuse('conflict', 'the alarm is closed', { current })
  const now = new Date()
  // Nobody has it while it is new: with a name on it the phones would take it for one reopened.
  const handledBy = alarm.state === 'new' ? alarm.handledBy : by.username
  const next = { ...alarm, released: true, version: alarm.version + 1, changedAt: now, handledBy }
  const line = { alarmId, at: now, kind: 'released', by: by.username, version: next.version } as const
  const [saved] = await saveAlarms(db, [{ alarm: next, isNew: false }], [line])
  return { ok: true, alarm: saved as Alarm }
}
