import type { Alarm } from '#contracts/alarm.ts'
import { toAlarm } from '#domain/alarm-row.ts'
import { type Principal, seesAlarm } from '#domain/policy.ts'
import { refuse } from '#domain/problem.ts'
import { takeAsReal } from '#domain/take-as-real.ts'
import { dropExercise, lockAlarm, saveAlarms } from '../store/alarm.ts'
import { endExercisesOf } from '../store/exercise-list.ts'
import { LOCK } from '../store/lock.ts'
import type { Pool, Queryable } from '../store/pool.ts'
import { isTwin, lostRace, TWIN } from './command-alarm.ts'
import { type Answer, once } from './once.ts'

export interface RealAct {
  readonly alarmId: string
  readonly body: { version: number }
  readonly by: Principal
  readonly key: string
}

/**
 * Takes an alarm of a drill or test as real (R11). The exercise ends with it: what the button says next is real too. Only another notice to
 * the police opens a new one.
 */
export async function takeAlarmAsReal(pool: Pool, act: RealAct, onChanged: (alarm: Alarm) => void): Promise<Answer> {
  const { alarmId, body, by, key } = act
  try {
    return await once(pool, { by, key, request: { alarmId, command: 'real', body } }, (db) => take(db, act), onChanged)
  } catch (error) {
    if (isTwin(error)) return TWIN
    throw error
  }
}

async function take(db: Queryable, { alarmId, body, by }: RealAct): Promise<Answer> {
  // A press that is being taken in this moment would still be read as one of the exercise that ends here.
  await db.query('select pg_advisory_xact_lock($1)', [LOCK.intake])
  const alarm = await lockAlarm(db, alarmId)
  if (!alarm || !seesAlarm(by, alarm)) return refuse('not-found', `no alarm ${alarmId}`)
  const current = toAlarm(alarm)
  if (alarm.version !== body.version) return refuse('version-conflict', await lostRace(db, alarm, body.version), { current })
  const now = new Date()
  const taken = takeAsReal(alarm, now)
  if (!taken.ok) return refuse('conflict', taken.reason, { current })
  await dropExercise(db, taken.alarm)
  const { exercise, deviceId, schoolId } = alarm
  const ended = await endExercisesOf(db, deviceId, schoolId)
  const next = { ...taken.alarm, handledBy: by.username }
  const line = { alarmId, at: now, kind: 'takenAsReal', by: by.username, version: next.version, data: { exercise, ended } } as const
  const back = { alarmId, at: now, kind: 'unshelved', by: by.username, version: next.version } as const
  const [saved] = await saveAlarms(db, [{ alarm: next, isNew: false }], alarm.shelvedUntil === null ? [line] : [back, line])
  return { ok: true, alarm: saved as Alarm }
}
