import { expect, it } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { alarmBefore, chosenByHand, NOTHING_CHOSEN } from '../../web/screens/guard/before-guard.ts'
import { anAlarm } from '../support/builders.ts'

/** Which alarm is before the guard, of those that are open; `answered` ring no more. */
function shown(id: string | null, open: Alarm[], answered: string[] = [], chosen = { ...NOTHING_CHOSEN, id }): string | null {
  return alarmBefore(chosen, open, 'guard', (alarm) => alarm.raisedBy !== 'guard' && !answered.includes(alarm.id))?.id ?? null
}
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
  const chosen = chosenByHand('answered', open)
  expect(shown(null, open, ['answered'], chosen)).toBe('answered')
  expect(shown(null, [...open, press('later')], ['answered'], chosen)).toBe('later')
  expect(shown(null, [press('answered'), press('rings', { count: 2 })], ['answered'], chosen)).toBe('rings')
})
it('keeps the own SOS before whoever waits for what becomes of it', () => {
  const sos = press('sos', { raisedBy: 'guard' })
  expect(shown(null, [press('other'), sos])).toBe('sos')
  expect(shown('sos', [press('other'), sos])).toBe('sos')
  expect(shown('sos', [press('other'), { ...sos, unacknowledged: false }])).toBe('sos')
})
