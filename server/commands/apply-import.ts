import { isDeepStrictEqual } from 'node:util'
import type { Import, TableKind } from '#contracts/import.ts'
import { isForeign } from '#domain/register.ts'
import { audit } from '../store/audit.ts'
import { abandonedImports, moveImport, noteProgress, readStaged, type StagedRow } from '../store/import.ts'
import { insertNotices } from '../store/notice.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { type Body, readBodies, removeBodies, writeBodies } from '../store/register-table.ts'
import { type Actor, actedBy } from './actor.ts'
import { IMPORT_BATCH } from './check-import.ts'
import { assignedTask } from './save-task.ts'
import { remeasureVenues } from './save-venue.ts'

/** Somebody changed a row between, or it is none of the caller's: nothing may be written over it. */
class Kept extends Error {}

/** What a file was checked for may have been another's rights, or those of another day: who puts it in force must see every row of it. */
function refuseForeign(kind: TableKind, batch: readonly StagedRow[], { principal: { schoolIds } }: Actor): void {
  const foreign = batch.find(({ body, before }) => isForeign(kind, body, schoolIds) || (before && isForeign(kind, before, schoolIds)))
  if (foreign) throw new Kept(`${foreign.key} is another school's: nothing of the file was kept`)
}

/** Whether two rows say the same. A column that one of them lacks is empty there: it was staged before the register had it. */
function saysSame(one: Body | null | undefined, other: Body | null | undefined): boolean {
  if (!one || !other) return !one && !other
  return Object.keys({ ...one, ...other }).every((key) => isDeepStrictEqual(one[key] ?? null, other[key] ?? null))
}

/**
 * Does what the dry run staged, in transactions of a few hundred rows; when one is refused, those before it are taken back, so that all of
 * the file is in the register or none of it.
 */
export async function applyImport(pool: Pool, actor: Actor, imported: Import, signal: AbortSignal): Promise<void> {
  const { id, kind, summary } = imported
  const total = (summary?.add ?? 0) + (summary?.change ?? 0)
  let written = -1
  try {
    await eachBatch(pool, id, total, signal, async (batch) => {
      refuseForeign(kind, batch, actor)
      await transaction(pool, async (db) => {
        const current = await readBodies(
          db,
          kind,
          batch.map(({ key }) => key),
        )
        const changed = batch.find(({ key, before }) => !saysSame(current.get(key), before))
        if (changed) throw new Kept(`${changed.key} was changed by somebody since the file was checked: check it again`)
        await writeBodies(
          db,
          kind,
          batch.map(({ body }) => body),
        )
      })
      written = batch.at(-1)?.n ?? written
    })
    await finish(pool, actor, imported, 'applying', 'applied')
  } catch (error) {
    if (signal.aborted) throw error // taken back when the program is up again
    const stayed = await takeBack(pool, imported, written)
    await moveImport(pool, id, 'applying', 'failed', { message: wordsOf(error, stayed) })
    if (stayed.length > 0) {
      const data = { kind, fileName: imported.fileName, stayed }
      await transaction(pool, (db) => audit(db, { ...actedBy(actor), action: 'import.apply', object: id, result: 'failed', data }))
    }
  }
}

/** Puts back what an import wrote, unless somebody has changed one of its rows since, or something stands on it. */
export async function undoImport(pool: Pool, actor: Actor, imported: Import, signal: AbortSignal): Promise<void> {
  const { id, kind, summary } = imported
  const total = (summary?.add ?? 0) + (summary?.change ?? 0)
  const written = (batch: StagedRow[]) =>
    writeBodies(
      pool,
      kind,
      batch.map(({ body }) => body),
    )
  const never = new AbortController().signal
  try {
    await eachBatch(pool, id, total, signal, async (batch) => {
      refuseForeign(kind, batch, actor)
      const current = await readBodies(
        pool,
        kind,
        batch.map(({ key }) => key),
      )
      const changed = batch.find(({ key, body }) => !saysSame(current.get(key), body))
      if (changed) throw new Kept(`${changed.key} was changed since: it would be lost`)
    })
    await takeBack(pool, imported).catch(async (error: unknown) => {
      await eachBatch(pool, id, 0, never, written) // what was taken back before the refusal
      throw error
    })
    await finish(pool, actor, imported, 'undoing', 'undone')
  } catch (error) {
    if (signal.aborted) throw error
    await moveImport(pool, id, 'undoing', 'applied', { message: wordsOf(error) })
  }
}

