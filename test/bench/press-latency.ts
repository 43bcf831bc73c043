import mqtt from 'mqtt'
import { io } from 'socket.io-client'
import type { Pipeline } from './pipeline.ts'

export interface Latency {
  p50: number
  p99: number
  n: number
}

const WARM_UP = 40
const LIMIT_MS = 10_000

/** From the publish of a press to the client's handler of its alarm, one after the other, ms. Fails when one does not arrive. */
export async function pressLatency(pipeline: Pipeline, presses: number): Promise<Latency> {
  const device = await mqtt.connectAsync(pipeline.brokerUrl, { ...pipeline.credentials, protocolVersion: 4 })
  const socket = io(pipeline.url, { transports: ['websocket'], extraHeaders: pipeline.headers, forceNew: true })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  await pipeline.subscribe(socket)
  const times: number[] = []
  const run = `${Date.now()}`
  try {
    for (let i = 0; i < presses + WARM_UP; i++) {
      const deviceId = `button-${(i % 500) + 1}`
      const payload = JSON.stringify({ id: `${run}-${i}`, kind: 'panic', deviceId })
      const arrived = new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${pipeline.name}: press ${i} did not arrive`)), LIMIT_MS)
        const onAlarm = (alarm: { deviceId: string }) => {
          if (alarm.deviceId !== deviceId) return
          clearTimeout(timer)
          socket.off('alarm', onAlarm)
          resolve()
        }
        socket.on('alarm', onAlarm)
      })
      const started = performance.now()
      device.publish(`xiaowei/v1/school-1/${deviceId}/alarm`, payload, { qos: 1 })
      await arrived
      if (i >= WARM_UP) times.push(performance.now() - started)
    }
  } finally {
    socket.close()
    await device.endAsync(true)
  }
  return latencyOf(times)
}

export function latencyOf(times: readonly number[]): Latency {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99), n: sorted.length }
}
