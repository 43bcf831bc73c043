import { expect, it } from 'vitest'
import type { DecodedEvent } from '#contracts/event.ts'
import type { Message, Register } from '#domain/intake.ts'
import { planIntake } from '#domain/plan-intake.ts'

const at = new Date('2026-03-02T00:00:05Z')
const nobody: Register = {
  devices: [],
  buttonBridges: new Set(),
  schools: new Set(),
  keys: new Map(),
  openAlarms: [],
  exercises: [],
}
const item = (deviceId: string, more: Partial<DecodedEvent>): DecodedEvent => ({
  kind: 'online',
  deviceId,
  bridgeId: '64010000002000000001',
  deviceTime: null,
  timeBasis: 'none',
  key: null,
  ...more,
})
const heard = (police: boolean, ...events: DecodedEvent[]): Message => ({
  id: 'm-1',
  topic: 'police/cascade/64010000002000000001/message',
  retained: false,
  resent: false,
  receivedAt: at,
  takenAt: at,
  sha256: '',
  source: 'police',
  dialect: 'gb28181',
  schoolId: null,
  deviceId: '64010000002000000001',
  bridgeId: '64010000002000000001',
  decoded: { disposition: 'events', events },
  replayOf: null,
  ...(police ? { police } : {}),
})
const CAMERA = '64010400001320000001'

it('takes the police platform’s catalogue as what is listed, and neither as strangers nor as a state of cameras', () => {
  const { listings, strangers, deadLetters, states } = planIntake(
    [heard(true, item(CAMERA, { listed: true }), item('64010400002150000001', { listed: true }), item(CAMERA, { listed: false }))],
    nobody,
    () => 'id',
  )
  const heardFrom = 'police · 64010000002000000001'
  expect(listings).toEqual([
    { gbId: CAMERA, listed: true, at, heardFrom },
    { gbId: CAMERA, listed: false, at, heardFrom },
  ])
  expect([strangers, deadLetters, states]).toEqual([[], [], []])
})

it('takes what else the police platform says as everybody’s, and a recorder’s catalogue as devices that wait', () => {
  expect(planIntake([heard(true, item(CAMERA, { kind: 'tamper', phase: 'active' }))], nobody, () => 'id').strangers).toHaveLength(1)
  const { listings, strangers } = planIntake([heard(false, item(CAMERA, { listed: true }))], nobody, () => 'id')
  expect([listings, strangers]).toMatchObject([[], [{ externalId: CAMERA, kind: 'camera', bridgeId: '64010000002000000001' }]])
})
