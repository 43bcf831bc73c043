import { expect, it } from 'vitest'
import { emptyBoard, openAlarms, place } from '#domain/alarm-board.ts'
import { anAlarm } from '../support/builders.ts'

it('returns the same board for a version it already has, so that nothing is drawn again', () => {
  const board = place(emptyBoard, anAlarm({ id: 'a', version: 3 }))
  expect(place(board, anAlarm({ id: 'a', version: 3 }))).toBe(board)
  expect(place(board, anAlarm({ id: 'a', version: 2, state: 'closed' }))).toBe(board)
})

it('lists worst first: unacknowledged, real before exercise, priority, pressed again, oldest', () => {
  const early = '2026-03-02T00:00:00.000Z'
  const late = '2026-03-02T00:05:00.000Z'
  const alarms = [
    anAlarm({ id: 'handled', unacknowledged: false, state: 'dispatched', receivedAt: early }),
    anAlarm({ id: 'drill', exercise: 'drill', receivedAt: early }),
    anAlarm({ id: 'lesser', priority: 2, receivedAt: early }),
    anAlarm({ id: 'younger', receivedAt: late }),
    anAlarm({ id: 'older', receivedAt: early }),
    anAlarm({ id: 'again', count: 2, receivedAt: late }),
    anAlarm({ id: 'gone', state: 'closed', unacknowledged: false }),
  ]
  const order = openAlarms(alarms.reduce(place, emptyBoard)).map(({ id }) => id)
  expect(order).toEqual(['again', 'older', 'younger', 'lesser', 'drill', 'handled'])
})
