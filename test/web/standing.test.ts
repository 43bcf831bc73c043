import { expect, it } from 'vitest'
import { isChattering, isStanding } from '../../web/live/standing.ts'

const receivedAt = '2026-03-02T00:00:00.000Z'

it.each([
  [1, '2026-03-02T00:00:00.000Z', false],
  [2, '2026-03-02T00:00:05.000Z', false],
  [3, '2026-03-02T00:00:40.000Z', true],
  [3, '2026-03-02T00:02:00.000Z', false],
  [6, '2026-03-02T00:02:00.000Z', true],
])('of %i presses until %s says that they are too many: %s', (count, lastPressAt, expected) => {
  expect(isChattering({ count, receivedAt, lastPressAt })).toBe(expected)
})

it('says of an alarm that nobody has closed it for more than 24 h', () => {
  const day = Date.parse('2026-03-03T00:00:00.000Z')
  expect(isStanding({ state: 'dispatched', receivedAt }, day)).toBe(false)
  expect(isStanding({ state: 'dispatched', receivedAt }, day + 1)).toBe(true)
  expect(isStanding({ state: 'closed', receivedAt }, day + 1)).toBe(false)
})
