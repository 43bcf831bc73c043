import { expect, it } from 'vitest'
import { hikvisionIsapi } from '../../server/dialects/hikvision.ts'

const receivedAt = new Date('2026-03-02T00:40:13Z')
const raw = (payload: string | Uint8Array, at = receivedAt) => ({
  topic: 'edge/xq-01/isapi/nvr-1/alert',
  base: 'edge/xq-01/isapi',
  payload: typeof payload === 'string' ? new TextEncoder().encode(payload) : payload,
  retain: false,
  receivedAt: at,
})
const alert = (eventType: string, { state = 'active', count = 1, second = 12, channel = 3 } = {}) =>
  `<EventNotificationAlert version="2.0"><channelID>${channel}</channelID><dateTime>2026-03-02T08:40:${second}+08:00</dateTime><activePostCount>${count}</activePostCount><eventType>${eventType}</eventType><eventState>${state}</eventState><inputIOPortID>1</inputIOPortID></EventNotificationAlert>`
const said = (answer: ReturnType<typeof hikvisionIsapi.decode>) => (answer.decoded.disposition === 'events' ? answer.decoded.events : [])

/** Decodes posts so many milliseconds apart, with the device's memory. */
function inTurn(...posts: readonly (readonly [ms: number, payload: string])[]) {
  let memory: unknown
  let at = receivedAt.getTime()
  return posts.map(([ms, payload]) => {
    at += ms
    const answer = hikvisionIsapi.decode(raw(payload, new Date(at)), memory)
    memory = answer.memory
    return said(answer).map(({ kind, phase, repeat }) => `${kind} ${phase ?? ''}${repeat ? ' again' : ''}`)
  })
}

it('takes the posts of one contact for one alarm, and a press after its end or a silence for another', () => {
  expect(
    inTurn(
      [0, alert('IO')],
      [1000, alert('IO', { count: 2, second: 13 })],
      [1000, alert('IO', { state: 'inactive', count: 2, second: 14 })],
      [1000, alert('IO', { second: 15 })],
      [11_000, alert('IO', { second: 26 })],
      [1000, alert('IO', { count: 9, second: 27 })],
      [1000, alert('IO', { count: 1, second: 28 })],
    ),
  ).toEqual([
    ['alarm-input active'],
    ['alarm-input active again'],
    ['alarm-input cleared'],
    ['alarm-input active'],
    ['alarm-input active'],
    ['alarm-input active again'],
    ['alarm-input active'],
  ])
})

it('ends a lost picture by the keep-alive of that channel alone', () => {
  const idle = (channel: number) => alert('videoloss', { state: 'inactive', count: 0, channel })
  expect(
    inTurn([0, alert('videoloss')], [60_000, alert('videoloss', { count: 60 })], [1000, idle(4)], [1000, idle(3)], [1000, idle(3)]),
  ).toEqual([['video-loss active'], ['video-loss active again'], ['heartbeat '], ['heartbeat ', 'video-loss cleared'], ['heartbeat ']])
})

it('reads the alert beside pictures of a megabyte, and refuses five', () => {
  const body = (pictures: number) =>
    Buffer.concat([
      Buffer.from(`--b\r\nContent-Type: application/xml\r\n\r\n${alert('fielddetection')}\r\n`),
      ...Array.from({ length: pictures }, () =>
        Buffer.concat([Buffer.from('--b\r\nContent-Type: image/jpeg\r\n\r\n'), Buffer.alloc(1_000_000, '--'), Buffer.from('\r\n')]),
      ),
      Buffer.from('--b--\r\n'),
    ])
  expect(said(hikvisionIsapi.decode(raw(body(2)), undefined))).toMatchObject([
    { kind: 'intrusion', channel: 3, media: [{ contentType: 'image/jpeg', bytes: 1_000_000 }, { bytes: 1_000_000 }] },
  ])
  expect(hikvisionIsapi.decode(raw(body(5)), undefined).decoded).toMatchObject({ disposition: 'dead-letter', suspect: 'intrusion' })
})

it('raises what it could not read beside what it could', () => {
  const { decoded } = hikvisionIsapi.decode(
    raw(`${alert('VMD')}\n<EventNotificationAlert><eventState>active</eventState></EventNotificationAlert>`),
    undefined,
  )
  expect(decoded).toMatchObject({
    disposition: 'events',
    events: [{ kind: 'motion' }, { kind: 'alarm-other', promotes: 'panic', detail: 'eventType: missing', deviceId: 'nvr-1' }],
  })
})
