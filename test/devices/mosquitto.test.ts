import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { connectButton, stormClients } from '../../devices/index.ts'
import { readOptions } from '../../devices/options.ts'
import { type Played, play } from '../../devices/play.ts'
import { SCENARIOS } from '../../devices/scenarios/index.ts'
import type { Summary } from '../../devices/tally.ts'
import { loader, type Mosquitto, startMosquitto } from '../support/broker.ts'
import { freePort } from '../support/process.ts'
import { type Answer, fakeGateway, type Heard, receive, receiveGb } from './fake-gateway.ts'

const cli = fileURLToPath(new URL('../../devices/cli.ts', import.meta.url))
const name = { schoolId: 'demo-p001', deviceId: 'demo-p001-b1' }
const clients: MqttClient[] = []
const children: ChildProcess[] = []
let broker: Mosquitto

beforeAll(async () => {
  broker = await startMosquitto()
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const client of clients.splice(0)) await client.endAsync(true)
})
afterAll(() => broker.remove())

async function gateway(answer?: Answer): Promise<Heard[]> {
  const { heard, client } = await fakeGateway(broker, answer)
  clients.push(client)
  return heard
}

function devices(args: string[], url = broker.url): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', cli, ...args], {
    env: { PATH: process.env.PATH, MQTT_URL: url, MQTT_USERNAME: loader.username, MQTT_PASSWORD: loader.password },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  return child
}

const quiet = { say: () => {}, complain: () => {} }

/** In this process: a program of its own for each scenario costs seconds. */
async function scenario(...args: string[]): Promise<Played> {
  const environment = { MQTT_URL: broker.url, MQTT_USERNAME: loader.username, MQTT_PASSWORD: loader.password }
  return play(readOptions(['--scenario', ...args], environment, [...SCENARIOS.keys()]), new AbortController().signal, quiet)
}

async function run(args: string[], url?: string): Promise<{ code: number; summary: Summary | null; errors: string }> {
  const child = devices([...args, '--json'], url)
  let out = ''
  let errors = ''
  child.stdout?.on('data', (text) => (out += text))
  child.stderr?.on('data', (text) => (errors += text))
  const [code] = await once(child, 'close')
  return { code: Number(code), summary: out === '' ? null : JSON.parse(out), errors }
}

const alarms = (heard: Heard[]) => heard.filter(({ topic }) => topic.endsWith('/alarm'))

describe('a button on a connection of its own', () => {
  it('presses until a late receipt comes', async () => {
    const heard = await gateway((one) => (one.earlier === 0 ? [] : receive(300)(one)))
    const button = await connectButton({ ...loader, url: broker.url, ...name })
    const receipt = await button.press()
    await button.close()
    expect(receipt).toMatchObject({ outcome: 'received', alarmId: 'alarm-1', attempts: 2 })
    expect(receipt.ms).toBeGreaterThan(1_250)
    expect(new Set(alarms(heard).map(({ text }) => text)).size).toBe(1)
  })

  it('says on its status topic when it comes, and the broker when it is cut off', async () => {
    const heard = await gateway()
    const button = await connectButton({ ...loader, url: broker.url, ...name })
    const topic = 'xiaowei/v1/demo-p001/demo-p001-b1/status'
    await vi.waitFor(() => expect(heard).toContainEqual({ topic, text: 'online', earlier: 0 }))
    await broker.restart()
    await vi.waitFor(() => expect(button.link.connected).toBe(true), 10_000)
    await button.close()
  })
})

