// @vitest-environment happy-dom
import { renderHook } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { useLink } from '../../web/live/link.ts'
import { startSound } from '../../web/live/sound.ts'
import { endTalk, TALK_MS, talkLeft, toggleTalk, useTalkSeconds } from '../../web/live/talk.ts'
import { anAlarm } from '../support/builders.ts'

afterEach(() => {
  endTalk()
  vi.useRealTimers()
})

it('lowers the sound for sixty seconds at most', () => {
  toggleTalk(true, 1_000)
  expect([talkLeft(1_000), talkLeft(1_000 + TALK_MS - 1), talkLeft(1_000 + TALK_MS)]).toEqual([60_000, 1, 0])
})

it('is loud at once by the same key, and when another alarm calls', () => {
  toggleTalk(true, 1_000)
  toggleTalk(true, 2_000)
  expect(talkLeft(2_000)).toBe(0)
  toggleTalk(true, 3_000)
  endTalk()
  expect(talkLeft(3_000)).toBe(0)
})

it('is lowered by nobody without an alarm of his that sounds, and made loud by anybody', () => {
  toggleTalk(false, 1_000)
  expect(talkLeft(1_000)).toBe(0)
  toggleTalk(true, 1_000)
  toggleTalk(false, 2_000)
  expect(talkLeft(2_000)).toBe(0)
})

it('counts down from sixty, although the clock of the screen is a moment old', () => {
  toggleTalk(true, 1_000)
  useLink.setState({ nowMs: 760 })
  expect(renderHook(useTalkSeconds).result.current).toBe(60)
  useLink.setState({ nowMs: 2_000 })
  expect(renderHook(useTalkSeconds).result.current).toBe(59)
})

it.each([1, 2, 4])('is loud at once when an alarm of priority %i calls beside the one of priority 1 that sounds', async (priority) => {
  vi.useFakeTimers()
  const [first, second] = [anAlarm({ schoolId: 'school-1' }), anAlarm({ schoolId: 'school-2', priority })]
  let open = [first]
  const sound = startSound({ open: () => open, stale: () => false, unmanned: () => false, reminds: () => false, words: () => '' })
  await vi.advanceTimersByTimeAsync(1000)
  toggleTalk(true)
  await vi.advanceTimersByTimeAsync(5000)
  expect(talkLeft()).toBe(55_000)
  open = [first, second]
  sound.poke()
  expect(talkLeft()).toBe(0)
  toggleTalk(true)
  open = [{ ...first, count: first.count + 1 }, second] // it is pressed once more
  sound.poke()
  expect(talkLeft()).toBe(0)
  sound.stop()
})
