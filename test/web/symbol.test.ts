import { expect, it } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { formKey, formOf, symbolShapes } from '../../web/ui/symbol.ts'
import { anAlarm } from '../support/builders.ts'

const form = (given: Partial<Alarm>) => formOf(anAlarm(given))

it.each<[Partial<Alarm>, string]>([
  [{}, 'unacknowledged'],
  [{ state: 'acknowledged', unacknowledged: false }, 'acknowledged'],
  [{ state: 'dispatched', unacknowledged: false }, 'handled'],
  [{ state: 'arrived', unacknowledged: false }, 'handled'],
  [{ state: 'arrived', unacknowledged: true }, 'unacknowledged'],
  [{ state: 'resolved', unacknowledged: false }, 'resolved'],
  [{ state: 'acknowledged', unacknowledged: false, shelvedUntil: '2026-03-02T01:00:00.000Z' }, 'shelved'],
  [{ state: 'acknowledged', unacknowledged: false, shelvedUntil: undefined as never }, 'acknowledged'], // pushed by a gateway of before the shelf
])('looks by state: %j is %s', (given, look) => {
  expect(form(given).look).toBe(look)
})

it('tells every priority, state, exercise and lateness apart by form alone', () => {
  const states: Partial<Alarm>[] = [
    {},
    { state: 'acknowledged', unacknowledged: false },
    { state: 'dispatched', unacknowledged: false },
    { state: 'resolved', unacknowledged: false },
    { state: 'acknowledged', unacknowledged: false, shelvedUntil: '2026-03-02T01:00:00.000Z' },
  ]
  const pictures = [1, 2, 3, 4].flatMap((priority) =>
    states.flatMap((state) =>
      ([null, 'drill'] as const).flatMap((exercise) => [false, true].map((late) => form({ priority, exercise, late, ...state }))),
    ),
  )
  const drawn = pictures.map((picture) => JSON.stringify(symbolShapes(picture)).replaceAll(/var\(--p\d\)/g, 'colour'))
  expect(new Set(drawn).size).toBe(80)
  expect(new Set(pictures.map(formKey)).size).toBe(80)
})
