import { createHash, randomBytes } from 'node:crypto'
import type { HazardLink, SealedHazard } from '#contracts/hazard-link.ts'
import { noticeOf, stepHazard } from '#domain/hazard.ts'
import { mapLinks } from '#domain/map-link.ts'
import type { Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { listFiles } from '../store/file.ts'
import { findAnyHazard, findHazard, type HazardRow, logHazard, saveHazard, staleFiles } from '../store/hazard.ts'
import { bindLink, hazardOfLink, insertLink, lockLink, noteOpening, revokeLink, type Seal } from '../store/hazard-link.ts'
import { insertNotices } from '../store/notice.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { subjectOf } from './command-hazard.ts'
import { keepFile } from './keep-file.ts'

/** Who holds a link in the hand, and where. */
export interface Bearer {
  readonly token: string
  /** The phone's own secret, once it is bound. */
  readonly phone?: string | undefined
  readonly address: string
  readonly userAgent: string | null
}

const sha256 = (secret: string): Buffer => createHash('sha256').update(secret).digest()
const newSecret = (): string => randomBytes(32).toString('base64url')
/** One answer for whatever is wrong with a link: whoever guesses learns nothing. */
const dead = (): Refusal => refuse('not-found', 'the link is not valid: expired, revoked, or bound to another phone')
/** As whom a link's act stands in the record. */
const nameOf = ({ officer }: Seal): string => `${officer}（密链）`

/** Makes a link for one officer. Its token is told this once. */
export const makeHazardLink = (
  pool: Pool,
  by: Principal,
  hazardId: string,
  { officer, days }: { officer: string; days: number },
): Promise<{ ok: true; link: HazardLink & { token: string } } | Refusal> =>
  transaction(pool, async (db) => {
    const hazard = await findHazard(db, by, hazardId, { lock: true })
    if (!hazard) return refuse('not-found', `there is no hazard ${hazardId}`)
    if (hazard.state === 'struckOff' || hazard.state === 'returned') return refuse('conflict', `the hazard is ${hazard.state}`)
    const token = newSecret()
    const link = await insertLink(db, {
      hazardId,
      department: departmentFor(by, hazard),
      tokenSha256: sha256(token),
      officer,
      by: by.username,
      days,
    })
    await logHazard(db, { hazardId, by: by.username, name: by.name, kind: 'linked', note: officer, data: { days } })
    return { ok: true, link: { ...link, token } }
  })

/** For whom a link acts: the maker's own department in this hazard, else whoever leads it. */
const departmentFor = ({ role, departments }: Principal, { leadDept, coDepts }: HazardRow): string | null =>
  (role === 'bureau' ? null : [leadDept, ...coDepts].find((id) => id !== null && departments.includes(id))) ?? leadDept

/** Ends a link before its time: of the own department, the bureau any. */
export const revokeHazardLink = (pool: Pool, by: Principal, id: string): Promise<{ ok: true; link: HazardLink } | Refusal> =>
  transaction(pool, async (db) => {
    const sealed = await hazardOfLink(db, id)
    if (sealed === null || !(await findHazard(db, by, sealed.hazardId))) return refuse('not-found', `there is no link ${id}`)
    if (by.role !== 'bureau' && !by.departments.includes(sealed.department ?? ''))
      return refuse('not-allowed', 'this link was made for another department')
    const link = await revokeLink(db, id)
    await logHazard(db, { hazardId: sealed.hazardId, by: by.username, name: by.name, kind: 'unlinked', note: link.officer })
    return { ok: true, link }
  })

const isBoundTo = ({ phoneSha256 }: Seal, phone: string | undefined): boolean =>
  phone !== undefined && phoneSha256?.equals(sha256(phone)) === true

/** Shows the hazard of a link, and writes down that it was opened. Opening acts on nothing and binds nothing. */
export const openSealed = (pool: Pool, bearer: Bearer): Promise<{ ok: true; hazard: SealedHazard } | Refusal> =>
  transaction(pool, async (db) => {
    const seal = await lockLink(db, sha256(bearer.token))
    if (!seal) return dead()
    const bound = isBoundTo(seal, bearer.phone)
    const alive = seal.live && (seal.phoneSha256 === null || bound)
    await noteOpening(db, seal.id, bearer, alive ? (bound ? 'shown' : 'unbound') : 'refused')
    return alive ? { ok: true, hazard: await describe(db, seal, bound) } : dead()
  })

/** Binds the link to the first phone that confirms. @returns that phone's secret */
export const confirmSealed = (pool: Pool, bearer: Bearer): Promise<{ ok: true; phone: string } | Refusal> =>
  transaction(pool, async (db) => {
    const seal = await lockLink(db, sha256(bearer.token))
    if (!seal?.live || seal.phoneSha256 !== null) {
      if (seal) await noteOpening(db, seal.id, bearer, 'refused')
      return dead()
    }
    const phone = newSecret()
    await bindLink(db, seal.id, sha256(phone))
    await noteOpening(db, seal.id, bearer, 'bound')
    return { ok: true, phone }
  })

/** A photo from the bound phone. */
export async function sendSealedPhoto(
  pool: Pool,
  root: string,
  bearer: Bearer,
  bytes: Buffer,
): Promise<{ ok: true; hazard: SealedHazard } | Refusal> {
  const seal = await transaction(pool, (db) => lockLink(db, sha256(bearer.token)))
  if (!seal?.live || !isBoundTo(seal, bearer.phone)) return dead()
  const by = { account: null, role: null, address: bearer.address, name: nameOf(seal) }
  const kept = await keepFile(pool, root, by, { owner: { kind: 'hazard', id: seal.hazardId }, name: '现场.jpg', bytes })
  return kept.ok ? { ok: true, hazard: await describe(pool, seal, true) } : kept
}

/** 整改完成, by the bound phone: for the department that gave the link, with the photos it sent since the hazard was given out. */
export const finishSealed = (pool: Pool, bearer: Bearer, note: string): Promise<{ ok: true; hazard: SealedHazard } | Refusal> =>
  transaction(pool, async (db) => {
    const seal = await lockLink(db, sha256(bearer.token))
    if (!seal?.live || !isBoundTo(seal, bearer.phone)) return dead()
    const hazard = await findAnyHazard(db, seal.hazardId)
    if (!hazard) return dead()
    const fileIds = await newPhotos(db, seal)
    if (fileIds.length === 0) return refuse('refused-input', 'send a photo of what was done first')
    const scope = { kind: 'department' as const, ids: seal.department === null ? [] : [seal.department] }
    const by = { role: 'department', session: 'desk', scope, username: nameOf(seal) } as const
    const now = new Date()
    const act = { version: hazard.version, note, fileIds }
    const parties = [seal.department === hazard.leadDept ? ('lead' as const) : ('co' as const)]
    const stepped = stepHazard(hazard, 'fix', act, { by, parties, now, today: shanghaiDay(now) })
    if (!stepped.ok) return refuse('conflict', stepped.reason)
    await saveHazard(db, stepped.hazard)
    const notice = noticeOf('fix', stepped.hazard)
    if (notice) await insertNotices(db, { ...notice, ownerKind: 'hazard', ownerId: hazard.id, subject: subjectOf(hazard) })
    await logHazard(db, { hazardId: hazard.id, by: null, name: nameOf(seal), kind: 'fix', note, data: { fileIds, link: seal.id } })
    return { ok: true, hazard: await describe(db, seal, true) }
  })

async function newPhotos(db: Queryable, seal: Seal): Promise<string[]> {
  const mine = (await listFiles(db, { kind: 'hazard', id: seal.hazardId }))
    .filter(({ uploadedBy }) => uploadedBy === nameOf(seal))
    .map(({ id }) => id)
  const stale = await staleFiles(db, seal.hazardId, mine)
  return mine.filter((id) => !stale.includes(id))
}

/** What a link shows: this hazard, and nothing else of anybody. */
async function describe(db: Queryable, seal: Seal, bound: boolean): Promise<SealedHazard> {
  const hazard = await findAnyHazard(db, seal.hazardId)
  if (!hazard) throw new Error(`link ${seal.id} leads to no hazard`)
  const { number, schoolName, title, detail, dueOn, state, lng, lat } = hazard
  const position = lng === null || lat === null ? null : ([lng, lat] as [number, number])
  return {
    number,
    schoolName,
    title,
    detail,
    dueOn,
    state,
    officer: seal.officer,
    bound,
    photos: bound ? (await newPhotos(db, seal)).length : 0,
    position,
    // The name of the pin goes to the map's maker: the number and the school, not what somebody wrote.
    maps: position && mapLinks(position, `${schoolName} ${number}`),
  }
}
