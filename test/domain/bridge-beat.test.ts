import { expect, it } from 'vitest'
import type { DecodedEvent } from '#contracts/event.ts'
import type { Message, Register, RegisteredDevice } from '#domain/intake.ts'
import { planIntake } from '#domain/plan-intake.ts'

const BASE = 'edge/school-1/z2m'
const at = new Date('2026-03-02T00:00:05Z')

const gateway: RegisteredDevice = {
  id: 'gateway-1',
  schoolId: 'school-1',
  campusId: null,
  kind: 'gateway',
  source: BASE,
  externalId: BASE,
  point: '',
  position: null,
  silent: false,
  clock: { samples: [], pending: [] },
  lastCounter: null,
}
const register = (devices: readonly RegisteredDevice[]): Register => ({
  devices,
  buttonBridges: new Set(),
  schools: new Set(['school-1']),
  keys: new Map(),
  openAlarms: [],
  exercises: [],
})
const beat = (event: Partial<DecodedEvent>): Message => ({
  id: 'm-1',
  topic: `${BASE}/bridge/state`,
  retained: false,
  resent: false,
  receivedAt: at,
  takenAt: at,
  sha256: '',
  source: BASE,
  dialect: 'zigbee2mqtt',
  schoolId: 'school-1',
  deviceId: null,
  bridgeId: BASE,
  decoded: {
    disposition: 'events',
    events: [{ kind: 'online', deviceId: null, bridgeId: BASE, deviceTime: null, timeBasis: 'none', key: null, ...event }],
  },
  replayOf: null,
})
const plan = (event: Partial<DecodedEvent>, devices: readonly RegisteredDevice[] = [gateway]) =>
  planIntake([beat(event)], register(devices), () => 'id')

it('hears a registered bridge when the bridge speaks of itself', () => {
  expect(plan({}).states).toMatchObject([{ deviceId: 'gateway-1', heardAt: at, saidOffline: false }])
  expect(plan({ kind: 'offline' }).states).toMatchObject([{ deviceId: 'gateway-1', saidOffline: true }])
})

it('makes no dead letter of a bridge that nobody has registered', () => {
  const { states, deadLetters, events } = plan({}, [])
  expect([states, deadLetters]).toEqual([[], []])
  expect(events).toHaveLength(1)
})

it.each([
  [BASE, BASE],
  [undefined, null],
])('alarms of a press whose message names no device, from bridge %s', (bridgeId, identity) => {
  const { alarms, deadLetters } = plan({ kind: 'panic', bridgeId }, [])
  expect(alarms).toMatchObject([{ alarm: { kind: 'suspect', priority: 1, schoolId: 'school-1' } }])
  expect(deadLetters).toMatchObject([{ reason: 'unknown-device', suspect: 'panic', identity }])
})
