import { createServer, type Server, type Socket } from 'node:net'
import type { Batch } from './batch-builder.ts'
import { answerExpired, type Connection, greet, logIn, openConnection, regulate } from './connection.ts'
import { Notifications } from './notifications.ts'
import { OwnerQueue, type SessionStatus } from './owner-queue.ts'
import { OwnerSilence } from './owner-silence.ts'
import { quoteIdentifier } from './session-policy.ts'
import { shareOutput } from './share-output.ts'
import { clearOfReads, errorResponse, type Frame, query, type Refusal, readRows, readText, SYNC } from './wire.ts'

/** The part of PGlite that the gateway drives. */
export interface Backend {
  execProtocolRawSync(bytes: Uint8Array): Uint8Array
  execProtocol(bytes: Uint8Array, options: { syncToFs: boolean; throwOnError: boolean }): Promise<unknown>
}

export interface GatewayOptions {
  readonly backend: Backend
  readonly password: string
  /** Makes all that was committed durable; called before any answer to a commit leaves. */
  readonly flush: () => void
  /** Told of each batch that held the session for more than 200 ms. */
  readonly onSlow: (sql: string, milliseconds: number) => void
  /** How long the owner of the session may be silent inside a transaction, ms. */
  readonly silence: number
}

const SLOW = 200 // ms
const MAX_CONNECTIONS = 200
const LOGIN_TIME = 10_000 // ms
/** Batches whose commits share one fdatasync, and how long they may take together (ms): a neighbour's answer waits for them. */
const GROUP = { batches: 32, time: 5 }
/** Unread notifications above which a listener is cut off, bytes. */
const LISTENER_LIMIT = 16 * 1024 * 1024
/** PGlite keeps every message it parses until execProtocol() is called; output after which that is done, bytes. */
const KEPT_OUTPUT = 256 * 1024
/** How long housekeeping gives way to clients, ms. */
const CHORE_PATIENCE = 10_000

interface Chore {
  readonly sql: string
  readonly since: number
  readonly done: (output: Buffer) => void
}

interface Answer {
  readonly connection: Connection
  readonly bytes: Buffer
}

