import { expect, it } from 'vitest'
import { isStanding } from '../../web/live/standing.ts'

const receivedAt = '2026-03-02T00:00:00.000Z'

it('says of an alarm that nobody has closed it for more than 24 h', () => {
  const day = Date.parse('2026-03-03T00:00:00.000Z')
  expect(isStanding({ state: 'dispatched', receivedAt }, day)).toBe(false)
  expect(isStanding({ state: 'dispatched', receivedAt }, day + 1)).toBe(true)
  expect(isStanding({ state: 'closed', receivedAt }, day + 1)).toBe(false)
})
