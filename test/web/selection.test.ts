import { expect, it } from 'vitest'
import { heldOrder, keepSelection, nextSelection } from '../../web/live/selection.ts'
import { anAlarm } from '../support/builders.ts'

const waiting = (id: string) => anAlarm({ id })
const handled = (id: string, by = 'me') => anAlarm({ id, unacknowledged: false, state: 'acknowledged', acknowledgedBy: by, handledBy: by })
const drill = (id: string) => anAlarm({ id, exercise: 'drill', exerciseVerified: true })
const NOTHING = { deselected: new Set<string>(), held: false, acted: new Set<string>(), passed: null, me: 'me' }
const ids = (alarms: { id: string }[]) => alarms.map(({ id }) => id)

it('opens the first unacknowledged alarm by itself', () => {
  expect(keepSelection(null, [waiting('a'), waiting('b')], NOTHING)).toBe('a')
  expect(keepSelection(null, [handled('a')], NOTHING)).toBe(null)
})
it('never takes the place of the alarm that a person is on', () => {
  expect(keepSelection('b', [waiting('new'), handled('b')], NOTHING)).toBe('b')
})
it('goes on to the next waiting alarm when the one it was on is closed', () => {
  expect(keepSelection('closed', [waiting('a')], NOTHING)).toBe('a')
})
it('does not open again by itself what the operator has put away', () => {
  expect(keepSelection(null, [waiting('a'), waiting('b')], { ...NOTHING, deselected: new Set(['a']) })).toBe('b')
})
it('lets a drill that nobody handles give way to a real press, and only then', () => {
  expect(keepSelection('drill', [waiting('real'), drill('drill')], NOTHING)).toBe('real')
  expect(keepSelection('drill', [drill('other'), drill('drill')], NOTHING)).toBe('drill')
  expect(keepSelection('drill', [waiting('real'), drill('drill')], { ...NOTHING, held: true })).toBe('drill')
  const acknowledged = { ...drill('drill'), unacknowledged: false, acknowledgedBy: 'me' }
  expect(keepSelection('drill', [waiting('real'), acknowledged], NOTHING)).toBe('drill')
  const unverified = { ...drill('claimed'), exerciseVerified: false }
  expect(keepSelection('claimed', [waiting('real'), unverified], NOTHING)).toBe('claimed')
})
it('leaves a drill that a hand has chosen among real alarms, until another one comes', () => {
  const chosen = { ...NOTHING, passed: new Set(['real']) }
  expect(keepSelection('drill', [waiting('real'), drill('drill')], chosen)).toBe('drill')
  expect(keepSelection('drill', [waiting('real'), waiting('new'), drill('drill')], chosen)).toBe('new')
})
it('lets what it opened by itself give way to a waiting alarm once somebody else has it, or has resolved it', () => {
  const theirs = handled('theirs', 'colleague')
  expect(keepSelection('theirs', [waiting('new'), theirs], NOTHING)).toBe('new')
  expect(keepSelection('theirs', [theirs], NOTHING)).toBe('theirs')
  expect(keepSelection('theirs', [waiting('new'), theirs], { ...NOTHING, passed: new Set<string>() })).toBe('theirs')
  expect(keepSelection('theirs', [waiting('new'), theirs], { ...NOTHING, held: true })).toBe('theirs')
  expect(keepSelection('mine', [waiting('new'), { ...handled('mine'), handledBy: 'colleague' }], NOTHING)).toBe('mine')
  const resolved = { ...handled('done'), state: 'resolved', handledBy: 'colleague' } as const
  expect(keepSelection('done', [waiting('new'), resolved], NOTHING)).toBe('new')
  expect(keepSelection('done', [waiting('new'), resolved], { ...NOTHING, held: true })).toBe('done')
})
it('keeps what this person has resolved until it is closed', () => {
  expect(keepSelection('done', [waiting('new'), { ...handled('done'), state: 'resolved' }], NOTHING)).toBe('done')
})
it('keeps what this person has dispatched without accepting, when the guard says that he is there', () => {
  const arrived = anAlarm({ id: 'mine', state: 'arrived', unacknowledged: false, acknowledgedBy: null, handledBy: 'guard' })
  expect(keepSelection('mine', [waiting('new'), arrived], { ...NOTHING, acted: new Set(['mine']) })).toBe('mine')
  expect(keepSelection('mine', [waiting('new'), arrived], NOTHING)).toBe('new')
})
it('walks round what waits, and round the open ones when nothing waits', () => {
  expect(nextSelection('a', [waiting('a'), waiting('b'), handled('c')])).toBe('b')
  expect(nextSelection('b', [waiting('a'), waiting('b'), handled('c')])).toBe('a')
  expect(nextSelection('a', [handled('a'), handled('b')])).toBe('b')
  expect(nextSelection('a', [])).toBe(null)
})
it('keeps rows where they are while the pointer is among them', () => {
  const open = [waiting('worst'), waiting('b'), handled('a')]
  expect(ids(heldOrder(['a', 'b', 'gone'], open))).toEqual(['a', 'b', 'worst'])
  expect(ids(heldOrder(null, open))).toEqual(['worst', 'b', 'a'])
})
