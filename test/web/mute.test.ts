// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { MUTE_MS, muteLeft, toggleMute } from '../../web/live/mute.ts'
import { anAlarm } from '../support/builders.ts'

it('mutes one alarm for 60 s and no longer, and lets it sound again on the same key (R5)', () => {
  const [alarm, other] = [anAlarm(), anAlarm()]
  toggleMute(alarm, 1000)
  expect([muteLeft(alarm, 1000), muteLeft(other, 1000), muteLeft(alarm, 1000 + MUTE_MS)]).toEqual([MUTE_MS, 0, 0])
  toggleMute(alarm, 2000)
  expect(muteLeft(alarm, 2001)).toBe(0)
})
it('ends with the next press of the same button', () => {
  const alarm = anAlarm({ count: 1 })
  toggleMute(alarm, 1000)
  expect(muteLeft({ ...alarm, count: 2 }, 1001)).toBe(0)
})
it('ends when a drill turns out to be real', () => {
  const drill = anAlarm({ exercise: 'drill', exerciseVerified: true })
  toggleMute(drill, 1000)
  expect(muteLeft({ ...drill, exercise: null, exerciseVerified: false, handledBy: 'leader' }, 1001)).toBe(0)
})
