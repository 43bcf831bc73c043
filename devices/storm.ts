// Many MQTT 3.1.1 clients at once, each a bare socket: MQTT.js would cost more than the broker that is to be tried.
import { connect, type Socket } from 'node:net'
import { generate, type Packet, parser } from 'mqtt-packet'
import { systemClock } from './clock.ts'
import type { Broker } from './link.ts'
import { healthBytes, type NativeName, nativeTopic } from './native-message.ts'
import { percentiles } from './tally.ts'

export interface StormOptions extends Broker {
  /** Whom the clients play, in turn; the session's name is made of the number and the device. */
  names: readonly NativeName[]
  /** All connect within that time, ms. */
  spreadMs?: number
  /** How long a client goes on trying, ms. */
  patienceMs?: number
  signal?: AbortSignal
  onConnected?: () => void
}

export interface StormResult {
  clients: number
  /** Connected, and status and beat acknowledged. */
  done: number
  /** Attempts that failed and were made again, by reason. */
  retries: Record<string, number>
  failed: number
  /** From the first attempt to the second PUBACK, ms. */
  ms: { p50: number; p99: number } | null
  seconds: number
  /** Sends DISCONNECT on every connection; the sessions stay in the broker. */
  close: () => void
}

const SPREAD_MS = 10_000
const PATIENCE_MS = 60_000

/** Connects `n` clients with persistent sessions; each publishes its birth (retained) and one beat, and stays connected. */
export async function stormClients(n: number, options: StormOptions): Promise<StormResult> {
  const { spreadMs = SPREAD_MS, names } = options
  const startedMs = performance.now()
  const retries: Record<string, number> = {}
  const sockets: Socket[] = []
  const took: number[] = []
  const storm = Array.from({ length: n }, async (_, i) => {
    const name = names[i % names.length] as NativeName
    await wait((i / n) * spreadMs)
    const socket = await persist(`storm-${i}-${name.deviceId}`, name, options, (reason) => {
      retries[reason] = (retries[reason] ?? 0) + 1
    })
    if (!socket) return
    sockets.push(socket.socket)
    took.push(socket.ms)
    options.onConnected?.()
  })
  await Promise.all(storm)
  return {
    clients: n,
    done: sockets.length,
    retries,
    failed: n - sockets.length,
    ms: percentiles(took),
    seconds: (performance.now() - startedMs) / 1000,
    close: () => {
      for (const socket of sockets) socket.end(generate({ cmd: 'disconnect' }))
    },
  }
}

/** Tries until it is through; null when patience or the storm ends first. */
async function persist(
  clientId: string,
  name: NativeName,
  options: StormOptions,
  onRetry: (reason: string) => void,
): Promise<{ socket: Socket; ms: number } | null> {
  const startedMs = performance.now()
  const untilMs = startedMs + (options.patienceMs ?? PATIENCE_MS)
  for (let attempt = 0; performance.now() < untilMs && !options.signal?.aborted; attempt++) {
    try {
      const socket = await enter(clientId, name, options, untilMs - performance.now())
      return { socket, ms: performance.now() - startedMs }
    } catch (error) {
      onRetry(error instanceof Error ? ((error as { code?: string }).code ?? error.message) : String(error))
      await wait(Math.min(5_000, 200 * 2 ** attempt) * (0.5 + Math.random()))
    }
  }
  return null
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => void systemClock.after(ms, resolve))

/** One attempt: CONNECT, then birth and beat in one write, until both are acknowledged. */
function enter(clientId: string, name: NativeName, { url, username, password }: StormOptions, patienceMs: number): Promise<Socket> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 1883), noDelay: true })
    const fail = (error: Error) => {
      socket.destroy()
      reject(error)
    }
    const unacknowledged = new Set([BIRTH_ID, BEAT_ID])
    const hear = (packet: Packet) => {
      if (packet.cmd === 'connack') {
        if (packet.returnCode === 0) socket.write(entrance(name))
        else fail(new Error(`CONNACK ${packet.returnCode}`))
      } else if (
        packet.cmd === 'puback' &&
        packet.messageId !== undefined &&
        unacknowledged.delete(packet.messageId) &&
        unacknowledged.size === 0
      ) {
        socket.setTimeout(0)
        resolve(socket)
      }
    }
    const packets = parser({ protocolVersion: 4 }).on('packet', hear).on('error', fail)
    socket.setTimeout(patienceMs, () => fail(new Error('timeout')))
    socket.on('data', (bytes) => packets.parse(bytes))
    socket.on('error', fail)
    socket.on('close', () => reject(new Error('closed')))
    socket.write(
      generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clientId,
        clean: false,
        keepalive: 300,
        ...(username === undefined ? {} : { username }),
        ...(password === undefined ? {} : { password: Buffer.from(password) }),
      }),
    )
  })
}

const BIRTH_ID = 1
const BEAT_ID = 2

const entrance = (name: NativeName): Buffer =>
  Buffer.concat([
    generate({
      cmd: 'publish',
      topic: nativeTopic(name, 'status'),
      payload: 'online',
      qos: 1,
      retain: true,
      dup: false,
      messageId: BIRTH_ID,
    }),
    generate({
      cmd: 'publish',
      topic: nativeTopic(name, 'health'),
      payload: healthBytes(new Date()),
      qos: 1,
      retain: false,
      dup: false,
      messageId: BEAT_ID,
    }),
  ])
