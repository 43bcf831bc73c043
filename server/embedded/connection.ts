import { timingSafeEqual } from 'node:crypto'
import type { Socket } from 'node:net'
import { type Batch, BatchBuilder } from './batch-builder.ts'
import { splitStatements } from './sql-statements.ts'
import { parametersFor, type Role, readStartup } from './startup.ts'
import {
  ASK_PASSWORD,
  AUTHENTICATION_OK,
  backendKeyData,
  errorResponse,
  type Frame,
  FrameReader,
  NEGOTIATE_3_0,
  parameterStatus,
  type Refusal,
  readText,
  readyForQuery,
} from './wire.ts'

/** Unread answers above which nothing more is read from a client, bytes. */
const READ_AHEAD = 1024 * 1024
/** Pipelined batches that may wait for one client, and their bytes. */
const PIPELINE = { batches: 128, bytes: 64 * 1024 * 1024 }

/** One client of the gateway. */
export interface Connection {
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

export const openConnection = (socket: Socket, id: number): Connection => ({
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
})

/** Answers the first frame by asking for the password. @returns why it is refused, if it is */
export function greet(connection: Connection, startup: Frame & { kind: 'startup' }): Refusal | null {
  const read = readStartup(startup.parameters)
  if (!read.ok) return read.refusal
  connection.role = read.role
  connection.phase = 'password'
  if (startup.minor > 0) connection.socket.write(NEGOTIATE_3_0)
  connection.socket.write(ASK_PASSWORD)
  return null
}

/** Opens the connection if the frame carries the password. @returns why it is refused, if it is */
export function logIn(connection: Connection, password: string, type: string, bytes: Buffer): Refusal | null {
  const given = Buffer.from(type === 'p' ? readText(bytes, 5) : '')
  const expected = Buffer.from(password)
  const role = connection.role
  if (role === null || given.length !== expected.length || !timingSafeEqual(given, expected))
    return { severity: 'FATAL', code: '28P01', message: `password authentication failed for user "${role ?? ''}"` }
  connection.phase = 'open'
  connection.socket.write(
    Buffer.concat([
      AUTHENTICATION_OK,
      ...parametersFor(role).map(([name, value]) => parameterStatus(name, value)),
      backendKeyData(connection.id, 0), // nothing can be cancelled, so the secret guards nothing
      readyForQuery('I'),
    ]),
  )
  return null
}

/**
 * A connection whose transaction was taken from it hears of it once, and then as PostgreSQL does it of a failed transaction.
 * @param silence how long it was silent, ms
 * @returns the answer, or nothing where the batch is to run
 */
export function answerExpired(connection: Connection, batch: Batch, silence: number): Buffer | undefined {
  const [verb, second] = splitStatements(batch.sql)[0]?.words ?? []
  if ((verb === 'rollback' || verb === 'abort') && second !== 'to') {
    connection.expired = false
    return
  }
  if (verb === 'commit' || verb === 'end') connection.expired = false
  const refusal = errorResponse({
    code: '25P03',
    message: `the transaction was rolled back: its client was silent for more than ${silence} ms`,
  })
  return batch.ends ? Buffer.concat([refusal, readyForQuery(connection.expired ? 'E' : 'I')]) : refusal
}

/** Reads from a client only while it reads its answers and its pipeline is short. */
export function regulate({ socket, waiting, waitingBytes }: Connection): void {
  if (socket.writableLength > READ_AHEAD || waiting > PIPELINE.batches || waitingBytes > PIPELINE.bytes) socket.pause()
  else if (socket.isPaused()) socket.resume()
}
