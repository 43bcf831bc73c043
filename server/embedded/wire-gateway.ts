import { timingSafeEqual } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import { type Batch, BatchBuilder, REFUSED_SQL } from './batch-builder.ts'
import { Notifications } from './notifications.ts'
import { OwnerQueue, type SessionStatus } from './owner-queue.ts'
import { quoteIdentifier } from './session-policy.ts'
import { splitStatements } from './sql-statements.ts'
import { parametersFor, type Role, readStartup } from './startup.ts'
import {
  ASK_PASSWORD,
  AUTHENTICATION_OK,
  backendKeyData,
  clearOfReads,
  errorField,
  errorResponse,
  type Frame,
  FrameReader,
  NEGOTIATE_3_0,
  parameterStatus,
  query,
  type Refusal,
  readRows,
  readText,
  readyForQuery,
  SYNC,
  spans,
} from './wire.ts'

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
/** Unread answers above which nothing more is read from a client, bytes. */
const READ_AHEAD = 1024 * 1024
/** Unread notifications above which a listener is cut off, bytes. */
const LISTENER_LIMIT = 16 * 1024 * 1024
/** Pipelined batches that may wait for one client, and their bytes. */
const PIPELINE = { batches: 128, bytes: 64 * 1024 * 1024 }
/** PGlite keeps every message it parses until execProtocol() is called; output after which that is done, bytes. */
const KEPT_OUTPUT = 256 * 1024
/** How long housekeeping gives way to clients, ms. */
const CHORE_PATIENCE = 10_000

