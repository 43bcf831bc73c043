import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { type AlarmBoard, byUrgency, emptyBoard, openAlarms, place, placeAll } from '#domain/alarm-board.ts'
import { anAlarm } from '../support/builders.ts'

const change = fc.record({
  id: fc.constantFrom('a', 'b', 'c'),
  version: fc.integer({ min: 1, max: 20 }),
  state: fc.constantFrom('new', 'acknowledged', 'closed'),
  unacknowledged: fc.boolean(),
  priority: fc.integer({ min: 1, max: 4 }),
  count: fc.integer({ min: 1, max: 3 }),
  exercise: fc.constantFrom(null, 'drill'),
} as const)
const changes = fc
  .uniqueArray(change, { selector: ({ id, version }) => `${id}/${version}` })
  .map((list) => list.map((given) => anAlarm(given)))
const delivery = changes.chain((sent) =>
  fc.tuple(fc.constant(sent), fc.shuffledSubarray([...sent, ...sent], { minLength: sent.length * 2 })),
)
const board = (alarms: Alarm[]) => alarms.reduce<AlarmBoard>(place, emptyBoard)

it('ends with the same board in whatever order, and however often, the network delivers the changes', () => {
  fc.assert(
    fc.property(delivery, ([sent, delivered]) => {
      expect(board(delivered)).toEqual(board(sent))
    }),
  )
})

it('never shows an alarm again once its closing has been heard', () => {
  fc.assert(
    fc.property(delivery, ([, delivered]) => {
      const last = new Map<string, Alarm>()
      for (const alarm of delivered) if (alarm.version > (last.get(alarm.id)?.version ?? 0)) last.set(alarm.id, alarm)
      const closed = [...last.values()].filter(({ state }) => state === 'closed').map(({ id }) => id)
      expect(openAlarms(board(delivered)).filter(({ id }) => closed.includes(id))).toEqual([])
    }),
  )
})

it('takes many changes at once as it takes them one by one', () => {
  fc.assert(
    fc.property(delivery, ([, delivered]) => {
      expect(placeAll(emptyBoard, delivered)).toEqual(board(delivered))
    }),
  )
})

it('orders any two alarms one way only', () => {
  const compare = byUrgency(({ id }) => id === 'b')
  fc.assert(
    fc.property(changes, (alarms) => {
      for (const a of alarms) for (const b of alarms) expect(Math.sign(compare(a, b)) + Math.sign(compare(b, a))).toBe(0)
    }),
  )
})
