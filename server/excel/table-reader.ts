// A thread that reads workbooks: 80 MB of text take seconds, which no alarm shall wait for. It hands over part after part, each when asked.
import { parentPort } from 'node:worker_threads'
import type { TableKind } from '#contracts/import.ts'
import type { Datum } from '#domain/geometry-text.ts'
import { readTable } from '#domain/register-table.ts'
import { readWorkbook } from './read-workbook.ts'
import { WorkbookError } from './zip.ts'

/** What is to be read: the first sheet as it is, or as rows of a register. */
export type ReadJob = { readonly bytes: Uint8Array } & ({ readonly is: 'sheet' } | { readonly is: 'table'; kind: TableKind; datum: Datum })
/** Rows of a sheet or of a register, some at a time; then what else there is to say, or why the file is none. */
export type ReadPart =
  | { readonly is: 'rows'; readonly rows: readonly unknown[] }
  | { readonly is: 'end'; readonly rest: unknown }
  | { readonly is: 'refused'; readonly message: string }
  | { readonly is: 'failed'; readonly stack: string }

/** Rows of one part: taking one over costs its receiver 1–4 ms. */
const ROWS = 500

async function* partsOf(job: ReadJob): AsyncGenerator<ReadPart> {
  const sheet = await readWorkbook(Buffer.from(job.bytes.buffer, job.bytes.byteOffset, job.bytes.byteLength))
  const [rows, rest] = job.is === 'sheet' ? sheetParts(sheet) : tableParts(readTable(job.kind, sheet, job.datum))
  for (let i = 0; i < rows.length; i += ROWS) yield { is: 'rows', rows: rows.slice(i, i + ROWS) }
  yield { is: 'end', rest }
}
const sheetParts = ({ rows, ...rest }: Awaited<ReturnType<typeof readWorkbook>>) => [[...rows], rest] as const
const tableParts = ({ rows, absent, errors }: ReturnType<typeof readTable>) =>
  [rows, { absent, errors: errors.slice(0, MOST_ERRORS), more: Math.max(0, errors.length - MOST_ERRORS) }] as const
/** More are counted only; of these the first are shown. */
const MOST_ERRORS = 20_000

const port = parentPort
let parts: AsyncGenerator<ReadPart> | null = null
port?.on('message', (asked: ReadJob | 'next') => void answer(asked))

async function answer(asked: ReadJob | 'next'): Promise<void> {
  if (asked !== 'next') parts = partsOf(asked)
  try {
    const next = await parts?.next()
    if (next && !next.done) port?.postMessage(next.value)
  } catch (error) {
    port?.postMessage(
      error instanceof WorkbookError
        ? ({ is: 'refused', message: error.message } satisfies ReadPart)
        : ({ is: 'failed', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) } satisfies ReadPart),
    )
  }
}
