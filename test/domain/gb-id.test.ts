import { expect, it } from 'vitest'
import { gbIdRefusal } from '../../server/domain/gb-id.ts'

it.each([
  ['64010400111320000001', 'camera'],
  ['34020000001340000001', 'panicButton'],
  ['34020000001180000001', 'recorder'],
  ['64010400111170000001', 'alarmPanel'],
] as const)('takes %s for a %s', (id, kind) => {
  expect(gbIdRefusal(id, kind)).toBeNull()
})

it.each([
  ['6401040011132000001', 'camera', 'expected the 20 digits of a GB/T 28181 ID, found 19 characters'],
  ['6401040011132000000x', 'camera', 'expected the 20 digits of a GB/T 28181 ID, found 20 characters'],
  ['99010400111320000001', 'camera', 'digits 1–2: expected a province of GB/T 2260, found 99'],
  ['64010400991320000001', 'camera', 'digits 9–10: expected an industry of annex D (00–11, 40–59), found 99'],
  ['64010400111340000001', 'camera', 'digits 11–13: expected type 131, 132 for a camera, found 134'],
  ['64010400111320000001', 'panicButton', 'digits 11–13: expected type 134 for a panicButton, found 132'],
] as const)('refuses %s for a %s: %s', (id, kind, reason) => {
  expect(gbIdRefusal(id, kind)).toBe(reason)
})
