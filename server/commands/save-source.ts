import type { SourceRow, SourceSettings } from '#contracts/source.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { sourceRefusals } from '#domain/source.ts'
import { defaultRows } from '../dialects/sources.ts'
import { audit } from '../store/audit.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { hasSchool } from '../store/school.ts'
import { lockSources, removeSource, removeSourceDraft, saveSource, saveSourceDraft } from '../store/source.ts'
import { type Actor, actedBy } from './actor.ts'

/** What is in force beside the rows of the table: the defaults that no row replaces. */
export function allSources(rows: readonly SourceRow[]): SourceRow[] {
  return [...rows, ...defaultRows().filter((preset) => !rows.some(({ id }) => id === preset.id))]
}

const NAME = /^[^\s#]{1,200}$/u

async function refusalOf(db: Queryable, id: string, settings: SourceSettings, rows: readonly SourceRow[]): Promise<Refusal | null> {
  const wrong = sourceRefusals(id, settings, rows, defaultRows()).map(({ path, message }) => ({ path: `body.${path}`, message }))
  if (!NAME.test(id)) wrong.push({ path: 'params.id', message: 'expected a name without white space and #' })
  if (settings.schoolId !== null && !(await hasSchool(db, settings.schoolId)))
    wrong.push({ path: 'body.schoolId', message: `there is no school ${settings.schoolId}` })
  return wrong.length === 0
    ? null
    : refuse('refused-input', wrong.map(({ path, message }) => `${path}: ${message}`).join('; '), { errors: wrong })
}

/** Puts a source in force, new or changed, or keeps it as a draft. Refuses filters that are none, or that clash with another source's. */
export async function putSource(
  pool: Pool,
  actor: Actor,
  id: string,
  settings: SourceSettings,
  as: 'inForce' | 'draft',
): Promise<{ ok: true } | Refusal> {
  return transaction(pool, async (db) => {
    const refused = await refusalOf(db, id, settings, await lockSources(db))
    if (refused) return refused
    if (as === 'draft') await saveSourceDraft(db, id, settings, actor.principal.username)
    else {
      await saveSource(db, id, settings)
      await removeSourceDraft(db, id)
    }
    await audit(db, {
      ...actedBy(actor),
      action: as === 'draft' ? 'source.draft' : 'source.save',
      object: id,
      result: 'ok',
      data: { ...settings },
    })
    return { ok: true }
  })
}

/** Takes a source out of force: a built-in one is again as it was built in, another is gone. What devices it has stay registered. */
export async function dropSource(pool: Pool, actor: Actor, id: string, what: 'inForce' | 'draft'): Promise<{ ok: true } | Refusal> {
  return transaction(pool, async (db) => {
    const removed = what === 'draft' ? await removeSourceDraft(db, id) : await removeSource(db, id)
    if (!removed) return refuse('not-found', what === 'draft' ? `there is no draft of ${id}` : `there is no configured source ${id}`)
    await audit(db, { ...actedBy(actor), action: what === 'draft' ? 'source.dropDraft' : 'source.remove', object: id, result: 'ok' })
    return { ok: true }
  })
}
