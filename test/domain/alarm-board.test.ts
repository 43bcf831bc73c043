import { expect, it } from 'vitest'
import { bySchool, emptyBoard, floodSize, openAlarms, place } from '#domain/alarm-board.ts'
import { anAlarm } from '../support/builders.ts'

it('returns the same board for a version it already has, so that nothing is drawn again', () => {
  const board = place(emptyBoard, anAlarm({ id: 'a', version: 3 }))
  expect(place(board, anAlarm({ id: 'a', version: 3 }))).toBe(board)
  expect(place(board, anAlarm({ id: 'a', version: 2, state: 'closed' }))).toBe(board)
})

it('lists worst first: real before exercise, priority, unacknowledged, pressed again, the most vulnerable, oldest', () => {
  const early = '2026-03-02T00:00:00.000Z'
  const late = '2026-03-02T00:05:00.000Z'
  const alarms = [
    anAlarm({ id: 'handled', unacknowledged: false, state: 'dispatched', receivedAt: early }),
    anAlarm({ id: 'drill', exercise: 'drill', exerciseVerified: true, receivedAt: early }),
    anAlarm({ id: 'claimed', exercise: 'drill', priority: 2, receivedAt: late }),
    anAlarm({ id: 'lesser', priority: 2, receivedAt: early }),
    anAlarm({ id: 'younger', receivedAt: late }),
    anAlarm({ id: 'older', receivedAt: early }),
    anAlarm({ id: 'children', schoolId: 'kindergarten', receivedAt: late }),
    anAlarm({ id: 'again', count: 2, receivedAt: late }),
    anAlarm({ id: 'gone', state: 'closed', unacknowledged: false }),
  ]
  const order = openAlarms(alarms.reduce(place, emptyBoard), ({ schoolId }) => schoolId === 'kindergarten').map(({ id }) => id)
  expect(order).toEqual(['again', 'children', 'older', 'younger', 'handled', 'lesser', 'claimed', 'drill'])
})

it('calls ten alarms within ten minutes a flood, closed ones included (R10)', () => {
  const now = Date.parse('2026-03-02T00:10:00.000Z')
  const at = (minute: number) => `2026-03-02T00:${String(minute).padStart(2, '0')}:00.000Z`
  const pressed = (minutes: number[]) =>
    minutes.map((minute) => anAlarm({ receivedAt: at(minute), state: 'closed' })).reduce(place, emptyBoard)
  expect(floodSize(pressed([1, 1, 2, 3, 4, 5, 6, 7, 8, 9]), now)).toBe(10)
  expect(floodSize(pressed([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), now)).toBe(0) // the first is ten minutes old
})

it('groups by school in the order of the worst, and leaves alone what belongs to no school', () => {
  const given = [
    anAlarm({ id: '1', schoolId: 'b' }),
    anAlarm({ id: '2', schoolId: 'a' }),
    anAlarm({ id: '3', schoolId: null }),
    anAlarm({ id: '4', schoolId: 'b' }),
    anAlarm({ id: '5', schoolId: null }),
  ]
  expect(bySchool(given).map((group) => group.map(({ id }) => id))).toEqual([['1', '4'], ['2'], ['3'], ['5']])
})
