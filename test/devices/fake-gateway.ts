import mqtt, { type MqttClient } from 'mqtt'
import { app, type Mosquitto } from '../support/broker.ts'

export interface Heard {
  topic: string
  text: string
  /** How often these bytes came on this topic before. */
  earlier: number
}
export type Answer = (heard: Heard) => { topic: string; command: object; afterMs?: number }[]

/** Hears everything on the broker and answers as the test says. */
export async function fakeGateway(broker: Mosquitto, answer: Answer = () => []): Promise<{ heard: Heard[]; client: MqttClient }> {
  const client = await mqtt.connectAsync(broker.url, { ...app, protocolVersion: 4 })
  const heard: Heard[] = []
  client.on('message', (topic, payload) => {
    if (topic.endsWith('/command')) return
    const text = payload.toString('latin1')
    const one = { topic, text, earlier: heard.filter((other) => other.topic === topic && other.text === text).length }
    heard.push(one)
    for (const { topic: to, command, afterMs = 0 } of answer(one))
      setTimeout(() => client.publish(to, JSON.stringify(command), { qos: 1 }), afterMs)
  })
  await client.subscribeAsync(['xiaowei/#', 'edge/#'], { qos: 1 })
  return { heard, client }
}

const expiresAt = () => new Date(Date.now() + 30_000).toISOString()

/** `received` for each native press. */
export const receive =
  (afterMs = 0): Answer =>
  ({ topic, text }) => {
    if (!topic.endsWith('/alarm')) return []
    const { id } = JSON.parse(text) as { id: string }
    return [
      { topic: topic.replace(/alarm$/, 'command'), command: { type: 'received', id, alarmId: 'alarm-1', expiresAt: expiresAt() }, afterMs },
    ]
  }

/** `received` and ResetAlarm for each GB/T 28181 alarm. */
export const receiveGb: Answer = ({ topic, text }) => {
  if (!text.includes('<CmdType>Alarm<')) return []
  const [edge, school, name, key, , messageId] = topic.split('/')
  return (['received', 'resetAlarm'] as const).map((type) => ({
    topic: [edge, school, name, key, 'command'].join('/'),
    command: { type, messageId, alarmId: 'alarm-1', expiresAt: expiresAt() },
  }))
}
