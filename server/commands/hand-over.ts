import type { Alarm } from '#contracts/alarm.ts'
import type { Handover } from '#contracts/handover.ts'
import { toAlarm } from '#domain/alarm-row.ts'
import { type Principal, seesAlarm } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { lockAlarm, saveAlarms } from '../store/alarm.ts'
import { countWaiting, findHandover, finishHandover, insertHandover, lockHandover, takeHanded } from '../store/handover.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { lostRace } from './command-alarm.ts'
import { type Answer, once } from './once.ts'

export interface TakeAct {
  readonly alarmId: string
  readonly body: { version: number }
  readonly by: Principal
  readonly key: string
}

/** Begins the hand-over of a shift: whoever comes takes its open alarms by name (R15). */
export function startHandover(pool: Pool, by: Principal): Promise<{ ok: true; handover: Handover } | Refusal> {
  return transaction(pool, async (db) => {
    const id = await insertHandover(db, by)
    if (id === null) return refuse('conflict', 'your hand-over has begun already: somebody else takes it, or you take it back')
    return found(db, by, id)
  })
}

/**
 * Takes an alarm that is being handed over, by name: it is the taker's from here on. Nothing else changes: the steps of R2 are not counted
 * anew because another person has it now. One that nobody has accepted stays nobody's: with a hand of its own it would look opened again and
 * ring anew everywhere. Who has taken it then stands in the hand-over and the log.
 */
export function takeAlarm(pool: Pool, act: TakeAct, onChanged: (alarm: Alarm) => void): Promise<Answer> {
  const { alarmId, body, by, key } = act
  return once(pool, { by, key, request: { alarmId, command: 'take', body } }, (db) => take(db, act), onChanged)
}

async function take(db: Queryable, { alarmId, body, by }: TakeAct): Promise<Answer> {
  const alarm = await lockAlarm(db, alarmId)
  if (!alarm || !seesAlarm(by, alarm)) return refuse('not-found', `no alarm ${alarmId}`)
  const current = toAlarm(alarm)
  if (alarm.version !== body.version) return refuse('version-conflict', await lostRace(db, alarm, body.version), { current })
  if (alarm.state === 'closed') return refuse('conflict', 'the alarm is closed', { current })
  const from = await takeHanded(db, alarmId, by.username)
  if (from.length === 0) return refuse('conflict', 'nobody else hands this alarm over, or it has been taken', { current })
  const now = new Date()
  const handledBy = alarm.state === 'new' ? alarm.handledBy : by.username
  const next = { ...alarm, handledBy, version: alarm.version + 1, changedAt: now }
  const data = { from: alarm.handledBy, handedBy: from }
  const line = { alarmId, at: now, kind: 'taken', by: by.username, version: next.version, data } as const
  const [saved] = await saveAlarms(db, [{ alarm: next, isNew: false }], [line])
  return { ok: true, alarm: saved as Alarm }
}

/** Takes the shift, once every open alarm is taken; or takes it back, where the one who began it does. */
export function endHandover(pool: Pool, id: string, by: Principal): Promise<{ ok: true; handover: Handover } | Refusal> {
  return transaction(pool, async (db) => {
    const handover = await lockHandover(db, by, id)
    if (!handover) return refuse('not-found', `no hand-over ${id}`)
    if (handover.endedAt !== null) return refuse('conflict', 'the hand-over has ended')
    if (handover.by !== by.username) {
      const waiting = await countWaiting(db, id)
      if (waiting > 0) return refuse('conflict', `${waiting} open alarms of this hand-over have not been taken yet`)
    }
    await finishHandover(db, id, handover.by === by.username ? null : by.username)
    return found(db, by, id)
  })
}

async function found(db: Queryable, by: Principal, id: string): Promise<{ ok: true; handover: Handover } | Refusal> {
  const handover = await findHandover(db, by, id)
  return handover ? { ok: true, handover } : refuse('not-found', `no hand-over ${id}`)
}
