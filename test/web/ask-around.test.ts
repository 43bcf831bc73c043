// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { AskAround } from '../../web/live/ask-around.ts'
import { clearBoard, receiveAlarms, showAnswer, useBoard } from '../../web/live/board.ts'
import { setConnected, useLink } from '../../web/live/link.ts'
import { anAlarm } from '../support/builders.ts'

let now = 0
let answer: () => Response = () => listOf([])
const asked: number[] = []
vi.spyOn(performance, 'now').mockImplementation(() => now)
vi.stubGlobal('fetch', async () => {
  asked.push(now)
  return answer()
})
const listOf = (items: Alarm[], nextCursor: string | null = null) => new Response(JSON.stringify({ items, nextCursor }))

let around: AskAround
beforeEach(() => {
  clearBoard()
  setConnected(false)
  useLink.setState({ listedAtMs: null })
  now += 1_000_000
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

it('does not ask while alarms are pushed, and says no more that it asks', async () => {
  await wait(10_000)
  expect(useLink.getState().listedAtMs).not.toBeNull()
  setConnected(true)
  asked.length = 0
  await wait(30_000)
  expect([asked, useLink.getState().listedAtMs]).toEqual([[], null])
})

it('keeps what came since the asking, and leaves the board alone for half a list, a refusal and a link that is back', async () => {
  receiveAlarms([anAlarm({ id: 'open' })])
  answer = () => {
    showAnswer(anAlarm({ id: 'late', version: 2 }))
    return listOf([])
  }
  await wait(6_000)
  expect(ids()).toEqual(['late'])
  for (const other of [
    () => listOf([], 'more'),
    () => new Response('', { status: 503 }),
    () => {
      setConnected(true)
      return listOf([])
    },
  ]) {
    answer = other
    now += 20_000
    await around.look()
    expect(ids()).toEqual(['late'])
  }
})
