import { expect, it } from 'vitest'
import { deviceState } from '#domain/device-state.ts'

const now = new Date('2026-03-02T12:00:00Z')
const ago = (s: number) => new Date(now.getTime() - s * 1000)

it.each([
  ['camera', null, false, 'unknown'],
  ['camera', ago(180), false, 'online'], // exactly on the deadline
  ['camera', ago(181), false, 'offline'],
  ['camera', ago(1), true, 'offline'],
  ['panicButton', ago(24 * 3600), false, 'online'],
  ['panicButton', ago(26 * 3600), false, 'offline'],
] as const)('says that a %s heard at %s (said offline: %s) is %s', (kind, lastHeardAt, saidOffline, state) => {
  expect(deviceState({ kind, lastHeardAt, saidOffline }, now)).toBe(state)
})
