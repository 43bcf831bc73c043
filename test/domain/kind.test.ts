import { expect, it } from 'vitest'
import { type DecodedEvent, EventKind } from '#contracts/event.ts'
import { consequenceOf, pointOf, showsPicture, suspectOfStranger } from '#domain/kind.ts'

const event = (given: Partial<DecodedEvent>): DecodedEvent => ({
  kind: 'panic',
  deviceId: 'd',
  deviceTime: null,
  timeBasis: 'none',
  key: null,
  ...given,
})

it.each([
  [{ kind: 'panic' }, 'sensor', 'alarm', 1],
  [{ kind: 'duress' }, 'panicButton', 'alarm', 1],
  [{ kind: 'medical' }, 'panicButton', 'alarm', 1],
  [{ kind: 'fire' }, 'sensor', 'alarm', 1],
  [{ kind: 'intrusion' }, 'alarmPanel', 'alarm', 2],
  [{ kind: 'alarm-input' }, 'recorder', 'alarm', 3],
  [{ kind: 'alarm-other' }, 'camera', 'alarm', 3],
  [{ kind: 'button', press: 'short', promotes: 'panic' }, 'panicButton', 'alarm', 1],
  [{ kind: 'alarm-input', promotes: 'panic' }, 'panicButton', 'alarm', 1],
  [{ kind: 'alarm-input', promotes: 'panic' }, 'sensor', 'alarm', 3],
  [{ kind: 'button', promotes: 'panic' }, 'sensor', 'event', null],
  [{ kind: 'button', press: 'up', promotes: 'panic' }, 'panicButton', 'event', null],
  [{ kind: 'panic', phase: 'cleared' }, 'panicButton', 'event', null],
  [{ kind: 'tamper' }, 'panicButton', 'fault', null],
  [{ kind: 'video-loss' }, 'camera', 'fault', null],
  [{ kind: 'low-battery' }, 'panicButton', 'fault', null],
  [{ kind: 'motion' }, 'camera', 'event', null],
  [{ kind: 'arm' }, 'alarmPanel', 'event', null],
  [{ kind: 'heartbeat' }, 'camera', 'state', null],
] as const)('takes %o of a %s as %s of priority %s', (given, kind, is, priority) => {
  const consequence = consequenceOf(event(given), { kind })
  expect(consequence).toMatchObject({ is, ...(priority === null ? {} : { priority }) })
})

it('keeps a device’s own priority out of ours', () => {
  expect(consequenceOf(event({ priority: 4 }), { kind: 'panicButton' })).toMatchObject({ priority: 1 })
})

it('knows what every kind asks for', () => {
  for (const kind of EventKind.options)
    expect(['alarm', 'fault', 'state', 'event']).toContain(consequenceOf(event({ kind }), { kind: 'sensor' }).is)
})

it.each([
  [{ kind: 'panic' }, 'panic'],
  [{ kind: 'duress' }, 'duress'],
  [{ kind: 'fire' }, 'fire'],
  [{ kind: 'medical' }, 'medical'],
  [{ kind: 'button', promotes: 'panic' }, 'panic'],
  [{ kind: 'intrusion' }, null],
  [{ kind: 'alarm-input' }, null],
  [{ kind: 'button', press: 'up', promotes: 'panic' }, null],
  [{ kind: 'panic', phase: 'cleared' }, null],
  [{ kind: 'telemetry' }, null],
] as const)('thinks that %o of a stranger may have been: %s', (given, may) => {
  expect(suspectOfStranger(event(given))).toBe(may)
})

it.each([
  [{ zone: 3, partition: 1 }, '3'],
  [{ input: 'panic_button' }, 'panic_button'],
  [{ channel: 0 }, '0'],
  [{ point: 'A1', zone: 2 }, 'A1'],
  [{}, ''],
])('names the point of %o %o', (given, point) => {
  expect(pointOf(event(given))).toBe(point)
})

it.each([
  [{ kind: 'motion', phase: 'active' }, true],
  [{ kind: 'intrusion', phase: 'active' }, true],
  [{ kind: 'video-loss', phase: 'cleared' }, true],
  [{ kind: 'motion', phase: 'cleared' }, false],
  [{ kind: 'motion', phase: 'active', detail: 'pir' }, false],
  [{ kind: 'motion', phase: 'active', historical: true }, false],
  [{ kind: 'video-loss', phase: 'active' }, false],
  [{ kind: 'video-loss', phase: 'cleared', retained: true }, false],
  [{ kind: 'heartbeat' }, false],
] as const)('says of %o whether the camera had a picture: %s', (given, shows) => {
  expect(showsPicture(event(given))).toBe(shows)
})
