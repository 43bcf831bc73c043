import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import mqtt, { type MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { REFUSED_TOPIC, type RefusedPublish } from '../../server/contracts/mqtt.ts'
import type { Incoming } from '../../server/gateway/decode-message.ts'
import { MqttLink } from '../../server/gateway/mqtt-link.ts'
import { app, loader, type Mosquitto, startMosquitto } from '../support/broker.ts'

let broker: Mosquitto
let device: MqttClient
beforeAll(async () => {
  broker = await startMosquitto()
  device = await mqtt.connectAsync(broker.url, { ...loader, protocolVersion: 4 })
})
afterAll(async () => {
  await device.endAsync(true)
  await broker.remove()
})

const links: MqttLink[] = []
afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.stop()))
})

async function aLink(instance: string) {
  const heard: { incoming: Incoming; done: () => void }[] = []
  const beats: Incoming[] = []
  const errors: string[] = []
  const refusals: RefusedPublish[] = []
  const link = new MqttLink(
    { url: broker.url, ...app, instance },
    {
      onCareful: (incoming, done) => heard.push({ incoming, done }),
      onHealth: (incoming) => beats.push(incoming),
      onGone: () => {},
      onDrops: () => {},
      onRefused: (refused, done) => {
        refusals.push(refused)
        done()
      },
      onError: (error, context) => errors.push(`${context}: ${error.message}`),
    },
  )
  links.push(link)
  await link.start()
  await vi.waitFor(() => expect(link.connected).toBe(true))
  // Subscribed as soon as a retained-free round trip comes back.
  await vi.waitFor(async () => {
    await device.publishAsync('xiaowei/v1/school-1/warm-up/health', '{"online":true}', { qos: 1 })
    expect(beats.length).toBeGreaterThan(0)
  })
  return { link, heard, beats, errors, refusals }
}

const ids = (heard: { incoming: Incoming }[]) => heard.map(({ incoming }) => JSON.parse(incoming.payload.toString()).id)
const press = (id: string) => device.publishAsync('xiaowei/v1/school-1/button-1/alarm', JSON.stringify({ id, kind: 'panic' }), { qos: 1 })

/** What was acknowledged before has left us once a later message has arrived. */
async function settle(heard: { incoming: Incoming; done: () => void }[], id: string) {
  await press(id)
  await vi.waitFor(() => expect(ids(heard)).toContain(id))
}

it('acknowledges nothing by itself: what was not done comes again, marked DUP, in the next connection', async () => {
  const { link, heard } = await aLink('again')
  await press('a')
  await press('b')
  await vi.waitFor(() => expect(ids(heard)).toEqual(['a', 'b']))
  heard[0]?.done()
  await settle(heard, 'settled')
  link.drop()
  await vi.waitFor(() => expect(ids(heard)).toEqual(['a', 'b', 'settled', 'b', 'settled']))
  expect(heard[3]?.incoming.dup).toBe(true)
})

it('sends no acknowledgement of an old connection on a new one', async () => {
  const { link, heard } = await aLink('old')
  await press('c')
  await vi.waitFor(() => expect(ids(heard)).toEqual(['c']))
  link.drop()
  await vi.waitFor(() => expect(ids(heard)).toEqual(['c', 'c']))
  heard[0]?.done() // the first connection's packet number
  await settle(heard, 'd')
  link.drop()
  await vi.waitFor(() => expect(ids(heard)).toEqual(['c', 'c', 'd', 'c', 'd']))
})

it('takes thousands of unacknowledged messages at once, so that many go into one commit', async () => {
  const { heard } = await aLink('many')
  await Promise.all(Array.from({ length: 3_000 }, (_, i) => press(`m${i}`)))
  await vi.waitFor(() => expect(heard).toHaveLength(3_000), { timeout: 10_000 })
  for (const { done } of heard) done()
})

it('finds what was published while it was away', async () => {
  const first = await aLink('away')
  await first.link.stop()
  await press('missed')
  const second = await aLink('away')
  await vi.waitFor(() => expect(ids(second.heard)).toEqual(['missed']))
})

it('hears of a publish that the broker refused, as JSON and as a line of its log, and says what it cannot read', async () => {
  const { refusals, errors } = await aLink('refused')
  const refused = { username: 'button-1', topic: 'xiaowei/v1/school-1/button-2/alarm' }
  await device.publishAsync(REFUSED_TOPIC, 'neither', { qos: 1 })
  await device.publishAsync(REFUSED_TOPIC, JSON.stringify(refused), { qos: 1 })
  await device.publishAsync(REFUSED_TOPIC, `1764: Denied PUBLISH from button-1 (d0, q1, r0, m7, '${refused.topic}', ... (5 bytes))`, {
    qos: 1,
  })
  await vi.waitFor(() => expect(refusals).toEqual([refused, refused]))
  expect(errors).toEqual([expect.stringContaining('expected { username, topic }')])
})

it('holds no more than it asked for, though the broker sends more once acknowledgements come in bursts', async () => {
  const waiting: (() => void)[] = []
  let heard = 0
  let most = 0
  // The pace of a slow database, not a wait: 500 acknowledgements at once, ten times a second.
  const acknowledge = () => {
    for (const done of waiting.splice(0, 500)) done()
    if (heard < MANY || waiting.length > 0) setTimeout(acknowledge, 100)
  }
  const link = new MqttLink(
    { url: broker.url, ...app, instance: 'held' },
    {
      onCareful: (_, done) => {
        heard++
        most = Math.max(most, waiting.push(done))
        if (heard === 1) acknowledge()
      },
      onHealth() {},
      onGone() {},
      onDrops() {},
      onRefused() {},
      onError() {},
    },
  )
  links.push(link)
  await link.start()
  await vi.waitFor(async () => {
    await press('warm-up')
    expect(heard).toBeGreaterThan(0)
  })
  const job = { port: broker.port, ...loader, kind: 'mix', messages: MANY, rate: 0, devices: 1_000 }
  const blast = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('../bench/blast.ts', import.meta.url))], {
    env: { ...process.env, BLAST: JSON.stringify(job) },
    stdio: 'ignore',
  })
  await once(blast, 'exit')
  await vi.waitFor(() => expect(heard).toBeGreaterThan(MANY), { timeout: 60_000 })
  await vi.waitFor(() => expect(waiting).toEqual([]), { timeout: 60_000 })
  expect(most).toBeLessThanOrEqual(5_000)
})
const MANY = 20_000