/** Imports that a dead process left half-way are taken back; what was half checked is checked again by whoever wants it. */
export async function recoverImports(pool: Pool): Promise<void> {
  for (const imported of await abandonedImports(pool)) {
    const { id, state } = imported
    if (state === 'applying' || state === 'undoing') await takeBack(pool, imported)
    await moveImport(pool, id, state, state === 'undoing' ? 'undone' : 'failed', { message: 'the server stopped while it was at work' })
  }
}

async function finish(
  pool: Pool,
  actor: Actor,
  { id, kind, fileName, summary }: Import,
  from: Import['state'],
  to: Import['state'],
): Promise<void> {
  // Done when a venue's distances are right, not only when it is written.
  if (kind === 'venue') while (!(await remeasureVenues(pool)).done);
  await transaction(pool, async (db) => {
    await moveImport(db, id, from, to)
    if (kind === 'task' && to === 'applied') await tellDepartments(db, id) // with it or not at all: nobody hears of an import that was taken back
    const action = to === 'applied' ? 'import.apply' : 'import.undo'
    await audit(db, { ...actedBy(actor), action, object: id, result: 'ok', data: { kind, fileName, ...summary } })
  })
}

/** 任务: who leads or answers for one that came by the file, and did not before, finds it on the own desk. */
const tellDepartments = (db: Queryable, id: string): Promise<void> =>
  eachBatch(db, id, 0, new AbortController().signal, async (batch) => {
    for (const { body, before } of batch) {
      const known = before ? departmentsOfTask(before) : []
      const joined = departmentsOfTask(body).filter((department) => !known.includes(department))
      if (joined.length > 0) await insertNotices(db, assignedTask({ id: String(body.id), text: String(body.text) }, joined))
    }
  })

const departmentsOfTask = ({ leadDept, responsible }: Body): string[] => [
  ...new Set([String(leadDept), ...String(responsible ?? '').split('、')].filter((id) => id !== '' && id !== 'null')),
]

/**
 * Rows as they were: what was added is removed, the last first; what was not yet written stays as it is.
 * @param upTo the last row that was written @returns keys of the rows that somebody has changed since they were written: they stay as he left them
 */
async function takeBack(pool: Pool, { id, kind }: Pick<Import, 'id' | 'kind'>, upTo = -1): Promise<string[]> {
  const stayed: string[] = []
  await eachBatch(pool, id, 0, new AbortController().signal, (batch) =>
    transaction(pool, async (db) => {
      const current = await readBodies(
        db,
        kind,
        batch.map(({ key }) => key),
      )
      const written = batch.filter(({ key, body }) => saysSame(current.get(key), body))
      const reached = batch.filter(({ n }) => n <= upTo)
      stayed.push(...stayedOf(reached, current))
      await removeBodies(
        db,
        kind,
        written.filter(({ op }) => op === 'add').map(({ key }) => key),
      )
      await writeBodies(
        db,
        kind,
        written.flatMap(({ before }) => (before ? [before] : [])),
      )
    }),
  )
  return stayed
}

/** Keys of rows that are neither as the file has them nor as they were before it. */
export const stayedOf = (batch: readonly StagedRow[], current: ReadonlyMap<string, Body>): string[] =>
  batch.flatMap(({ key, body, before }) => {
    const now = current.get(key)
    return saysSame(now, body) || saysSame(now, before) ? [] : [key]
  })

async function eachBatch(
  db: Queryable,
  id: string,
  total: number,
  signal: AbortSignal,
  work: (batch: StagedRow[]) => Promise<unknown>,
): Promise<void> {
  for (let after = -1; ; ) {
    signal.throwIfAborted()
    const batch = await readStaged(db, id, after, IMPORT_BATCH)
    if (batch.length === 0) return
    await work(batch)
    after = batch.at(-1)?.n ?? after
    if (total > 0) await noteProgress(db, id, after + 1, total)
  }
}

/** What the database or we ourselves refused, without its inner words. */
function wordsOf(error: unknown, stayed: readonly string[] = []): string {
  if (stayed.length === 0) return reasonOf(error)
  const some = `${stayed.slice(0, 20).join(', ')}${stayed.length > 20 ? ` and ${stayed.length - 20} more` : ''}`
  return `${reasonOf(error).replace(/[;:] nothing of the file was kept$/, '')}; what somebody has changed meanwhile stays as it is now: ${some}`
}

function reasonOf(error: unknown): string {
  if (error instanceof Kept) return error.message
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === '23503') return 'something in the register stands on one of these rows: it must go first'
  if (code === '23505') return 'one of these is registered already'
  return 'the database refused a row; nothing of the file was kept'
}
