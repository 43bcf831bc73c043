// The broker is restarted while presses go on, and thousands of devices come back at once: who was pressed meanwhile waits for the broker alone.
import { setTimeout as delay } from 'node:timers/promises'
import mqtt from 'mqtt'
import { io } from 'socket.io-client'
import type { Mosquitto } from '../support/broker.ts'
import type { Pipeline } from './pipeline.ts'
import { type Latency, latencyOf } from './press-latency.ts'
import { stormOf } from './storm.ts'

const EVERY_MS = 50
const BEFORE_MS = 2_000
const PRESSES = 400
const LIMIT_MS = 60_000

export interface Restart extends Latency {
  /** Presses that the device's client has handed over and whose alarm came to no screen. */
  lost: number
}

/** One press each 50 ms, whatever became of those before; from its publish, or from when the broker listens again, to the client's handler, ms. */
export async function pressesThroughRestart(pipeline: Pipeline, broker: Mosquitto, clients: number): Promise<Restart> {
  const device = await mqtt.connectAsync(pipeline.brokerUrl, {
    ...pipeline.credentials,
    protocolVersion: 4,
    clientId: `restart-${pipeline.name}`,
    clean: false,
    reconnectPeriod: 100,
  })
  device.on('error', () => {}) // it is away for a while: that is what is tried
  const socket = io(pipeline.url, { transports: ['websocket'], extraHeaders: pipeline.headers, forceNew: true })
  await new Promise<void>((resolve) => socket.once('connect', resolve))
  await pipeline.subscribe(socket)
  const waiting = new Map<string, number>()
  const times: number[] = []
  let backMs = 0
  socket.on('alarm', ({ deviceId }: { deviceId: string }) => {
    const sent = waiting.get(deviceId)
    if (sent === undefined) return
    waiting.delete(deviceId)
    times.push(performance.now() - Math.max(sent, backMs))
  })
  const run = `${Date.now()}`
  const press = async () => {
    for (let n = 0; n < PRESSES; n++) {
      const deviceId = `button-${n + 1}`
      waiting.set(deviceId, performance.now())
      device.publish(`xiaowei/v1/school-1/${deviceId}/alarm`, JSON.stringify({ id: `${run}-${n}`, kind: 'panic', deviceId }), { qos: 1 })
      await delay(EVERY_MS)
    }
  }
  const pressing = press()
  await delay(BEFORE_MS)
  await broker.restart()
  backMs = performance.now()
  await stormOf(broker, clients, () => pressing)
  for (const until = performance.now() + LIMIT_MS; waiting.size > 0 && performance.now() < until; ) await delay(50)
  socket.close()
  await device.endAsync(true)
  return { ...latencyOf(times), lost: waiting.size }
}
