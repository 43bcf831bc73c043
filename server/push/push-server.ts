import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import { Server, type Socket } from 'socket.io'
import type { Alarm } from '#contracts/alarm.ts'
import type { Problem } from '#contracts/problem.ts'
import {
  type CameraCount,
  type ClientEvents,
  type Pulse,
  type Reply,
  type ServerEvents,
  Shown,
  type Subscribed,
  View,
  type Viewed,
} from '#contracts/push.ts'
import { DeviceView, type PlacedDelta } from '#domain/device-view.ts'
import { mansDesk, may, type Principal, roomsOf, seesSchool } from '#domain/policy.ts'
import { problem } from '#domain/problem.ts'
import { noteShown } from '../commands/note-shown.ts'
import type { Pool } from '../store/pool.ts'
import { notePresence } from '../store/presence.ts'
import { liveSessions, principalOf } from '../store/session.ts'
import { type Loop, loop } from '../worker/loop.ts'
import { missedSince, readSubscribe } from './subscribe.ts'

interface SocketData {
  view: DeviceView
  principal: Principal
  tokenSha256: Buffer
}
type PushSocket = Socket<ClientEvents, ServerEvents, Record<string, never>, SocketData>

export interface PushOptions {
  readonly pool: Pool
  readonly checkOrigin: (headers: Record<string, string | string[] | undefined>) => boolean
  /** Highest change number for a socket in these rooms. */
  readonly headOf: (rooms: Iterable<string>) => number
  readonly onError: (error: Error, context: string) => void
}

/** Sessions that end and roles that change cut their sockets within 5 s; looked at twice as often. */
const SESSION_CHECK_MS = 2_000

/** Socket.IO: rooms by scope. It delivers at most once; the client's cursor and `subscribe` are the recovery. */
export class PushServer {
  readonly #options: PushOptions
  readonly #io: Server<ClientEvents, ServerEvents, Record<string, never>, SocketData>
  readonly #sessions: Loop

