// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { clearBoard, useBoard } from '../../web/live/board.ts'
import { hurrySendings, overdueOf, resumeSendings, say, sayForHelp, sayPhoto, useSendings } from '../../web/screens/guard/sendings.ts'
import { anAlarm } from '../support/builders.ts'

interface Sent {
  url: string
  key: string
  body: Record<string, unknown>
}
let sent: Sent[] = []
let answer: (request: Sent) => Response = () => {
  throw new TypeError('Failed to fetch')
}
const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
const noNetwork = () => {
  throw new TypeError('Failed to fetch')
}

beforeEach(() => {
  sent = []
  localStorage.clear()
  clearBoard()
  answer = noNetwork
  vi.useFakeTimers()
  vi.stubGlobal('fetch', async (url: string, init: { headers: Record<string, string>; body: string | Blob }) => {
    const request = { url, key: init.headers['idempotency-key'] ?? '', body: typeof init.body === 'string' ? JSON.parse(init.body) : {} }
    sent.push(request)
    return answer(request)
  })
  resumeSendings('guard')
})
afterEach(async () => {
  // Whatever still waits is answered, so that no pump outlives its test.
  answer = () => json(422, { type: 'x', title: 'x', status: 422, detail: 'over' })
  hurrySendings()
  await vi.advanceTimersByTimeAsync(60_000)
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const states = () => useSendings.getState().sendings.map(({ word, state }) => `${word} ${state}`)

it('keeps what is said in a tunnel and delivers it once, in order, under one key each', async () => {
  const alarm = anAlarm()
  say({ word: 'going', alarm, by: 'guard' })
  await vi.advanceTimersByTimeAsync(10_000)
  say({ word: 'medical', alarm, by: 'guard' })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(states()).toEqual(['going waiting', 'medical waiting'])
  answer = () => json(200, { ...alarm, version: 2 })
  hurrySendings()
  await vi.advanceTimersByTimeAsync(100)
  expect(states()).toEqual(['going delivered', 'medical delivered'])
  expect(sent.filter(({ url }) => url.endsWith('/describe'))).toHaveLength(1)
  expect(new Set(sent.filter(({ url }) => url.endsWith('/answer')).map(({ key, body }) => key + JSON.stringify(body))).size).toBe(1)
})

it('takes up after a reload what was said before it, with the same key', async () => {
  const alarm = anAlarm()
  say({ word: 'going', alarm, by: 'guard' })
  await vi.advanceTimersByTimeAsync(3000)
  const key = sent[0]?.key
  const kept = localStorage.getItem('xiaowei.sendings') ?? ''
  useSendings.setState({ sendings: [], sinceMs: new Map() })
  await vi.advanceTimersByTimeAsync(5000) // the pump of the page that is gone finds nothing to send
  sent = []
  localStorage.setItem('xiaowei.sendings', kept)
  answer = () => json(200, { ...alarm, version: 2 })
  resumeSendings('guard')
  await vi.advanceTimersByTimeAsync(100)
  expect(sent.map((request) => request.key)).toEqual([key])
  expect(states()).toEqual(['going delivered'])
})

it('leaves what another user said to that user', async () => {
  say({ word: 'going', alarm: anAlarm(), by: 'guard' })
  await vi.advanceTimersByTimeAsync(100)
  const before = sent.length
  resumeSendings('another')
  expect(states()).toEqual([])
  resumeSendings('guard')
  await vi.advanceTimersByTimeAsync(5000)
  expect(states()).toEqual(['going waiting'])
  expect(sent.length).toBeGreaterThan(before)
})

it('says an SOS beside everything else, with how long ago it was pressed', async () => {
  say({ word: 'going', alarm: anAlarm(), by: 'guard' })
  sayForHelp({ schoolId: 'school-1', position: null, by: 'guard' })
  await vi.advanceTimersByTimeAsync(8000)
  const calls = sent.filter(({ url }) => url === '/api/v1/sos')
  expect(calls[0]?.body).toEqual({ schoolId: 'school-1', pressedAgoMs: 0 })
  expect(calls[calls.length - 1]?.body.pressedAgoMs).toBeGreaterThanOrEqual(7000)
  expect(new Set(calls.map(({ key }) => key)).size).toBe(1)
  const raised = anAlarm({ raisedBy: 'guard', deviceId: null })
  answer = ({ url }) => (url === '/api/v1/sos' ? json(201, raised) : noNetwork())
  await vi.advanceTimersByTimeAsync(5000)
  expect(states()).toEqual(['going waiting', 'sos delivered'])
  expect(useBoard.getState().alarms.has(raised.id)).toBe(true)
})

it('says an arrival of the version that is now, when somebody else was quicker', async () => {
  const alarm = anAlarm({ version: 3 })
  const current: Alarm = { ...alarm, version: 5, state: 'acknowledged', unacknowledged: false }
  answer = ({ body }) =>
    body.version === 5
      ? json(200, { ...current, version: 6, state: 'arrived' })
      : json(409, { type: '/problems/version-conflict', title: 'x', status: 409, detail: 'x', current })
  say({ word: 'arrived', alarm, by: 'guard' })
  await vi.advanceTimersByTimeAsync(100)
  expect(states()).toEqual(['arrived delivered'])
  expect(new Set(sent.map(({ key }) => key)).size).toBe(2)
})

it('keeps a photo beside its list until it is delivered, and lets nothing wait for it', async () => {
  const alarm = anAlarm()
  const file = { id: '00000000-0000-4000-8000-000000000001' }
  answer = ({ url }) => (url.startsWith('/api/v1/files') ? noNetwork() : json(200, { ...alarm, version: 2 }))
  sayPhoto({ alarm, by: 'guard', picture: 'data:image/jpeg;base64,AAEC' })
  say({ word: 'medical', alarm, by: 'guard' })
  await vi.advanceTimersByTimeAsync(4000)
  expect(states()).toEqual(['photo waiting', 'medical delivered'])
  expect(overdueOf(useSendings.getState(), performance.now())).toEqual([])
  expect(localStorage.getItem('xiaowei.sendings')).not.toContain('base64')
  const key = useSendings.getState().sendings[0]?.key
  expect(localStorage.getItem(`xiaowei.photo.${key}`)).toContain('AAEC')
  answer = ({ url }) => (url.startsWith('/api/v1/files') ? json(201, file) : json(200, { ...alarm, version: 3 }))
  hurrySendings()
  await vi.advanceTimersByTimeAsync(100)
  expect(states()).toEqual(['photo delivered', 'medical delivered'])
  expect(sent[sent.length - 1]).toMatchObject({ key, body: { version: alarm.version, fileId: file.id } })
  expect(localStorage.getItem(`xiaowei.photo.${key}`)).toBeNull()
})

it('says so when the server refuses, and does not try again', async () => {
  answer = () => json(409, { type: '/problems/conflict', title: 'x', status: 409, detail: 'the alarm is closed' })
  say({ word: 'going', alarm: anAlarm(), by: 'guard' })
  await vi.advanceTimersByTimeAsync(20_000)
  expect(useSendings.getState().sendings).toMatchObject([{ state: 'refused', detail: '警情已归档，或已走到这一步' }])
  expect(sent).toHaveLength(1)
})
