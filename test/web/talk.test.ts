import { afterEach, expect, it } from 'vitest'
import { endTalk, TALK_MS, talkLeft, toggleTalk } from '../../web/live/talk.ts'

afterEach(endTalk)

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
