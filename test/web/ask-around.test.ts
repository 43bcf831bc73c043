// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import type { Pulse } from '#contracts/push.ts'
import { AskAround } from '../../web/live/ask-around.ts'
import { clearBoard, receiveAlarms, receiveAnswer, showAnswer, useBoard } from '../../web/live/board.ts'
import { heardPulse, setConnected, startLinkClock, useLink } from '../../web/live/link.ts'
import { anAlarm } from '../support/builders.ts'

let now = 0
let answer: (url: string) => Response | Promise<Response> = () => listOf([])
const asked: number[] = []
vi.spyOn(performance, 'now').mockImplementation(() => now)
vi.stubGlobal('fetch', async (url: string) => {
  asked.push(now)
  return answer(url)
})
const listOf = (items: Alarm[], nextCursor: string | null = null) => new Response(JSON.stringify({ items, nextCursor }))
const pulse = () => heardPulse({ at: '2026-03-02T08:00:00.000Z' } as Pulse)

let around: AskAround
beforeEach(() => {
  clearBoard()
  setConnected(false)
  now += 1_000_000
  startLinkClock()()
  asked.length = 0
  around = new AskAround()
})
/** Looks every 2 s for so long. */
async function wait(ms: number): Promise<void> {
  for (const end = now + ms; now <= end; now += 2_000) await around.look()
}
const ids = () => [...useBoard.getState().alarms.keys()].sort()

it('asks while nothing is pushed, not at once and every 10 s, and shows what is open', async () => {
  const from = now
  const [gone, open] = [anAlarm({ id: 'gone' }), anAlarm({ id: 'open' })]
  receiveAlarms([gone, open, anAlarm({ id: 'archived', state: 'closed' })])
  answer = () => listOf([{ ...open, version: 9 }, anAlarm({ id: 'new' })])
  await wait(4_000)
  expect(asked).toEqual([])
  await wait(20_000)
  expect(asked.map((at) => at - from)).toEqual([6_000, 16_000, 26_000])
  expect([ids(), useBoard.getState().alarms.get('open')?.version, useBoard.getState().loaded]).toEqual([
    ['archived', 'new', 'open'],
    9,
    true,
  ])
  expect(useLink.getState().listedAtMs).toBe(from + 26_000)
})

it('goes by the pulse, not by the connection: a link that is open and silent is asked around', async () => {
  setConnected(true)
  await wait(10_000)
  expect([asked.length, useLink.getState().listedAtMs]).toEqual([1, expect.any(Number)])
  pulse()
  asked.length = 0
  await wait(4_000)
  expect([asked, useLink.getState().listedAtMs]).toEqual([[], null])
})

it('reads on over a thousand, and of half a list shows what came without dropping the rest', async () => {
  receiveAlarms([anAlarm({ id: 'open' })])
  answer = (url) => (url.includes('cursor=') ? new Response('', { status: 503 }) : listOf([anAlarm({ id: 'first' })], 'more'))
  await wait(6_000)
  expect([ids(), useLink.getState().listedAtMs]).toEqual([['first', 'open'], null])
  answer = (url) => (url.includes('cursor=more') ? listOf([anAlarm({ id: 'second' })]) : listOf([anAlarm({ id: 'first' })], 'more'))
  await wait(10_000)
  expect([ids(), useLink.getState().listedAtMs]).toEqual([['first', 'second'], expect.any(Number)])
})

it('keeps what came since the asking, and leaves the board alone for a refusal', async () => {
  receiveAlarms([anAlarm({ id: 'open' })])
  answer = () => {
    showAnswer(anAlarm({ id: 'late', version: 2 }))
    return listOf([])
  }
  await wait(6_000)
  expect(ids()).toEqual(['late'])
  answer = () => new Response('', { status: 503 })
  await wait(20_000)
  expect(ids()).toEqual(['late'])
})

it('asks one at a time, so that no older answer comes last, and says of when the asking was', async () => {
  const from = now
  let tell: (response: Response) => void = () => {}
  answer = () =>
    new Promise((resolve) => {
      tell = resolve
    })
  now += 6_000
  const slow = around.look()
  now += 12_000
  await around.look()
  expect(asked.length).toBe(1)
  tell(listOf([anAlarm({ id: 'open' })]))
  await slow
  expect([ids(), useLink.getState().listedAtMs]).toEqual([['open'], from + 6_000])
})

it.each<[string, () => void]>([
  ['the link has told more, and is gone again', () => receiveAnswer({ reset: true, cursor: 9, alarms: [] }, [])],
  ['the link is back', pulse],
  ['whoever asked has signed out', () => around.stop()],
])('drops an answer that comes after %s', async (_, meanwhile) => {
  answer = () => {
    meanwhile()
    return listOf([anAlarm({ id: 'closed-since' })])
  }
  await wait(6_000)
  expect([asked.length, ids(), useLink.getState().listedAtMs]).toEqual([1, [], null])
})

it('forgets with a new page of when the list was', async () => {
  answer = () => listOf([])
  await wait(6_000)
  expect(useLink.getState().listedAtMs).not.toBeNull()
  startLinkClock()()
  expect(useLink.getState().listedAtMs).toBeNull()
})
