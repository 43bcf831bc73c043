import mqtt from 'mqtt'
import { NATIVE_ROOT, PROBE_SCHOOL } from '#contracts/mqtt.ts'

const EVERY_MS = 1_000

export interface ProbeOptions {
  readonly url: string
  readonly username?: string
  readonly password?: string
  /** Names the reserved device: one an instance. */
  readonly instance: string
  readonly onError: (error: Error, context: string) => void
}

/**
 * 链路自检: a reserved device that presses every second, over a connection of its own, through the broker, the careful client and the
 * database. What it sends is its clock; nothing is sent while it is not connected, so that an old probe never looks like a new one.
 */
export function probeClient({ url, username, password, instance, onError }: ProbeOptions): { start(): void; stop(): Promise<void> } {
  const topic = `${NATIVE_ROOT}/${PROBE_SCHOOL}/${instance}/alarm`
  const client = mqtt.connect(url, {
    clientId: `xiaowei-probe-${instance}-${process.pid}`,
    clean: true,
    protocolVersion: 4,
    reconnectPeriod: 500,
    manualConnect: true,
    ...(username === undefined ? {} : { username, password }),
  })
  client.on('error', (error) => onError(error, 'probe'))
  let timer: NodeJS.Timeout | undefined
  return {
    start() {
      client.connect()
      timer = setInterval(() => {
        if (client.connected) client.publish(topic, new Date().toISOString(), { qos: 1 })
      }, EVERY_MS)
    },
    async stop() {
      clearInterval(timer)
      await client.endAsync(true)
    },
  }
}
