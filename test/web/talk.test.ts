// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest'
import { startSound } from '../../web/live/sound.ts'
import { endTalk, TALK_MS, talkLeft, toggleTalk } from '../../web/live/talk.ts'
import { anAlarm } from '../support/builders.ts'

afterEach(() => {
  endTalk()
  vi.useRealTimers()
})

it('lowers the sound for sixty seconds at most', () => {
  toggleTalk(1_000)
  expect([talkLeft(1_000), talkLeft(1_000 + TALK_MS - 1), talkLeft(1_000 + TALK_MS)]).toEqual([60_000, 1, 0])
})

it('is loud at once by the same key, and when another alarm calls', () => {
  toggleTalk(1_000)
  toggleTalk(2_000)
  expect(talkLeft(2_000)).toBe(0)
  toggleTalk(3_000)
  endTalk()
  expect(talkLeft(3_000)).toBe(0)
})

it.each([1, 2, 4])('is loud at once when an alarm of priority %i calls beside the one of priority 1 that sounds', async (priority) => {
  vi.useFakeTimers()
  const [first, second] = [anAlarm({ schoolId: 'school-1' }), anAlarm({ schoolId: 'school-2', priority })]
  let open = [first]
  const sound = startSound({ open: () => open, stale: () => false, reminds: () => false, words: () => '' })
  await vi.advanceTimersByTimeAsync(1000)
  toggleTalk()
  await vi.advanceTimersByTimeAsync(5000)
  expect(talkLeft()).toBe(55_000)
  open = [first, second]
  sound.poke()
  expect(talkLeft()).toBe(0)
  toggleTalk()
  open = [{ ...first, count: first.count + 1 }, second] // it is pressed once more
  sound.poke()
  expect(talkLeft()).toBe(0)
  sound.stop()
})
