// Workbooks are read in a thread of their own (table-reader): the process that asks is never held up for longer than a few milliseconds.
import { once } from 'node:events'
import { setImmediate as breathe } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import type { TableKind } from '#contracts/import.ts'
import type { Datum } from '#domain/geometry-text.ts'
import type { CellError, ReadTable } from '#domain/register-table.ts'
import type { Sheet } from '#domain/sheet.ts'
import { startThread } from '../program-file.ts'
import type { ReadJob, ReadPart } from './table-reader.ts'
import { WorkbookError } from './zip.ts'

/** A sheet of 96 MB takes some 900 MB while it is read. */
const MOST_MEMORY_MB = 1_536
/** A thread that has read a file as large as this gives its memory back; others wait this long for the next. */
const LARGE_BYTES = 1_048_576
const IDLE_MS = 10_000

type Rest = Record<string, unknown>

let reader: Worker | null = null
let ending: NodeJS.Timeout | undefined
let last: Promise<unknown> = Promise.resolve()

/** The first visible sheet of a workbook. @throws WorkbookError when the file is none, is made to harm, or is too large */
export async function readSheetApart(bytes: Buffer): Promise<Sheet> {
  const { rows, rest } = await inTurn({ is: 'sheet', bytes })
  return { ...(rest as Omit<Sheet, 'rows'>), rows: new Map(rows as [number, Map<number, never>][]) }
}

/** A workbook as rows of a register, with what is wrong in its cells. @throws WorkbookError as above */
export async function readTableApart(kind: TableKind, bytes: Buffer, datum: Datum): Promise<ReadTable & { more: number }> {
  const { rows, rest } = await inTurn({ is: 'table', kind, datum, bytes })
  const { absent, errors, more } = rest as { absent: string[]; errors: CellError[]; more: number }
  return { rows: rows as ReadTable['rows'][number][], absent, errors, more }
}

/** One file at a time: each may take a gigabyte. */
function inTurn(job: ReadJob): Promise<{ rows: unknown[]; rest: Rest }> {
  const mine = last.then(() => read(job))
  last = mine.catch(() => {})
  return mine
}

async function read(job: ReadJob): Promise<{ rows: unknown[]; rest: Rest }> {
  clearTimeout(ending)
  reader ??= started()
  const thread = reader
  thread.ref()
  const rows: unknown[] = []
  const isLarge = job.bytes.byteLength > LARGE_BYTES
  try {
    let part = await ask(thread, job)
    while (part.is === 'rows') {
      for (const row of part.rows) rows.push(row)
      await breathe()
      part = await ask(thread, 'next')
    }
    if (part.is === 'refused') throw new WorkbookError(part.message)
    if (part.is === 'failed') throw new Error(`a workbook could not be read: ${part.stack}`)
    return { rows, rest: part.rest as Rest }
  } finally {
    thread.unref()
    if (isLarge) void end(thread)
    else ending = setTimeout(() => void end(thread), IDLE_MS).unref()
  }
}

function started(): Worker {
  const thread = startThread('./table-reader', import.meta.url, { resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB } })
  thread.on('exit', () => {
    if (reader === thread) reader = null
  })
  thread.on('error', () => {}) // whoever asked hears of it
  return thread
}

async function end(thread: Worker): Promise<void> {
  if (reader === thread) reader = null
  await thread.terminate()
}

/** @throws what ended the thread */
async function ask(thread: Worker, what: ReadJob | 'next'): Promise<ReadPart> {
  const stop = new AbortController()
  const answered = once(thread, 'message', { signal: stop.signal })
  const ended = once(thread, 'exit', { signal: stop.signal }).then(() => {
    throw new Error('the thread that reads workbooks has ended')
  })
  for (const unheard of [answered, ended]) unheard.catch(() => {})
  try {
    thread.postMessage(what, what === 'next' ? [] : ownedBy(what.bytes))
    const [part] = (await Promise.race([answered, ended])) as [ReadPart]
    return part
  } catch (error) {
    const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    throw isMemory ? new WorkbookError('the workbook holds more than can be read at once: split the file') : error
  } finally {
    stop.abort()
  }
}

/** The bytes are handed over where nobody else looks at that memory, and copied otherwise. */
const ownedBy = (bytes: Uint8Array): ArrayBuffer[] =>
  bytes.byteLength > LARGE_BYTES && bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer
    ? [bytes.buffer]
    : []
