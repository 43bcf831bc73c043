import type { CampusEdit, DrawnCampus, NewCampus } from '#contracts/campus.ts'
import type { AreaGeometry, CampusFeature } from '#contracts/school.ts'
import { checkBoundary, ringsOf, wound } from '#domain/area.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { belt } from '#domain/zone.ts'
import { audit } from '../store/audit.ts'
import { findCampus, insertCampus, removeCampusDraft, saveCampusDraft, updateCampus } from '../store/campus.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { hasSchool } from '../store/school.ts'
import { type Actor, actedBy } from './actor.ts'

type Saved = { ok: true; campus: CampusFeature } | Refusal

const MOST_POINTS = 2_000

function boundaryRefusal(boundary: AreaGeometry): Refusal | null {
  const points = ringsOf(boundary).reduce((sum, ring) => sum + ring.length, 0)
  const wrong = points > MOST_POINTS ? `expected at most ${MOST_POINTS} points, found ${points}` : checkBoundary(boundary)
  return wrong ? refuse('refused-input', `boundary: ${wrong}`, { errors: [{ path: 'body.boundary', message: wrong }] }) : null
}

/** The boundary as it is stored, with its belt: computed before the transaction opens, so that nobody waits for the geometry. */
function drawn({ name, boundary, gates }: DrawnCampus) {
  return { name, gates, boundary: wound(boundary), ...belt(boundary) }
}

const written = async (db: Queryable, actor: Actor, id: string, action: string): Promise<Saved> => {
  await audit(db, { ...actedBy(actor), action, object: id, result: 'ok' })
  const found = await findCampus(db, actor.principal, id)
  if (!found) throw new Error(`campus ${id} was just written and cannot be read`)
  return { ok: true, campus: found.campus }
}

/** Puts a changed name, boundary and gates in force; what was before stays in the history. Refuses what is no boundary, and a version that is past. */
export async function editCampus(pool: Pool, actor: Actor, id: string, { version, ...edit }: CampusEdit): Promise<Saved> {
  const wrong = boundaryRefusal(edit.boundary)
  if (wrong) return wrong
  const campus = drawn(edit)
  return transaction(pool, async (db) => {
    const before = await findCampus(db, actor.principal, id)
    if (!before) return refuse('not-found', `there is no campus ${id}`)
    if (!(await updateCampus(db, id, version, { ...campus, by: actor.principal.username }))) return changedSince(db, actor, id, version)
    await removeCampusDraft(db, id)
    return written(db, actor, id, 'campus.edit')
  })
}

async function changedSince(db: Queryable, actor: Actor, id: string, version: number): Promise<Refusal> {
  const now = await findCampus(db, actor.principal, id)
  if (!now) return refuse('not-found', `there is no campus ${id}`)
  const { campus, changedBy, changedAt } = now
  const current = { ...campus, changedBy, changedAt: changedAt.toISOString() }
  const who = changedBy === null ? 'somebody' : changedBy
  const detail = `version ${version} was seen; ${who} changed the campus since, it is at ${campus.properties.version}`
  return refuse('version-conflict', detail, { current })
}

/** A further campus of a school, drawn on the map. */
export async function createCampus(pool: Pool, actor: Actor, wanted: NewCampus): Promise<Saved> {
  const wrong = boundaryRefusal(wanted.boundary)
  if (wrong) return wrong
  const campus = { ...wanted, ...drawn(wanted), by: actor.principal.username }
  return transaction(pool, async (db) => {
    if (!(await hasSchool(db, wanted.schoolId))) {
      const message = `there is no school ${wanted.schoolId}`
      return refuse('refused-input', `schoolId: ${message}`, { errors: [{ path: 'body.schoolId', message }] })
    }
    if (!(await insertCampus(db, campus)))
      return refuse('conflict', `there is a campus ${wanted.id}`, { errors: [{ path: 'body.id', message: 'is taken' }] })
    return written(db, actor, wanted.id, 'campus.create')
  })
}

/** Keeps a drawing for the system administrator to look at; the campus stays as it is. */
export async function draftCampus(pool: Pool, actor: Actor, id: string, draft: DrawnCampus): Promise<{ ok: true } | Refusal> {
  const wrong = boundaryRefusal(draft.boundary)
  if (wrong) return wrong
  return transaction(pool, async (db) => {
    if (!(await findCampus(db, actor.principal, id))) return refuse('not-found', `there is no campus ${id}`)
    await saveCampusDraft(db, id, draft, actor.principal.username)
    await audit(db, { ...actedBy(actor), action: 'campus.draft', object: id, result: 'ok' })
    return { ok: true }
  })
}

export async function dropCampusDraft(pool: Pool, actor: Actor, id: string): Promise<{ ok: true } | Refusal> {
  return transaction(pool, async (db) => {
    const seen = await findCampus(db, actor.principal, id)
    if (!seen || !(await removeCampusDraft(db, id))) return refuse('not-found', `there is no draft of campus ${id}`)
    await audit(db, { ...actedBy(actor), action: 'campus.dropDraft', object: id, result: 'ok' })
    return { ok: true }
  })
}
