import { randomUUID } from 'node:crypto'
import type { Alarm } from '#contracts/alarm.ts'
import type { Principal } from '#domain/policy.ts'
import type { Incoming } from '../../server/gateway/decode-message.ts'
import type { Queryable } from '../../server/store/pool.ts'

/** An alarm as a screen holds it; say only what matters. */
export function anAlarm(given: Partial<Alarm> = {}): Alarm {
  return {
    id: randomUUID(),
    kind: 'panic',
    state: 'new',
    unacknowledged: true,
    priority: 1,
    devicePriority: null,
    schoolId: 'school-1',
    campusId: null,
    deviceId: 'button-1',
    point: '',
    position: [106.2, 38.5],
    deviceTime: null,
    receivedAt: '2026-03-02T00:00:00.000Z',
    lastPressAt: '2026-03-02T00:00:00.000Z',
    changedAt: '2026-03-02T00:00:00.000Z',
    count: 1,
    exercise: null,
    exerciseVerified: false,
    late: false,
    silent: false,
    released: false,
    raisedBy: null,
    misplaced: false,
    timeTrusted: true,
    escalation: 0,
    overdue: 0,
    shelvedUntil: null,
    chatteringAt: null,
    acknowledgedBy: null,
    handledBy: null,
    disposition: null,
    validationLevel: null,
    arrivedAt: null,
    version: 1,
    cursor: 1,
    ...given,
  }
}

/** A publish as the gateway hears it. */
export function aPublish(topic: string, payload: unknown, given: Partial<Incoming> = {}): Incoming {
  const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload))
  return { topic, payload: bytes, retain: false, dup: false, receivedAt: new Date(), ...given }
}

/** A principal of the whole district. */
export function aPrincipal(given: Partial<Principal> = {}): Principal {
  return {
    accountId: randomUUID(),
    username: 'operator',
    name: '示例·值班员',
    role: 'operator',
    scope: { kind: 'district' },
    schoolIds: null,
    departments: [],
    session: 'desk',
    ...given,
  }
}

/** Two schools, and in the first as many native buttons as asked for: `button-1` … */
export async function aRegister(db: Queryable, { buttons = 3 } = {}): Promise<void> {
  await db.query(`insert into township (id, name) values ('t1', '示例街道') on conflict do nothing`)
  await db.query(
    `insert into school (id, name, level, township_id, synthetic) values ('school-1', '示例第一小学', 'primary', 't1', true), ('school-2', '示例第二小学', 'primary', 't1', true)`,
  )
  await db.query(
    `insert into device (id, school_id, kind, dialect, source, external_id, name, lng, lat, synthetic)
     select 'button-' || n, 'school-1', 'panicButton', 'native', 'native', 'button-' || n, '门卫室', 106.2, 38.5, true from generate_series(1, $1) n`,
    [buttons],
  )
}