/** Speaks the PostgreSQL protocol to many clients on 127.0.0.1 and runs their batches one by one in the single session of PGlite. */
export class WireGateway {
  #options: GatewayOptions
  #server: Server
  #connections = new Set<Connection>()
  #queue = new OwnerQueue<Connection, Batch>()
  #notifications = new Notifications<Connection>()
  #leavings: Buffer[] = []
  #chores: Chore[] = []
  #nextId = 1
  #role = 'postgres'
  #unnamedHolder: Connection | null = null
  #scheduled = false
  #outbox: Answer[] = []
  #keptOutput = 0
  #silence: OwnerSilence<Connection>
  #closing = false

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#silence = new OwnerSilence(options.silence, (owner) => this.#expire(owner))
    this.#server = createServer((socket) => this.#accept(socket))
  }

  /** @param port 0 for any that is free. @returns the port on 127.0.0.1 */
  listen(port = 0): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', () => {
        const address = this.#server.address()
        resolve(typeof address === 'object' && address ? address.port : port)
      })
    })
  }

  /** Runs a statement of the gateway's own as superuser, when no transaction is open and clients have nothing waiting. Rejects with the session's error. */
  chore(sql: string): Promise<(string | null)[][]> {
    if (this.#closing) return Promise.reject(new Error('the embedded database is closing'))
    return new Promise((resolve, reject) => {
      const done = (output: Buffer): void => {
        const { rows, error } = readRows(output)
        if (error === undefined) resolve(rows)
        else reject(new Error(error))
      }
      this.#chores.push({ sql, since: performance.now(), done })
      this.#schedule()
    })
  }

  /** Tells every client that the database shuts down, rolls back what is open, and takes no more. */
  close(): void {
    this.#closing = true
    this.#server.close()
    for (const connection of [...this.#connections]) {
      this.#end(connection, { severity: 'FATAL', code: '57P01', message: 'the embedded database is shutting down' })
    }
    this.#tidy()
  }

  #accept(socket: Socket): void {
    socket.setNoDelay(true)
    const connection = openConnection(socket, this.#nextId++)
    this.#connections.add(connection)
    socket.on('data', (chunk) => this.#read(connection, chunk))
    socket.on('drain', () => regulate(connection))
    socket.on('error', () => this.#gone(connection)) // a reset is a client that left
    socket.on('close', () => this.#gone(connection))
    const login = setTimeout(() => {
      if (connection.phase !== 'open') this.#end(connection, { severity: 'FATAL', code: '08006', message: 'no login within 10 s' })
    }, LOGIN_TIME)
    login.unref()
    socket.once('close', () => clearTimeout(login))
    if (this.#connections.size > MAX_CONNECTIONS) {
      this.#end(connection, {
        severity: 'FATAL',
        code: '53300',
        message: `more than ${MAX_CONNECTIONS} connections to the embedded database`,
      })
    }
  }

  #read(connection: Connection, chunk: Buffer): void {
    if (connection.phase === 'closed') return
    if (this.#queue.owner === connection) this.#silence.heard(connection)
    const { frames, refused } = connection.reader.push(chunk)
    for (const frame of frames) {
      this.#frame(connection, frame)
      // A frame may have ended the connection, which TypeScript cannot see.
      if ((connection.phase as string) === 'closed') return
    }
    if (refused !== undefined) this.#end(connection, { severity: 'FATAL', code: '08P01', message: refused })
    regulate(connection)
  }

  #frame(connection: Connection, frame: Frame): void {
    if (frame.kind === 'encryption-request') connection.socket.write('N')
    else if (frame.kind === 'cancel-request') connection.socket.end()
    else if (frame.kind === 'startup') this.#endIf(connection, greet(connection, frame))
    else if (connection.phase === 'password') this.#endIf(connection, logIn(connection, this.#options.password, frame.type, frame.bytes))
    else if (frame.type === 'X') this.#end(connection)
    else {
      const built = connection.builder.take(frame.type, frame.bytes)
      if (!built) return
      if ('reply' in built) connection.socket.write(built.reply)
      else if ('refused' in built) this.#end(connection, built.refused)
      else this.#enqueue(connection, built.batch)
    }
  }

  #enqueue(connection: Connection, batch: Batch): void {
    connection.waiting++
    connection.waitingBytes += batch.bytes.length
    this.#queue.add(connection, batch)
    this.#schedule()
  }

  /** After the poll phase, so that the batches of all sockets that were ready share one fdatasync. */
  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#run()
    })
  }

  #run(): void {
    const until = performance.now() + GROUP.time
    let mustFlush = false
    let more = false
    for (let n = 0; ; n++) {
      if (this.#queue.owner === null) mustFlush = this.#tidy() || mustFlush
      if (n >= GROUP.batches || performance.now() > until) {
        more = true
        break
      }
      if (this.#runChore()) {
        mustFlush = true
        continue
      }
      const next = this.#queue.take()
      if (!next) break
      const status = this.#perform(next.connection, next.job)
      this.#silence.heard(next.connection)
      // Inside a transaction nothing has been promised yet.
      mustFlush = mustFlush || status === 'I' || status === null
    }
    if (mustFlush) this.#options.flush()
    this.#send()
    this.#silence.watch(this.#queue.owner)
    this.#forgetOutput()
    if (more) this.#schedule()
  }

  /** Runs one chore if clients have nothing waiting, or if it has given way for long enough. */
  #runChore(): boolean {
    const chore = this.#chores[0]
    if (!chore || this.#queue.owner !== null) return false
    if (this.#queue.length > 0 && performance.now() - chore.since < CHORE_PATIENCE) return false
    this.#chores.shift()
    this.#takeRole('postgres')
    chore.done(this.#execute(query(chore.sql), chore.sql))
    this.#unnamedHolder = null
    return true
  }

  #perform(connection: Connection, batch: Batch): SessionStatus {
    connection.waiting--
    connection.waitingBytes -= batch.bytes.length
    if (connection.expired) {
      const answer = answerExpired(connection, batch, this.#options.silence)
      if (answer) {
        this.#outbox.push({ connection, bytes: answer })
        return 'T'
      }
    }
    if (this.#queue.owner === null && connection.role) this.#takeRole(connection.role)
    const replayed = batch.needsUnnamed && this.#unnamedHolder !== connection ? connection.unnamed : null
    const bytes = replayed ? Buffer.concat([replayed, batch.bytes]) : batch.bytes
    if (batch.unnamed !== undefined) connection.unnamed = batch.unnamed
    if (replayed || batch.unnamed !== undefined) this.#unnamedHolder = batch.unnamed === null ? null : connection
    const output = this.#execute(bytes, batch.sql)
    const notifications = this.#notifications
    const shared = shareOutput(batch, output, replayed !== null, {
      note: (action) => notifications.note(connection, action),
      commit: () => notifications.commit(connection),
      rollback: () => notifications.rollback(connection),
    })
    this.#notify(shared.notifications)
    this.#outbox.push({ connection, bytes: shared.own })
    // Its transaction, if any, would be everybody's: nothing in this session could be promised any more.
    if (batch.ends && shared.status === null) throw new Error(`the session left a batch unfinished: ${batch.sql}`)
    this.#queue.settle(connection, shared.status)
    return shared.status
  }

  /** The session's user is changed, not its role: from a role there would be a way back. */
  #takeRole(role: string): void {
    if (this.#role === role) return
    const { error } = readRows(this.#execute(query(`set session authorization ${role}`), 'set session authorization'))
    if (error !== undefined) throw new Error(`cannot become ${role}: ${error}`)
    this.#role = role
    this.#unnamedHolder = null // a simple query destroys the unnamed statement
  }

  #execute(bytes: Buffer, sql: string): Buffer {
    const start = performance.now()
    const output = Buffer.from(this.#options.backend.execProtocolRawSync(clearOfReads(bytes))) // copied: PGlite uses its buffer again
    const took = performance.now() - start
    if (took > SLOW) this.#options.onSlow(sql, took)
    this.#keptOutput += output.length
    return output
  }

  #notify(frames: readonly Buffer[]): void {
    for (const frame of frames) {
      for (const listener of this.#notifications.listeners(readText(frame, 9))) this.#outbox.push({ connection: listener, bytes: frame })
    }
  }

  #send(): void {
    const outbox = this.#outbox
    this.#outbox = []
    for (const { connection, bytes } of outbox) {
      if (connection.phase !== 'open' || bytes.length === 0) continue
      if (bytes[0] === 0x41 && connection.socket.writableLength > LISTENER_LIMIT) {
        connection.socket.destroy()
        continue
      }
      connection.socket.write(bytes)
      regulate(connection)
    }
  }

  #expire(owner: Connection): void {
    if (this.#queue.owner !== owner) return
    this.#rollBack(owner)
    owner.expired = true
    this.#schedule()
  }

  #rollBack(owner: Connection): void {
    this.#execute(Buffer.concat([SYNC, query('rollback')]), 'rollback')
    this.#notifications.rollback(owner)
    this.#unnamedHolder = null
    this.#queue.release()
  }

  #endIf(connection: Connection, refusal: Refusal | null): void {
    if (refusal) this.#end(connection, refusal)
  }

  #end(connection: Connection, refusal?: Refusal): void {
    if (refusal) connection.socket.write(errorResponse(refusal))
    connection.socket.end()
    connection.socket.resume() // to see the other side close
    const { socket } = connection
    setTimeout(() => socket.destroy(), 2000).unref()
    this.#gone(connection)
  }

  #gone(connection: Connection): void {
    if (connection.phase === 'closed') return
    connection.phase = 'closed'
    this.#connections.delete(connection)
    this.#queue.drop(connection)
    if (this.#queue.owner === connection) this.#rollBack(connection)
    if (this.#unnamedHolder === connection) this.#unnamedHolder = null
    this.#notifications.forget(connection)
    this.#leavings.push(...connection.builder.leavings())
    this.#schedule()
  }

  /** Clears what gone connections left in the session. Only while nobody owns it. @returns whether anything ran */
  #tidy(): boolean {
    const channels = this.#notifications.takeDeserted()
    const leavings = this.#leavings
    this.#leavings = []
    if (leavings.length) this.#execute(Buffer.concat(leavings), 'close')
    for (const channel of channels) this.#execute(query(`unlisten ${quoteIdentifier(channel)}`), 'unlisten')
    if (channels.length) this.#unnamedHolder = null
    return leavings.length + channels.length > 0
  }

  #forgetOutput(): void {
    if (this.#keptOutput < KEPT_OUTPUT || this.#queue.owner !== null) return
    this.#keptOutput = 0
    void this.#options.backend.execProtocol(SYNC, { syncToFs: false, throwOnError: false })
  }
}
