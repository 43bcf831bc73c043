import type { Alarm } from '#contracts/alarm.ts'
import { toAlarm } from '#domain/alarm-row.ts'
import { type Principal, seesAlarm } from '#domain/policy.ts'
import { refuse } from '#domain/problem.ts'
import { lockAlarm, saveAlarms } from '../store/alarm.ts'
import type { Pool } from '../store/pool.ts'
import { type Answer, once } from './once.ts'

export interface GuardAnswer {
  readonly alarmId: string
  readonly body: { version: number; answer: 'going' | 'cannot' | 'misPress' }
  readonly by: Principal
  readonly key: string
}

/** A guard's answer: a line in the log and a push, no progress and no acknowledgement. 误按 is a note: it closes, mutes and lowers nothing. */
export function answerAlarm(pool: Pool, { alarmId, body, by, key }: GuardAnswer, onChanged: (alarm: Alarm) => void): Promise<Answer> {
  return once(
    pool,
    { by, key, request: { alarmId, command: 'answer', body } },
    async (db) => {
      const alarm = await lockAlarm(db, alarmId)
      if (!alarm || !seesAlarm(by, alarm)) return refuse('not-found', `no alarm ${alarmId}`)
      if (alarm.state === 'closed') return refuse('conflict', 'the alarm is closed', { current: toAlarm(alarm) })
      // Whatever version the guard saw: what he says of himself is true of every version, and a 409 would cost him seconds.
      const now = new Date()
      const next = { ...alarm, version: alarm.version + 1, changedAt: now }
      const data = { answer: body.answer, versionSeen: body.version }
      const line = { alarmId, at: now, kind: 'answered', by: by.username, version: next.version, data } as const
      const [saved] = await saveAlarms(db, [{ alarm: next, isNew: false }], [line])
      return { ok: true, alarm: saved as Alarm }
    },
    onChanged,
  )
}
