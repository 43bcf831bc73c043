import { judge, type ListenAction } from './session-policy.ts'
import { COPY_IN_RESPONSE, closeStatement, cstrings, FRAME_LIMIT, frame, type Refusal, readText, SYNC } from './wire.ts'

/** Frames that the session must run in one piece: up to a Query, Sync, Flush, or the end of a COPY. */
export interface Batch {
  readonly bytes: Buffer
  /** Beginning of its first text, for reports. */
  readonly sql: string
  /** False for a Flush: the backend answers without ReadyForQuery. */
  readonly ends: boolean
  readonly copyIn: boolean
  readonly listens: readonly ListenAction[]
  /** Stands in for the error that the session will answer, since `REFUSED_SQL` runs in the place of the text. */
  readonly refusal?: Refusal
  /** Binds the unnamed statement of an earlier batch. */
  readonly needsUnnamed: boolean
  /** The Parse that leaves an unnamed statement behind; null when the batch destroys it; undefined when it leaves it alone. */
  readonly unnamed?: Buffer | null
}

/** Not SQL: it fails at Parse in the session, which thereby keeps account of a failed transaction. */
export const REFUSED_SQL = 'xiaowei_refused'

/** What a message led to. */
export type Built = { batch: Batch } | { reply: Buffer } | { refused: Refusal } | undefined

const EXCERPT = 80
const HARD_ENDS = new Set(['Q', 'S', 'H', 'F'])

/** Gathers one connection's messages to batches, its statement names made its own. */
export class BatchBuilder {
  #prefix: string
  #names = new Map<string, { sql: string; listens: readonly ListenAction[] }>()
  #copy: Buffer[] | null = null
  #copySql = ''
  #draft = emptyDraft()
  #size = 0

  /** @param id number of the connection, which no other connection has */
  constructor(id: number) {
    this.#prefix = `c${id}_`
  }

  /** Frames that close what the connection leaves in the session. */
  leavings(): Buffer[] {
    const closes = [...this.#names.keys()].map((name) => closeStatement(this.#prefix + name))
    return closes.length ? [...closes, SYNC] : []
  }

  take(type: string, bytes: Buffer): Built {
    this.#size += bytes.length
    if (this.#size > FRAME_LIMIT) {
      return {
        refused: {
          severity: 'FATAL',
          code: '54000',
          message: `more than ${FRAME_LIMIT} bytes in one go are too many for the embedded database`,
        },
      }
    }
    if (this.#copy) return this.#copying(type, bytes)
    const copyIn = this.#note(type, bytes)
    if (copyIn) return { reply: COPY_IN_RESPONSE }
    if (HARD_ENDS.has(type)) return { batch: this.#finish(type !== 'H') }
  }

  #copying(type: string, bytes: Buffer): Built {
    if (type === 'H' || type === 'S') return // PostgreSQL ignores both while it copies in
    this.#copy?.push(bytes)
    if (type === 'd') return
    this.#draft.frames.push(...(this.#copy ?? []))
    this.#draft.copyIn = true
    this.#draft.sql = this.#copySql
    this.#copy = null
    return { batch: this.#finish(true) }
  }

  /** @returns true when the client is to be asked for the rows of a COPY */
  #note(type: string, bytes: Buffer): boolean {
    const draft = this.#draft
    if (type === 'Q') return this.#noteQuery(bytes)
    if (type === 'P') this.#noteParse(bytes)
    else if (type === 'B') this.#noteBind(bytes)
    else if ((type === 'D' || type === 'C') && bytes[5] === 0x53) {
      const name = readText(bytes, 6)
      if (name === '') draft.needsUnnamed ||= type === 'D' && draft.unnamed === undefined
      else if (type === 'C') this.#names.delete(name)
      draft.frames.push(this.#renamed(bytes, 6))
    } else draft.frames.push(bytes)
    return false
  }

  #noteQuery(bytes: Buffer): boolean {
    const draft = this.#draft
    const sql = readText(bytes, 5)
    const { refusal, sql: run, listens, copyIn } = judge(sql, 'simple')
    draft.unnamed = null // a simple query destroys the unnamed statement
    draft.sql ||= sql.slice(0, EXCERPT)
    draft.listens.push(...listens)
    draft.refusal ??= refusal
    const text = refusal ? REFUSED_SQL : run
    const message = text === sql ? bytes : frame('Q', cstrings(text))
    if (!copyIn) draft.frames.push(message)
    else {
      this.#copy = [message]
      this.#copySql = sql.slice(0, EXCERPT)
    }
    return copyIn
  }

  #noteParse(bytes: Buffer): void {
    const draft = this.#draft
    const name = readText(bytes, 5)
    const at = bytes.indexOf(0, 5) + 1
    const sql = readText(bytes, at)
    const { refusal, sql: run, listens } = judge(sql, 'extended')
    draft.sql ||= sql.slice(0, EXCERPT)
    draft.refusal ??= refusal
    const text = refusal ? REFUSED_SQL : run
    const types = bytes.subarray(bytes.indexOf(0, at) + 1)
    const whole = text === sql ? bytes : frame('P', Buffer.concat([cstrings(name, text), types]))
    const message = this.#renamed(whole, 5)
    if (name === '') draft.unnamed = message
    this.#statement(name, { sql: sql.slice(0, EXCERPT), listens })
    draft.frames.push(message)
  }

  #unnamed: { sql: string; listens: readonly ListenAction[] } = { sql: '', listens: [] }

  #statement(name: string, statement: { sql: string; listens: readonly ListenAction[] }): void {
    if (name === '') this.#unnamed = statement
    else this.#names.set(name, statement)
  }

  #noteBind(bytes: Buffer): void {
    const at = bytes.indexOf(0, 5) + 1
    const name = readText(bytes, at)
    const statement = name === '' ? this.#unnamed : this.#names.get(name)
    if (name === '') this.#draft.needsUnnamed ||= this.#draft.unnamed === undefined
    this.#draft.sql ||= statement?.sql ?? ''
    this.#draft.listens.push(...(statement?.listens ?? []))
    this.#draft.frames.push(this.#renamed(bytes, at))
  }

  /** The unnamed statement keeps its name: the gateway sees to it that each connection finds its own. */
  #renamed(bytes: Buffer, at: number): Buffer {
    if (bytes[at] === 0) return bytes
    const type = String.fromCharCode(bytes[0] ?? 0)
    return frame(type, Buffer.concat([bytes.subarray(5, at), Buffer.from(this.#prefix), bytes.subarray(at)]))
  }

  #finish(ends: boolean): Batch {
    const { frames, ...draft } = this.#draft
    this.#draft = emptyDraft()
    this.#size = 0
    return { ...draft, ends, bytes: frames.length === 1 && frames[0] ? frames[0] : Buffer.concat(frames) }
  }
}

interface Draft {
  frames: Buffer[]
  sql: string
  copyIn: boolean
  listens: ListenAction[]
  refusal: Refusal | undefined
  needsUnnamed: boolean
  unnamed: Buffer | null | undefined
}
const emptyDraft = (): Draft => ({
  frames: [],
  sql: '',
  copyIn: false,
  listens: [],
  refusal: undefined,
  needsUnnamed: false,
  unnamed: undefined,
})