interface Connection {
  readonly socket: Socket
  readonly reader: FrameReader
  readonly builder: BatchBuilder
  readonly id: number
  phase: 'startup' | 'password' | 'open' | 'closed'
  role: Role | null
  waiting: number
  waitingBytes: number
  unnamed: Buffer | null
  /** Its transaction was rolled back because it was silent; it has not heard of it yet. */
  expired: boolean
}

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
  #silenceTimer: NodeJS.Timeout | null = null
  /** The owner whose silence is timed. */
  #watched: Connection | null = null
  #closing = false

  constructor(options: GatewayOptions) {
    this.#options = options
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
    const id = this.#nextId++
    const connection: Connection = {
      socket,
      id,
      reader: new FrameReader(),
      builder: new BatchBuilder(id),
      phase: 'startup',
      role: null,
      waiting: 0,
      waitingBytes: 0,
      unnamed: null,
      expired: false,
    }
    this.#connections.add(connection)
    socket.on('data', (chunk) => this.#read(connection, chunk))
    socket.on('drain', () => this.#regulate(connection))
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
    if (this.#queue.owner === connection) this.#silenceTimer?.refresh()
    const { frames, refused } = connection.reader.push(chunk)
    for (const frame of frames) {
      this.#frame(connection, frame)
      // A frame may have ended the connection, which TypeScript cannot see.
      if ((connection.phase as string) === 'closed') return
    }
    if (refused !== undefined) this.#end(connection, { severity: 'FATAL', code: '08P01', message: refused })
    this.#regulate(connection)
  }

  #frame(connection: Connection, frame: Frame): void {
    if (frame.kind === 'encryption-request') connection.socket.write('N')
    else if (frame.kind === 'cancel-request') connection.socket.end()
    else if (frame.kind === 'startup') this.#greet(connection, frame)
    else if (connection.phase === 'password') this.#login(connection, frame.type, frame.bytes)
    else if (frame.type === 'X') this.#end(connection)
    else {
      const built = connection.builder.take(frame.type, frame.bytes)
      if (!built) return
      if ('reply' in built) connection.socket.write(built.reply)
      else if ('refused' in built) this.#end(connection, built.refused)
      else this.#enqueue(connection, built.batch)
    }
  }

  #greet(connection: Connection, startup: Frame & { kind: 'startup' }): void {
    const read = readStartup(startup.parameters)
    if (!read.ok) {
      this.#end(connection, read.refusal)
      return
    }
    connection.role = read.role
    connection.phase = 'password'
    if (startup.minor > 0) connection.socket.write(NEGOTIATE_3_0)
    connection.socket.write(ASK_PASSWORD)
  }

  #login(connection: Connection, type: string, bytes: Buffer): void {
    const given = Buffer.from(type === 'p' ? readText(bytes, 5) : '')
    const expected = Buffer.from(this.#options.password)
    const role = connection.role
    if (role === null || given.length !== expected.length || !timingSafeEqual(given, expected)) {
      this.#end(connection, { severity: 'FATAL', code: '28P01', message: `password authentication failed for user "${role ?? ''}"` })
      return
    }
    connection.phase = 'open'
    connection.socket.write(
      Buffer.concat([
        AUTHENTICATION_OK,
        ...parametersFor(role).map(([name, value]) => parameterStatus(name, value)),
        backendKeyData(connection.id, 0), // nothing can be cancelled, so the secret guards nothing
        readyForQuery('I'),
      ]),
    )
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
    let spoke = false
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
      if (next.connection === this.#watched) spoke = true
      // Inside a transaction nothing has been promised yet.
      mustFlush = mustFlush || status === 'I' || status === null
    }
    if (mustFlush) this.#options.flush()
    this.#send()
    this.#watchOwner(spoke)
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
      const answer = this.#answerExpired(connection, batch)
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
    return this.#deliver(connection, batch, output, replayed !== null)
  }

  /** A connection whose transaction was taken from it hears of it once, and then as PostgreSQL does it of a failed transaction. */
  #answerExpired(connection: Connection, batch: Batch): Buffer | undefined {
    const [verb, second] = splitStatements(batch.sql)[0]?.words ?? []
    if ((verb === 'rollback' || verb === 'abort') && second !== 'to') {
      connection.expired = false
      return
    }
    if (verb === 'commit' || verb === 'end') connection.expired = false
    const refusal = errorResponse({
      code: '25P03',
      message: `the transaction was rolled back: its client was silent for more than ${this.#options.silence} ms`,
    })
    return batch.ends ? Buffer.concat([refusal, readyForQuery(connection.expired ? 'E' : 'I')]) : refusal
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

  /** Shares a batch's output out: notifications to those who listen, the rest to its client. */
  #deliver(connection: Connection, batch: Batch, output: Buffer, replayed: boolean): SessionStatus {
    const kept: Buffer[] = []
    const notifications: Buffer[] = []
    const listens = [...batch.listens]
    let from = 0
    let status: SessionStatus = null
    let dropParse = replayed
    let dropCopyIn = batch.copyIn
    let refusal = batch.refusal
    for (const { type, start, end } of spans(output)) {
      let instead: Buffer | undefined
      const bytes = output.subarray(start, end)
      if (type === 'A') {
        notifications.push(bytes)
        instead = Buffer.alloc(0)
      } else if (type === '1' && dropParse) {
        dropParse = false
        instead = Buffer.alloc(0)
      } else if (type === 'G' && dropCopyIn) {
        dropCopyIn = false
        instead = Buffer.alloc(0)
      } else if (type === 'E') {
        this.#notifications.rollback(connection)
        if (refusal && errorField(bytes, 'M')?.includes(REFUSED_SQL)) {
          instead = errorResponse(refusal)
          refusal = undefined
        }
      } else if (type === 'C') instead = this.#complete(connection, bytes, listens)
      else if (type === 'Z') status = String.fromCharCode(bytes[5] ?? 0) as SessionStatus
      if (instead) {
        kept.push(output.subarray(from, start), instead)
        from = end
      }
    }
    kept.push(output.subarray(from))
    if (status === 'I') this.#notifications.commit(connection)
    this.#notify(notifications)
    this.#outbox.push({ connection, bytes: kept.length === 1 ? output : Buffer.concat(kept) })
    // Its transaction, if any, would be everybody's: nothing in this session could be promised any more.
    if (batch.ends && status === null) throw new Error(`the session left a batch unfinished: ${batch.sql}`)
    this.#queue.settle(connection, status)
    return status
  }

  /** @returns the CommandComplete to send instead, for an UNLISTEN that ran as a LISTEN */
  #complete(connection: Connection, bytes: Buffer, listens: Batch['listens'][number][]): Buffer | undefined {
    const tag = bytes.toString('latin1', 5, Math.min(bytes.length - 1, 16))
    if (tag === 'COMMIT') this.#notifications.commit(connection)
    if (tag === 'ROLLBACK') this.#notifications.rollback(connection)
    if (tag !== 'LISTEN') return
    const action = listens.shift()
    if (!action) return
    this.#notifications.note(connection, action)
    return action.listen ? undefined : Buffer.from('C\0\0\0\rUNLISTEN\0', 'latin1')
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
      this.#regulate(connection)
    }
  }

  /** Reads from a client only while it reads its answers and its pipeline is short. */
  #regulate(connection: Connection): void {
    const { socket, waiting, waitingBytes } = connection
    if (socket.writableLength > READ_AHEAD || waiting > PIPELINE.batches || waitingBytes > PIPELINE.bytes) socket.pause()
    else if (socket.isPaused()) socket.resume()
  }

  #watchOwner(spoke: boolean): void {
    // What the others ask for meanwhile is no word of the owner's: were the clock set back by it, a silent owner would keep them waiting for ever.
    // Its own answer may have waited for the disk: its time begins when that has left.
    if (this.#queue.owner === this.#watched) {
      if (spoke) this.#silenceTimer?.refresh()
      return
    }
    if (this.#silenceTimer) clearTimeout(this.#silenceTimer)
    this.#silenceTimer = null
    const owner = this.#queue.owner
    this.#watched = owner
    if (owner) this.#silenceTimer = setTimeout(() => this.#expire(owner), this.#options.silence)
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
