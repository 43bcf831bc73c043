import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { startAct, useActs } from '../../web/live/acts.ts'
import { clearBoard, receiveAlarms, useBoard } from '../../web/live/board.ts'
import { anAlarm } from '../support/builders.ts'

interface Sent {
  url: string
  key: string
  body: Record<string, unknown>
}
const sent: Sent[] = []
let answers: (() => Response | never)[] = []

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
const done = (alarm: Alarm) => () => json(200, alarm)
const conflict = (current: Alarm) => () => json(409, { type: '/problems/version-conflict', title: 'x', status: 409, detail: 'x', current })
const noAnswer = () => {
  throw new TypeError('Failed to fetch')
}

beforeEach(() => {
  sent.length = 0
  clearBoard()
  useActs.setState({ acts: new Map() })
  vi.useFakeTimers()
  vi.stubGlobal('fetch', (url: string, init: { headers: Record<string, string>; body: string }) => {
    sent.push({ url, key: init.headers['idempotency-key'] ?? '', body: JSON.parse(init.body) })
    return Promise.resolve().then(() => (answers.shift() ?? noAnswer)())
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const status = (alarm: Alarm) => useActs.getState().acts.get(alarm.id)?.status

it('sends the version seen, with a key of its own, and puts the answer on the board', async () => {
  const alarm = anAlarm({ version: 4 })
  answers = [done({ ...alarm, version: 5, state: 'acknowledged', unacknowledged: false })]
  expect(await startAct({ alarm, name: 'acknowledge' })).toBe('done')
  expect(sent).toEqual([
    { url: `/api/v1/alarms/${alarm.id}/acknowledge`, key: expect.stringMatching(/^[0-9a-f]{32}$/), body: { version: 4 } },
  ])
  expect(useBoard.getState().alarms.get(alarm.id)?.state).toBe('acknowledged')
})

it('does one act of a hand after the other: what oneself has changed is no conflict', async () => {
  const alarm = anAlarm({ version: 4 })
  answers = [done({ ...alarm, version: 5 }), done({ ...alarm, version: 6, state: 'dispatched' })]
  const acts = [startAct({ alarm, name: 'call', body: { result: 'genuine' } }), startAct({ alarm, name: 'dispatch' })]
  expect(await Promise.all(acts)).toEqual(['done', 'done'])
  expect(sent.map(({ url, body }) => [url.split('/').pop(), body.version])).toEqual([
    ['call', 4],
    ['dispatch', 5],
  ])
  expect(status(alarm)).toBe('done')
})

it('never passes off what another has changed meanwhile as seen', async () => {
  const alarm = anAlarm({ version: 4 })
  const other = { ...alarm, version: 6, state: 'dispatched' as const, handledBy: 'another' }
  answers = [done({ ...alarm, version: 5 }), conflict(other)]
  const acts = [startAct({ alarm, name: 'call', body: { result: 'genuine' } }), startAct({ alarm, name: 'dispatch' })]
  receiveAlarms([other])
  expect(await Promise.all(acts)).toEqual(['done', 'conflict'])
  expect(sent[1]?.body.version).toBe(5)
})

it('is unsure without a receipt and sends the same act with the same key until there is one', async () => {
  const alarm = anAlarm()
  answers = [noAnswer, () => json(503, null), done({ ...alarm, version: 2, state: 'dispatched' })]
  const outcome = startAct({ alarm, name: 'dispatch' })
  await vi.advanceTimersByTimeAsync(500)
  expect(status(alarm)).toBe('unsure')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await outcome).toBe('done')
  expect(sent).toHaveLength(3)
  expect(new Set(sent.map(({ key, body }) => key + JSON.stringify(body))).size).toBe(1)
})

it('gives up in words, never in silence', async () => {
  const alarm = anAlarm()
  answers = []
  const outcome = startAct({ alarm, name: 'resolve', patience: 2 })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await outcome).toBe('failed')
})

it('shows who has it when another operator was first', async () => {
  const alarm = anAlarm({ version: 1 })
  const theirs = anAlarm({ id: alarm.id, version: 2, state: 'acknowledged', unacknowledged: false, handledBy: 'zhang' })
  answers = [conflict(theirs)]
  expect(await startAct({ alarm, name: 'acknowledge' })).toBe('conflict')
  expect(useActs.getState().acts.get(alarm.id)?.current?.handledBy).toBe('zhang')
  expect(useBoard.getState().alarms.get(alarm.id)?.version).toBe(2)
})

it('accepts an alarm that was only pressed again meanwhile, as a new act', async () => {
  const alarm = anAlarm({ version: 1 })
  answers = [conflict(anAlarm({ id: alarm.id, version: 2, count: 2 })), done(anAlarm({ id: alarm.id, version: 3, unacknowledged: false }))]
  expect(await startAct({ alarm, name: 'acknowledge' })).toBe('done')
  expect(sent.map(({ body }) => body.version)).toEqual([1, 2])
  expect(sent[0]?.key).not.toBe(sent[1]?.key)
})

it('closes nothing that has changed since it was read', async () => {
  const alarm = anAlarm({ version: 1 })
  answers = [conflict(anAlarm({ id: alarm.id, version: 2, count: 2 }))]
  expect(await startAct({ alarm, name: 'close', body: { note: 'x' } })).toBe('conflict')
  expect(sent).toHaveLength(1)
})

it.each([
  ['real', {}],
  ['release', { silent: true }],
] as const)('asks once for what the server refuses of the very version that was seen (%s)', async (name, given) => {
  const alarm = anAlarm({ version: 3, exercise: 'drill', exerciseVerified: true, ...given })
  answers = Array.from({ length: 5 }, () => conflict(alarm))
  expect(await startAct({ alarm, name })).toBe('conflict')
  expect(sent).toHaveLength(1)
})

it.each([
  ['real', { exercise: null }],
  ['release', { released: true }],
] as const)('counts as done what somebody else has done already (%s)', async (name, there) => {
  const alarm = anAlarm({ version: 3, exercise: 'drill', exerciseVerified: true, silent: true })
  answers = [conflict({ ...alarm, version: 4, handledBy: 'colleague', ...there })]
  expect(await startAct({ alarm, name })).toBe('done')
  expect(sent).toHaveLength(1)
})
