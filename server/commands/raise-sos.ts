import { randomUUID } from 'node:crypto'
import type { Alarm, Sos } from '#contracts/alarm.ts'
import { type Principal, seesSchool } from '#domain/policy.ts'
import { refuse } from '#domain/problem.ts'
import { sosAlarm } from '#domain/sos.ts'
import { saveAlarms } from '../store/alarm.ts'
import type { Pool, Queryable } from '../store/pool.ts'
import { readOnlyCampus } from '../store/school.ts'
import { type Answer, once } from './once.ts'

export interface SosAct {
  readonly body: Sos
  readonly by: Principal
  readonly key: string
}

/**
 * Raises the alarm of an SOS, once for each key however often it is sent. It folds into nothing, so that it needs no look at what is open
 * and waits for no batch of the intake.
 */
export function raiseSos(pool: Pool, act: SosAct, onChanged: (alarm: Alarm) => void): Promise<Answer> {
  const { body, by, key } = act
  // How long it took to send is no part of what was asked: it grows with every attempt.
  const request = { command: 'sos', schoolId: body.schoolId, position: body.position ?? null }
  return once(pool, { by, key, request }, (db) => raise(db, act), onChanged)
}

async function raise(db: Queryable, { body, by }: SosAct): Promise<Answer> {
  const { schoolId, position = null, pressedAgoMs = null } = body
  if (!seesSchool(by, schoolId)) return refuse('not-found', `no school ${schoolId}`)
  const receivedAt = new Date()
  const campusId = await readOnlyCampus(db, schoolId)
  const alarm = sosAlarm({ id: randomUUID(), username: by.username, schoolId, campusId, position, pressedAgoMs, receivedAt })
  const data = { sos: true, ...(alarm.late ? { late: true } : {}), deviceTime: alarm.deviceTime?.toISOString() ?? null }
  const line = { alarmId: alarm.id, at: receivedAt, kind: 'raised', by: by.username, version: 1, data } as const
  const [saved] = await saveAlarms(db, [{ alarm, isNew: true }], [line])
  return { ok: true, alarm: saved as Alarm }
}
