import type { Alarm } from '#contracts/alarm.ts'
import { toAlarm } from '#domain/alarm-row.ts'
import { type Principal, seesAlarm } from '#domain/policy.ts'
import { refuse } from '#domain/problem.ts'
import { lockAlarm, saveAlarms } from '../store/alarm.ts'
import { findAnswer, keepAnswer } from '../store/idempotency.ts'
import { type Pool, transaction } from '../store/pool.ts'
import type { Answer } from './command-alarm.ts'

export interface GuardAnswer {
  readonly alarmId: string
  readonly body: { version: number; answer: 'going' | 'cannot' | 'misPress' }
  readonly by: Principal
  readonly key: string
}

/** A guard's answer: a line in the log and a push, no progress and no acknowledgement. 误按 is a note: it closes, mutes and lowers nothing. */
export async function answerAlarm(pool: Pool, { alarmId, body, by, key }: GuardAnswer, onChanged: (alarm: Alarm) => void): Promise<Answer> {
  const request = { alarmId, command: 'answer', body }
  const { answer, fresh } = await transaction(pool, async (db) => {
    const before = await findAnswer(db, by.accountId, key, request)
    if (before?.reused)
      return { answer: refuse('key-reused', 'this Idempotency-Key was used for another request: use a new one'), fresh: false }
    if (before) return { answer: before.answer as Answer, fresh: false }
    const alarm = await lockAlarm(db, alarmId)
    if (!alarm || !seesAlarm(by, alarm)) return { answer: refuse('not-found', `no alarm ${alarmId}`), fresh: false }
    if (alarm.state === 'closed') return { answer: refuse('conflict', 'the alarm is closed', { current: toAlarm(alarm) }), fresh: false }
    // Whatever version the guard saw: what he says of himself is true of every version, and a 409 would cost him seconds.
    const now = new Date()
    const next = { ...alarm, version: alarm.version + 1, changedAt: now }
    const [saved] = await saveAlarms(
      db,
      [{ alarm: next, isNew: false }],
      [
        {
          alarmId,
          at: now,
          kind: 'answered',
          by: by.username,
          version: next.version,
          data: { answer: body.answer, versionSeen: body.version },
        },
      ],
    )
    const answer: Answer = { ok: true, alarm: saved as Alarm }
    await keepAnswer(db, by.accountId, key, request, 200, answer)
    return { answer, fresh: true }
  })
  if (answer.ok && fresh) onChanged(answer.alarm)
  return answer
}
