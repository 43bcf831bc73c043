// Sends QoS 1 publishes as fast as a socket takes them, or at a rate: raw bytes, so that the load costs less than what it loads.
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import mqtt from 'mqtt-packet'

export interface Publish {
  topic: string
  payload: string
}

export interface BlastJob {
  port: number
  username: string
  password: string
  kind: 'health' | 'mix'
  messages: number
  /** per second; 0 = as fast as it goes */
  rate: number
  devices: number
  /** Nobody of this school is heard. */
  without?: string
}

export const SCHOOLS = 175
/** Where the bench's n-th camera hangs: no school has 17,000 of them. */
export const schoolOf = (camera: number): string => `school-${(camera % SCHOOLS) + 1}`

/** The n-th message of a kind: beats of native cameras, or a LoRaWAN tree with one press in a hundred messages. */
export function message(kind: BlastJob['kind'], n: number, devices: number): Publish {
  const device = n % devices
  if (kind === 'health') return { topic: `xiaowei/v1/${schoolOf(device)}/camera-${device}/health`, payload: `{"online":true,"n":${n}}` }
  const devEui = `24e124${device.toString(16).padStart(10, '0')}`
  const press = n % 100 === 0
  const object = press ? { battery: 90, button_event: { status: 'short press', msgid: n } } : { battery: 90 }
  const payload = JSON.stringify({
    deduplicationId: `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`,
    time: new Date().toISOString(),
    deviceInfo: { applicationId: 'bench', deviceProfileName: 'Milesight WS101', deviceName: `sos-${device}`, devEui },
    devAddr: '00189440',
    fCnt: n,
    fPort: 85,
    data: press ? 'AXVa/y4B' : 'AXVa',
    object,
    rxInfo: [{ gatewayId: '0016c001f153a14c', uplinkId: n, rssi: -36, snr: 10.5 }],
  })
  return { topic: `edge/school-1/lora/application/bench/device/${devEui}/event/up`, payload }
}

async function main({ port, username, password, kind, messages, rate, devices, without }: BlastJob): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('data', () => {}) // PUBACKs
  socket.write(
    mqtt.generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId: `blast-${process.pid}`,
      keepalive: 0,
      username,
      password: Buffer.from(password),
    }),
  )
  await new Promise<void>((resolve) => socket.once('data', () => resolve()))
  const started = performance.now()
  const chunk = rate === 0 ? 500 : Math.max(1, Math.round(rate / 100))
  for (let sent = 0; sent < messages; sent += chunk) {
    const packets: Buffer[] = []
    for (let n = sent; n < Math.min(sent + chunk, messages); n++) {
      const { topic, payload } = message(kind, n, devices)
      if (without !== undefined && schoolOf(n % devices) === without) continue
      packets.push(mqtt.generate({ cmd: 'publish', topic, payload, qos: 1, messageId: (n % 65_535) + 1, dup: false, retain: false }))
    }
    if (packets.length > 0) await write(socket, Buffer.concat(packets))
    if (rate > 0) await delay(Math.max(0, started + ((sent + chunk) / rate) * 1000 - performance.now()))
  }
  await write(socket, mqtt.generate({ cmd: 'pingreq' }))
  process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - started) / 1000 })}\n`)
  await new Promise<void>((resolve) => socket.end(resolve))
}

const write = (socket: Socket, bytes: Buffer): Promise<void> =>
  new Promise((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve())))

if (process.env.BLAST) await main(JSON.parse(process.env.BLAST) as BlastJob)
