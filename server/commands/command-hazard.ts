import type { Hazard, HazardAct, HazardCommandName, NewHazard } from '#contracts/hazard.ts'
import { noticeOf, partiesOf, stepHazard } from '#domain/hazard.ts'
import { type Principal, seesSchool } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { policeDepartments, unknownDepartments } from '../store/department.ts'
import { findHazard, type HazardRow, insertHazard, lastActor, logHazard, saveHazard, staleFiles, toHazard } from '../store/hazard.ts'
import { revokeLinksOf } from '../store/hazard-link.ts'
import { findAnswer, keepAnswer } from '../store/idempotency.ts'
import { insertNotices, receiveNoticesOf } from '../store/notice.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { hasSchool } from '../store/school.ts'

type HazardAnswer = { ok: true; hazard: Hazard } | Refusal

/** The same key again answers the same: a phone sends what it did without network as often as it must. */
function once(
  pool: Pool,
  by: Principal,
  key: string,
  request: object,
  act: (db: Queryable) => Promise<HazardAnswer>,
): Promise<HazardAnswer> {
  return transaction(pool, async (db) => {
    const before = await findAnswer(db, by.accountId, key, request)
    if (before?.reused) return refuse('key-reused', 'this Idempotency-Key was used for another request: use a new one')
    if (before) return before.answer as HazardAnswer
    const answer = await act(db)
    if (answer.ok || answer.problem.status !== 404)
      await keepAnswer(db, by.accountId, key, request, answer.ok ? 200 : answer.problem.status, answer)
    return answer
  })
}

const wrong = (path: string, message: string): Refusal =>
  refuse('refused-input', `${path}: ${message}`, { errors: [{ path: `body.${path}`, message }] })

/** Puts a hazard on the list 挂账. */
export const reportHazard = (pool: Pool, by: Principal, key: string, hazard: NewHazard): Promise<HazardAnswer> =>
  once(pool, by, key, { reportHazard: hazard }, async (db) => {
    if (!seesSchool(by, hazard.schoolId) || !(await hasSchool(db, hazard.schoolId)))
      return wrong('schoolId', `there is no school ${hazard.schoolId} in your scope`)
    if (hazard.foundAt !== undefined && new Date(hazard.foundAt) > new Date()) return wrong('foundAt', 'lies in the future')
    const id = await insertHazard(db, hazard, by.username)
    await logHazard(db, { hazardId: id, by: by.username, name: by.name, kind: 'found', note: hazard.detail })
    return { ok: true, hazard: toHazard((await findHazard(db, by, id)) as HazardRow) }
  })

/** One step of a hazard's life, by somebody who sees it. */
export const commandHazard = (
  pool: Pool,
  by: Principal,
  key: string,
  { id, command, act }: { id: string; command: HazardCommandName; act: HazardAct },
): Promise<HazardAnswer> =>
  once(pool, by, key, { hazard: id, command, act }, async (db) => {
    const hazard = await findHazard(db, by, id, { lock: true })
    if (!hazard) return refuse('not-found', `there is no hazard ${id}`)
    const current = toHazard(hazard)
    if (hazard.version !== act.version) return lostRace(db, current, act.version)
    const unfit = await unfitFacts(db, hazard, act)
    if (unfit) return unfit
    const parties = partiesOf(by, hazard, await policeDepartments(db))
    const now = new Date()
    const stepped = stepHazard(hazard, command, act, { by, parties, now, today: shanghaiDay(now) })
    if (!stepped.ok) return refuse('conflict', stepped.reason, { current })
    await saveHazard(db, stepped.hazard)
    await endLinks(db, command, stepped.hazard)
    const { version, note, ...data } = act
    await logHazard(db, {
      hazardId: id,
      by: by.username,
      name: by.name,
      kind: command,
      note,
      data: { ...data, ...extended(hazard, command) },
    })
    if (command !== 'note') await receiveNoticesOf(db, by, { ownerKind: 'hazard', ownerId: id })
    const notice = noticeOf(command, stepped.hazard)
    if (notice) await insertNotices(db, { ...notice, ownerKind: 'hazard', ownerId: id, subject: subjectOf(hazard) })
    // By id alone: who returns or hands on a hazard is still told what became of it.
    return { ok: true, hazard: toHazard((await findHazard(db, by, id)) ?? stepped.hazard) }
  })

/** A sealed link does not outlive the hand-over of its hazard. */
async function endLinks(db: Queryable, command: HazardCommandName, { id, leadDept, coDepts }: HazardRow): Promise<void> {
  if (command === 'return') await revokeLinksOf(db, id, [])
  if (command === 'assign') await revokeLinksOf(db, id, [leadDept, ...coDepts])
}

/** Who was first, in the words of the one who was second. */
async function lostRace(db: Queryable, current: Hazard, seen: number): Promise<Refusal> {
  const changedBy = (await lastActor(db, current.id)) ?? current.foundBy
  const detail = `version ${seen} was seen; ${changedBy} changed the hazard since, it is at ${current.version} and ${current.state}`
  return refuse('version-conflict', detail, { current: { ...current, changedBy } })
}

/** A hazard as it stands in a notice. */
export const subjectOf = ({ schoolName, title }: Pick<HazardRow, 'schoolName' | 'title'>): string => `${schoolName}：${title}`

/** What an extension was about is not in the act that decides it. */
const extended = ({ extensionTo, dueOn }: HazardRow, command: HazardCommandName): object =>
  command === 'grantExtension' || command === 'refuseExtension' ? { to: extensionTo, from: dueOn } : {}

/** What an act names must be there. */
async function unfitFacts(db: Queryable, hazard: HazardRow, act: HazardAct): Promise<Refusal | null> {
  const named = [act.leadDept, ...(act.coDepts ?? []), act.whose].filter((id) => typeof id === 'string')
  const [unknown] = await unknownDepartments(db, named)
  if (unknown !== undefined) return wrong(act.whose === unknown ? 'whose' : 'leadDept', `there is no department ${unknown}`)
  const [stale] = act.fileIds ? await staleFiles(db, hazard.id, act.fileIds) : []
  if (stale !== undefined) return wrong('fileIds', `${stale} is no photo of this hazard that was sent since it was given out`)
  return null
}
