// What serves people's screens: alarms in order, the pulse, devices' states.
import type { Server as HttpServer } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { checkOrigin } from '../api/origin.ts'
import type { PhoneDoor } from '../phone-door.ts'
import { type DeviceScreens, deviceDeltas, onlyNews } from '../push/device-deltas.ts'
import { type Chain, pulse } from '../push/pulse.ts'
import { PushServer } from '../push/push-server.ts'
import type { Relay } from '../push/relay.ts'
import type { Pool } from '../store/pool.ts'
import type { Part } from './part.ts'

export interface ScreensOptions {
  readonly pool: Pool
  readonly http: HttpServer
  readonly relay: Relay
  /** of the program, as a tab compares it with its own */
  readonly build: string
  readonly chain: () => Chain
  /** Whether a worker's process looks for changed states of devices; else this one does. */
  readonly workerLooks: boolean
  readonly onError: (error: Error, context: string) => void
}

/** Starts to serve sockets. @returns the server and its parts, in the order in which they were started */
export function startScreens({ pool, http, relay, build, chain, workerLooks, onError }: ScreensOptions): {
  push: PushServer
  /** whom a worker's process tells what it finds */
  devices: DeviceScreens
  parts: Part[]
} {
  const push = new PushServer(http, { pool, checkOrigin, headOf: (rooms) => relay.headOf(rooms), onError })
  const beat = pulse(
    pool,
    build,
    chain,
    () => relay.cursor,
    push.emitPulse,
    (error) => onError(error, 'pulse'),
  )
  const parts: Part[] = [push, beat]
  push.start()
  beat.start()
  const devices = onlyNews(pool, push, (error) => onError(error, 'device states'))
  if (!workerLooks) {
    const isWatched = () => push.sockets > 0
    const deltas = deviceDeltas(pool, devices, isWatched, (error) => onError(error, 'device states'))
    parts.push(deltas)
    deltas.start()
  }
  return { push, devices, parts }
}

/** The same pages and the same live link on one more listener. */
export function openDoor({ server }: PhoneDoor, app: FastifyInstance, push: PushServer): Part {
  server.on('request', (request, reply) => app.routing(request, reply))
  push.attach(server)
  return {
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
