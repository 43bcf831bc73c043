import { expect, it } from 'vitest'
import type { DecodedEvent } from '#contracts/event.ts'
import type { Message } from '#domain/intake.ts'
import { guessKind, strangerOf } from '#domain/stranger.ts'

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

it.each([
  [106, 38.5, { lng: 106, lat: 38.5 }],
  [200, 38.5, { lng: null, lat: null }],
  [106, Number.NaN, { lng: null, lat: null }],
])(
  'a stranger that says it stands at %d, %d is listed at a place on the map or at none: its row refused would cost the batch',
  (lon, lat, at) => {
    const message: Message = {
      id: 'm',
      topic: 'edge/school-1/onvif/x',
      retained: false,
      resent: false,
      receivedAt: new Date(),
      takenAt: new Date(),
      sha256: '',
      source: 'edge/school-1/onvif',
      dialect: 'onvif',
      schoolId: 'school-1',
      deviceId: 'x',
      bridgeId: null,
      decoded: { disposition: 'events', events: [] },
      replayOf: null,
    }
    expect(strangerOf(message, 'x', said('position', { location: { lat, lon } }), false)).toMatchObject(at)
  },
)
