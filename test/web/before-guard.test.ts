import { expect, it } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { alarmBefore, type Chosen, chosenByHand, NOTHING_CHOSEN, type Said } from '../../web/screens/guard/before-guard.ts'
import { anAlarm } from '../support/builders.ts'

/** Which alarm is before the guard, of those that are open; `answered` ring no more. */
function shown(id: string | null, open: Alarm[], answered: string[] = [], chosen: Chosen = { ...NOTHING_CHOSEN, id }): string | null {
  return alarmBefore(chosen, open, 'guard', saidOf(answered))?.id ?? null
}
const saidOf = (answered: string[]): Said => ({
  rings: ({ id, raisedBy }) => raisedBy !== 'guard' && !answered.includes(id),
  answers: ({ id }) => answered.filter((one) => one === id).length,
})
const press = (id: string, given: Partial<Alarm> = {}) => anAlarm({ id, ...given })
const drill = (id: string) => press(id, { exercise: 'drill', exerciseVerified: true, priority: 4 })

it('keeps an alarm that still asks before the guard, whatever else comes', () => {
  expect(shown('first', [press('worse'), press('first')])).toBe('first')
  expect(shown(null, [press('worse'), press('first')])).toBe('worse')
})
it('lets a drill give way to a real press at once', () => {
  expect(shown('drill', [press('real'), drill('drill')])).toBe('real')
  expect(shown('drill', [drill('other'), drill('drill')])).toBe('drill')
})
it('lets an alarm that is answered give way to one that rings', () => {
  expect(shown('answered', [press('answered'), press('new')], ['answered'])).toBe('new')
  expect(shown('answered', [press('answered'), press('other')], ['answered', 'other'])).toBe('answered')
  expect(shown('gone', [press('answered'), press('new')], ['answered'])).toBe('new')
})
it('leaves an answered one that a hand has brought back, until something calls anew', () => {
  const open = [press('answered'), press('rings')]
  const chosen = chosenByHand(open[0], open, saidOf(['answered']))
  expect(shown(null, open, ['answered'], chosen)).toBe('answered')
  expect(shown(null, [...open, press('later')], ['answered'], chosen)).toBe('later')
  expect(shown(null, [press('answered'), press('rings', { count: 2 })], ['answered'], chosen)).toBe('rings')
})
it('brings what rings on once the one that a hand has chosen is answered', () => {
  const open = [press('first'), press('second')]
  const chosen = chosenByHand(open[1], open, saidOf([]))
  expect(shown(null, open, [], chosen)).toBe('second')
  expect(shown(null, open, ['second'], chosen)).toBe('first')
  const brought = chosenByHand(open[1], open, saidOf(['second']))
  expect(shown(null, open, ['second'], brought)).toBe('second')
  expect(shown(null, open, ['second', 'second'], brought)).toBe('first') // he has said 已到场 of it
})
it('leaves a drill that a hand has chosen until it is answered', () => {
  const open = [press('real'), drill('drill')]
  const chosen = chosenByHand(open[1], open, saidOf([]))
  expect(shown(null, open, [], chosen)).toBe('drill')
  expect(shown(null, open, ['drill'], chosen)).toBe('real')
})
it('keeps the own SOS before whoever waits for what becomes of it', () => {
  const sos = press('sos', { raisedBy: 'guard' })
  expect(shown(null, [press('other'), sos])).toBe('sos')
  expect(shown('sos', [press('other'), sos])).toBe('sos')
  expect(shown('sos', [press('other'), { ...sos, unacknowledged: false }])).toBe('sos')
})