  constructor(http: HttpServer, options: PushOptions) {
    this.#options = options
    this.#io = new Server(http, {
      path: '/socket.io',
      serveClient: false,
      maxHttpBufferSize: 100_000,
      pingInterval: 10_000,
      pingTimeout: 5_000,
      allowRequest: this.#allow,
    })
    this.#io.use((socket, next) => {
      principalOf(options.pool, socket.request.headers.cookie).then(
        (signedIn) => {
          if (!signedIn) return next(new Error('not-signed-in'))
          socket.data = { ...signedIn, view: new DeviceView() }
          next()
        },
        (error: unknown) => {
          options.onError(error instanceof Error ? error : new Error(String(error)), 'push: a session cannot be read')
          next(new Error('unavailable'))
        },
      )
    })
    this.#io.on('connection', (socket) => this.#serve(socket))
    this.#sessions = loop(
      SESSION_CHECK_MS,
      () => this.#cutEnded(),
      (error) => options.onError(error, 'push: sessions cannot be checked'),
    )
  }

  /** Serves the pages of one more listener, e.g. the phones' over https. */
  attach(http: HttpServer | HttpsServer): void {
    this.#io.attach(http)
  }

  start(): void {
    this.#sessions.start()
  }

  async stop(): Promise<void> {
    await this.#sessions.stop()
    await this.#io.close()
  }

  readonly emitAlarm = (rooms: string[], alarm: Alarm): void => {
    this.#io.to(rooms).emit('alarm', alarm)
  }

  /** The pulse goes to every socket with the number that its own scope has reached. */
  readonly emitPulse = (pulse: Omit<Pulse, 'cursor'>): void => {
    for (const socket of this.#io.sockets.sockets.values()) socket.emit('pulse', { ...pulse, cursor: this.#options.headOf(socket.rooms) })
  }

  readonly emitDevices = (deltas: readonly PlacedDelta[]): void => {
    for (const socket of this.#io.sockets.sockets.values()) {
      const { principal, view } = socket.data
      if (!may(principal, 'device:read')) continue
      const seen = view.take(deltas.filter(({ schoolId }) => seesSchool(principal, schoolId)))
      if (seen.length > 0) socket.emit('devices', seen.map(toDelta))
    }
  }

  /** How many cameras are online, to the screens that are told of some only. @param bySchool counts of each school */
  readonly emitCameraCounts = (bySchool: ReadonlyMap<string, CameraCount>): void => {
    for (const socket of this.#io.sockets.sockets.values()) {
      const { principal, view } = socket.data
      if (!may(principal, 'device:read')) continue
      const all = { online: 0, total: 0 }
      for (const [schoolId, { online, total }] of bySchool)
        if (seesSchool(principal, schoolId)) {
          all.online += online
          all.total += total
        }
      const count = view.count(all)
      if (count) socket.emit('cameraCount', count)
    }
  }

  get sockets(): number {
    return this.#io.engine.clientsCount
  }

  readonly #allow = (
    request: { headers: Record<string, string | string[] | undefined> },
    decide: (error: string | null | undefined, allowed: boolean) => void,
  ): void => {
    decide(null, this.#options.checkOrigin(request.headers))
  }

  #serve(socket: PushSocket): void {
    // Whatever a client sends, it is answered, unless it asks for no answer. Without a message the reply comes first.
    socket.on('subscribe', (...sent) => {
      const { request, reply } = askedOf<Subscribed>(sent)
      if (reply) this.#answer('subscribe', reply, this.#subscribe(socket, request))
    })
    socket.on('shown', (...sent) => {
      const { request, reply } = askedOf<{ ok: true }>(sent)
      if (reply) this.#answer('shown', reply, this.#shown(socket, request))
    })
    socket.on('view', (...sent) => {
      const { request, reply } = askedOf<Viewed>(sent)
      reply?.(this.#view(socket, request))
    })
    socket.onAny((event: string, ...sent: unknown[]) => {
      if (!ASKED.includes(event))
        askedOf(sent).reply?.({ problem: problem('not-found', `there is no event of this name: ${event.slice(0, 100)}`) })
    })
  }

  #answer<T>(what: string, reply: Reply<T>, answer: Promise<T | { problem: Problem }>): void {
    answer.then(reply, (error: unknown) => {
      this.#options.onError(error instanceof Error ? error : new Error(String(error)), `push: ${what}`)
      reply({ problem: problem('unavailable', `${what}: the database does not answer; send it again`) })
    })
  }

  async #subscribe(socket: PushSocket, request: unknown): Promise<Subscribed | { problem: Problem }> {
    const { principal } = socket.data
    const asked = readSubscribe(request, principal)
    if (!asked.ok) return { problem: asked.problem }
    // Join, then read: what commits in between comes twice, and the board ignores it, instead of never.
    await socket.join(roomsOf(principal))
    return missedSince(this.#options.pool, principal, asked.since)
  }

  #view(socket: PushSocket, request: unknown): Viewed | { problem: Problem } {
    const view = View.safeParse(request)
    if (!view.success) {
      const errors = view.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
      return { problem: problem('invalid-input', 'view: expected { box: [[west, south], [east, north]] or null }', { errors }) }
    }
    return { devices: socket.data.view.look(view.data).map(toDelta) }
  }

  async #shown(socket: PushSocket, request: unknown): Promise<{ ok: true } | { problem: Problem }> {
    const shown = Shown.safeParse(request)
    if (!shown.success) {
      const errors = shown.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
      return { problem: problem('invalid-input', 'shown: expected { id, version }', { errors }) }
    }
    const { id, version } = shown.data
    const known = await noteShown(this.#options.pool, { alarmId: id, version, screen: socket.id, by: socket.data.principal })
    return known ? { ok: true } : { problem: problem('not-found', `no alarm ${id} at version ${version}`) }
  }

  async #cutEnded(): Promise<void> {
    const sockets = [...this.#io.sockets.sockets.values()]
    const live = await liveSessions(
      this.#options.pool,
      sockets.map(({ data }) => data.tokenSha256),
    )
    for (const socket of sockets) {
      const principal = live.get(socket.data.tokenSha256.toString('hex'))
      if (!principal || !sameRights(principal, socket.data.principal)) socket.disconnect(true)
    }
    const present = sockets.filter(({ data }) => {
      const principal = live.get(data.tokenSha256.toString('hex'))
      return principal !== undefined && mansDesk(principal)
    })
    await notePresence(
      this.#options.pool,
      present.map(({ data }) => data.tokenSha256),
    )
  }
}

/** What a client may ask. */
const ASKED: readonly string[] = ['subscribe', 'shown', 'view']

/** What a client sent and how it is answered: the last of what came, where that is a function. */
function askedOf<T>(sent: readonly unknown[]): { request: unknown; reply: Reply<T> | undefined } {
  const last = sent[sent.length - 1]
  return typeof last === 'function'
    ? { request: sent.length > 1 ? sent[0] : {}, reply: last as Reply<T> }
    : { request: sent[0], reply: undefined }
}

const toDelta = ({ id, state, lastHeardAt }: PlacedDelta) => ({ id, state, lastHeardAt })

const sameRights = (a: Principal, b: Principal): boolean => a.role === b.role && JSON.stringify(a.schoolIds) === JSON.stringify(b.schoolIds)