describe('the simulator', () => {
  it('presses once and tells what came of it', async () => {
    const heard = await gateway(receive())
    const { code, summary } = await run(['--scenario', 'single-press'])
    expect(summary).toMatchObject({ scenario: 'single-press', presses: 1, received: 1, refused: 0, unanswered: 0, repeats: 0 })
    expect(summary?.receiptMs?.p50).toBeGreaterThan(0)
    expect(alarms(heard)).toHaveLength(1)
    expect(code).toBe(0)
  })

  it('leaves with 1 when a press stayed without its receipt', async () => {
    await gateway((one) => receive()({ ...one, text: '{"id":"somebody-else"}' }))
    const { ok, summary } = await scenario('single-press', '--duration', '1.5')
    expect(summary).toMatchObject({ presses: 1, received: 0, unanswered: 1, repeats: 1 })
    expect(ok).toBe(false)
  })

  it('presses a wired GB/T 28181 button', async () => {
    const heard = await gateway(receiveGb)
    const { ok, summary } = await scenario('single-press', '--dialect', 'gb28181', '--school', 'demo-p004')
    expect(summary).toMatchObject({ presses: 1, received: 1 })
    expect(heard.filter(({ text }) => text.includes('<CmdType>Alarm<'))).toHaveLength(1)
    expect(ok).toBe(true)
  })

  it.each(['zigbee2mqtt', 'chirpstack'])('presses a %s button, which hears no receipt', async (dialect) => {
    const { ok, summary } = await scenario('single-press', '--dialect', dialect)
    expect(summary).toMatchObject({ presses: 1, withoutReceipt: 1, unanswered: 0 })
    expect(ok).toBe(true)
  })

  it('presses a second time once somebody acknowledged', async () => {
    const answered: Answer = ({ topic }) => [
      {
        topic: topic.replace(/alarm$/, 'command'),
        command: { type: 'answered', expiresAt: new Date(Date.now() + 30_000).toISOString() },
        afterMs: 100,
      },
    ]
    const heard = await gateway((one) => (one.topic.endsWith('/alarm') ? [...receive()(one), ...answered(one)] : []))
    const { ok, summary } = await scenario('double-press')
    expect(summary).toMatchObject({ presses: 2, received: 2 })
    expect(summary.seconds).toBeLessThan(4)
    expect(new Set(alarms(heard).map(({ text }) => JSON.parse(text).id)).size).toBe(2)
    expect(ok).toBe(true)
  })

  it('presses at ten schools at once', async () => {
    await gateway((one) => [...receive()(one), ...receiveGb(one)])
    const { ok, summary } = await scenario('ten-schools')
    expect(summary).toMatchObject({ presses: 10, unanswered: 0 })
    expect(ok).toBe(true)
  })

  it.each([
    ['clock-hour-fast', 3_600_000],
    ['clock-month-slow', -30 * 86_400_000],
    ['clock-1970', null],
  ])('%s: reports with the wrong time before the press', async (clock, offMs) => {
    const heard = await gateway(receive())
    const { summary } = await scenario(clock, '--speed', '4')
    const times = heard.filter(({ topic }) => /\/(health|alarm)$/.test(topic)).map(({ text }) => Date.parse(JSON.parse(text).at))
    expect(summary).toMatchObject({ presses: 1, received: 1, beats: 8 })
    expect(times).toHaveLength(9)
    for (const time of times) {
      if (offMs === null) expect(time).toBeLessThan(60_000)
      else expect(Math.abs(time - Date.now() - offMs)).toBeLessThan(30_000)
    }
  })

  it('sends a live press and then three that it had kept, with older counters and times', async () => {
    const heard = await gateway(receive())
    await scenario('late-backlog', '--speed', '4')
    const [live, ...kept] = alarms(heard).map(({ text }) => JSON.parse(text) as { counter: number; at: string })
    expect(kept.map(({ counter }) => counter - (live?.counter ?? 0))).toEqual([-3, -2, -1])
    expect(kept.map(({ at }) => Math.round((Date.parse(live?.at ?? '') - Date.parse(at)) / 60_000))).toEqual([50, 40, 30])
  })

  it('sends the same retained press again after a reconnection', async () => {
    const heard = await gateway(receive())
    const { summary } = await scenario('retained-replay')
    expect(summary).toMatchObject({ presses: 2, received: 2 })
    expect(new Set(alarms(heard).map(({ text }) => text)).size).toBe(1)
  })

  it('floods with as many presses a second as were asked for', async () => {
    await gateway(receive())
    const { summary } = await scenario('flood', '--count', '100', '--duration', '1')
    expect(summary).toMatchObject({ presses: 100, received: 100, unanswered: 0 })
  })

  it('sends garbage with its good presses', async () => {
    await gateway((one) => (one.text.startsWith('{"id":"garbage-') ? receive()(one) : []))
    const { ok, summary } = await scenario('garbage', '--count', '600')
    expect(summary).toMatchObject({ presses: 40, received: 40, unanswered: 0, otherMessages: 560 })
    expect(ok).toBe(true)
  })

  it('lives on, comes back after the broker was away, and ends within a second', async () => {
    const heard = await gateway()
    const child = devices(['--school', 'demo-p001', '--speed', '60'])
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(20), 15_000)
    await broker.restart()
    const before = heard.length
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(before + 20), 15_000)
    expect(child.exitCode).toBeNull()
    const askedMs = performance.now()
    child.kill('SIGTERM')
    const [code] = await once(child, 'exit')
    expect(performance.now() - askedMs).toBeLessThan(1_000)
    expect(code).toBe(0)
  })

  it('ends the district after the duration that was asked for', async () => {
    const { ok, summary } = await scenario('district', '--school', 'demo-p002', '--speed', '30', '--duration', '2')
    expect(summary.beats).toBeGreaterThan(20)
    expect(summary.seconds).toBeLessThan(6)
    expect(ok).toBe(true)
  })

  it('says in one line that the broker refuses its password', async () => {
    const { code, errors } = await run(['--scenario', 'district', '--password', 'wrong'])
    expect(errors).toContain('the broker refuses this user name or password')
    expect(code).toBe(1)
  })

  it('says in one line which option was wrong', async () => {
    const { code, errors } = await run(['--count', 'many'])
    expect(errors).toContain('--count: expected a whole number of at least 1; found many')
    expect(code).toBe(2)
  })
})

describe('a storm', () => {
  it('brings every client in under its own name, with birth and beat', async () => {
    const heard = await gateway()
    const names = Array.from({ length: 300 }, (_, i) => ({ schoolId: 'demo-p001', deviceId: `demo-p001-c${i}` }))
    const storm = await stormClients(300, { ...loader, url: broker.url, names, spreadMs: 300 })
    expect(storm).toMatchObject({ done: 300, failed: 0 })
    storm.close()
    await vi.waitFor(() => expect(heard.filter(({ topic }) => /\/(status|health)$/.test(topic)).length).toBeGreaterThanOrEqual(600))
  })

  it('tells how many could not come in, and why', async () => {
    const url = `mqtt://127.0.0.1:${await freePort()}`
    const storm = await stormClients(3, { ...loader, url, names: [name], spreadMs: 10, patienceMs: 300 })
    expect(storm).toMatchObject({ done: 0, failed: 3 })
    expect(storm.retries.ECONNREFUSED).toBeGreaterThanOrEqual(3)
  })
})
