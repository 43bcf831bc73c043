import { expect, it } from 'vitest'
import type { DecodedEvent } from '#contracts/event.ts'
import { guessKind } from '#domain/stranger.ts'

const said = (kind: DecodedEvent['kind'], more: Partial<DecodedEvent> = {}): DecodedEvent => ({
  kind,
  deviceId: 'x',
  deviceTime: null,
  timeBasis: 'none',
  key: null,
  ...more,
})

it.each([
  ['gb28181', '64010400001310000001', said('online'), 'camera'],
  ['gb28181', '64010400001180000001', said('heartbeat'), 'recorder'],
  ['gb28181', '64010400001340000001', said('alarm-input', { promotes: 'panic' }), 'panicButton'],
  ['zigbee2mqtt', 'hall/sos', said('button', { promotes: 'panic' }), 'panicButton'],
  ['zigbee2mqtt', 'hall/door', said('tamper'), 'sensor'],
  ['frigate', 'gate', said('online'), 'camera'],
  ['dc09', '0042', said('panic'), 'alarmPanel'],
  ['native', 'x', said('heartbeat'), null],
] as const)('%s %s: %o may be a %s', (dialect, identity, event, expected) => {
  expect(guessKind(dialect, identity, event)).toBe(expected)
})
