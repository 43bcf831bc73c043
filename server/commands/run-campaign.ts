import { randomBytes } from 'node:crypto'
import type * as z from 'zod'
import type {
  Campaign,
  CloseCampaign,
  NewAccountability,
  NewAppraisal,
  NewCampaign,
  NewFinding,
  NewMeeting,
  NewTeacherLoan,
  ReturnTeacher,
  TeacherLoan,
} from '#contracts/campaign.ts'
import { dealsWith, may, ownTownships, type Principal, seesSchool } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { insertAccountability, insertAppraisal } from '../store/appraisal.ts'
import { findCampaign, insertCampaign, insertFinding, lastOfCampaign, saveClosed } from '../store/campaign.ts'
import { unknownDepartments } from '../store/department.ts'
import { insertHazard, logHazard } from '../store/hazard.ts'
import { insertMeeting } from '../store/meeting.ts'
import { insertNotices } from '../store/notice.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { hasSchool, isInTownships } from '../store/school.ts'
import { findTask, insertTask, logTask } from '../store/task.ts'
import { findLoan, insertLoan, lastOfLoan, saveReturned } from '../store/teacher-loan.ts'
import { assignedTask } from './save-task.ts'

const refusedField = (path: string, message: string): Refusal =>
  refuse('refused-input', `${path}: ${message}`, { errors: [{ path, message }] })

/** Why what is named cannot be, or null. */
async function strangers(
  db: Queryable,
  by: Principal,
  named: { departments: readonly string[]; schoolId?: string | null; taskId?: string | null },
): Promise<Refusal | null> {
  const [unknown] = await unknownDepartments(db, named.departments)
  if (unknown !== undefined) return refusedField('body.departmentId', `there is no department ${unknown}`)
  const own = dealsWith(by)
  if (named.schoolId && ((own !== null && !own.includes(named.schoolId)) || !(await hasSchool(db, named.schoolId))))
    return refusedField('body.schoolId', `there is no school ${named.schoolId}`)
  if (named.taskId && !(await findTask(db, by, named.taskId, { lock: false })))
    return refusedField('body.taskId', `there is no task ${named.taskId}`)
  return null
}

type CampaignAnswer = { ok: true; campaign: Campaign } | Refusal
const asItIs = async (db: Queryable, by: Principal, id: string): Promise<CampaignAnswer> => ({
  ok: true,
  campaign: (await findCampaign(db, by, id)) as Campaign,
})

const isClosed = async (db: Queryable, campaign: Campaign): Promise<Refusal> =>
  refuse('conflict', `${await lastOfCampaign(db, campaign.id)} closed the campaign on ${campaign.closedOn}`, { current: campaign })

/** 专项整治 begins. */
export const openCampaign = (pool: Pool, by: Principal, wanted: NewCampaign): Promise<CampaignAnswer> =>
  transaction(pool, async (db) => {
    if (wanted.endsOn < wanted.startsOn) return refusedField('body.endsOn', `expected a day from ${wanted.startsOn} on`)
    const refusal = await strangers(db, by, { departments: [wanted.leadDept, ...wanted.departments] })
    return refusal ?? asItIs(db, by, await insertCampaign(db, wanted, by.username, { townships: ownTownships(by) }))
  })

/** What a campaign found; of a school, and of a kind, it goes onto the list of hazards in the same transaction. */
export const noteFinding = (pool: Pool, by: Principal, id: string, finding: NewFinding): Promise<CampaignAnswer> =>
  transaction(pool, async (db) => {
    const campaign = await findCampaign(db, by, id, { lock: true })
    if (!campaign) return refuse('not-found', `there is no campaign ${id}`)
    if (campaign.closedOn !== null) return isClosed(db, campaign)
    const refusal = await strangers(db, by, { departments: [finding.departmentId], schoolId: finding.schoolId })
    if (refusal) return refusal
    const outside = await outsideCampaign(db, by, campaign, finding.schoolId)
    if (outside) return outside
    if (finding.hazard && finding.schoolId === null) return refusedField('body.schoolId', 'a hazard is listed at a school')
    await insertFinding(db, id, finding, await listed(db, by, campaign.name, finding), by.username)
    return asItIs(db, by, id)
  })

/** Why a finding is none of this campaign: a township's finds at its own schools. That a clerk finds at the own ones alone is asked before. */
async function outsideCampaign(db: Queryable, by: Principal, { townships }: Campaign, schoolId: string | null): Promise<Refusal | null> {
  if (schoolId === null)
    return townships === null && ownTownships(by) !== null ? refusedField('body.schoolId', 'expected one of your own schools') : null
  if (
    townships === null ||
    (await isInTownships(
      db,
      schoolId,
      townships.map(({ id }) => id),
    ))
  )
    return null
  return refusedField('body.schoolId', 'the campaign is of another township')
}

async function listed(db: Queryable, by: Principal, campaign: string, { hazard, schoolId, text }: NewFinding): Promise<string | null> {
  if (hazard === null || schoolId === null) return null
  const detail = `${campaign}：${text}`.slice(0, 500)
  const id = await insertHazard(db, { ...hazard, schoolId, title: text.slice(0, 100), detail }, by.username)
  await logHazard(db, { hazardId: id, by: by.username, name: by.name, kind: 'found', note: detail })
  return id
}

/** 专项整治 ends with its summary. */
export const closeCampaign = (
  pool: Pool,
  by: Principal,
  id: string,
  { version, summary }: z.infer<typeof CloseCampaign>,
): Promise<CampaignAnswer> =>
  transaction(pool, async (db) => {
    const campaign = await findCampaign(db, by, id, { lock: true })
    if (!campaign) return refuse('not-found', `there is no campaign ${id}`)
    if (campaign.version !== version) {
      const changedBy = await lastOfCampaign(db, id)
      const detail = `version ${version} was seen; ${changedBy} changed the campaign since, it is at ${campaign.version}`
      return refuse('version-conflict', detail, { current: { ...campaign, changedBy } })
    }
    if (campaign.closedOn !== null) return isClosed(db, campaign)
    const own = ownTownships(by)
    if (own !== null && campaign.townships === null) return refuse('not-allowed', 'the campaign is the whole district’s to close')
    if (own !== null && campaign.townships?.some(({ id: township }) => !own.includes(township)))
      return refuse('not-allowed', 'the campaign is of other townships too')
    await saveClosed(db, id, { summary, day: shanghaiDay(new Date()), by: by.username })
    return asItIs(db, by, id)
  })

/** 联席会议 with its decisions; those that are to be followed up go onto the task list. */
export const recordMeeting = (pool: Pool, by: Principal, meeting: NewMeeting): Promise<{ ok: true; id: string } | Refusal> =>
  transaction(pool, async (db) => {
    const refusal = await strangers(db, by, {
      departments: [...meeting.departments, ...meeting.decisions.map(({ departmentId }) => departmentId)],
    })
    if (refusal) return refusal
    // The task list is the whole district's: what a township decides is followed up there.
    const ofDistrict = may(by, 'task:write') ? -1 : meeting.decisions.findIndex(({ task }) => task)
    if (ofDistrict >= 0) return refusedField(`body.decisions.${ofDistrict}.task`, 'the task list is the whole district’s')
    const early = meeting.decisions.findIndex(({ dueOn }) => dueOn < meeting.heldOn)
    if (early >= 0) return refusedField(`body.decisions.${early}.dueOn`, `expected a day from ${meeting.heldOn} on`)
    const taskIds: (string | null)[] = []
    for (const { task, text, departmentId, dueOn, person } of meeting.decisions) {
      const id = task ? `t-${randomBytes(5).toString('hex')}` : null
      taskIds.push(id)
      if (id === null) continue
      const money = { budgetPlanned: null, budgetArrived: null, budgetSpent: null }
      const written = {
        id,
        point: '联席会议',
        measureId: null,
        text,
        leadDept: departmentId,
        responsible: [],
        person: person || null,
        leader: null,
        ...money,
      }
      await insertTask(db, { ...written, startsOn: meeting.heldOn, dueOn, milestones: [], evidence: null }, by.username)
      await logTask(db, { taskId: id, by: by.username, kind: 'created', note: meeting.title })
      await insertNotices(db, assignedTask({ id, text }, [departmentId]))
    }
    return { ok: true, id: await insertMeeting(db, meeting, taskIds, by.username, { townships: ownTownships(by) }) }
  })

type LoanAnswer = { ok: true; loan: TeacherLoan } | Refusal

/** A teacher goes on loan; more than six months are written down and flagged. */
export const lendTeacher = (pool: Pool, by: Principal, loan: NewTeacherLoan): Promise<LoanAnswer> =>
  transaction(pool, async (db) => {
    if (loan.endsOn < loan.startsOn) return refusedField('body.endsOn', `expected a day from ${loan.startsOn} on`)
    if (!seesSchool(by, loan.schoolId) || !(await hasSchool(db, loan.schoolId)))
      return refusedField('body.schoolId', `there is no school ${loan.schoolId}`)
    return { ok: true, loan: (await findLoan(db, by, await insertLoan(db, loan, by.username), { lock: false })) as TeacherLoan }
  })

export const returnTeacher = (
  pool: Pool,
  by: Principal,
  id: string,
  { version, returnedOn }: z.infer<typeof ReturnTeacher>,
): Promise<LoanAnswer> =>
  transaction(pool, async (db) => {
    const loan = await findLoan(db, by, id, { lock: true })
    if (!loan) return refuse('not-found', `there is no loan ${id}`)
    if (loan.version !== version || loan.returnedOn !== null) {
      const changedBy = await lastOfLoan(db, id)
      const detail = `version ${version} was seen; ${changedBy} changed the loan since, it is at ${loan.version}`
      return refuse('version-conflict', detail, { current: { ...loan, changedBy } })
    }
    if (returnedOn < loan.startsOn) return refusedField('body.returnedOn', `expected a day from ${loan.startsOn} on`)
    await saveReturned(db, id, returnedOn, by.username)
    return { ok: true, loan: (await findLoan(db, by, id, { lock: false })) as TeacherLoan }
  })

/** What supervision found becomes points of the year's appraisal. A wrong one is answered by another, never rewritten. */
export const appraise = (pool: Pool, by: Principal, entry: NewAppraisal): Promise<{ ok: true } | Refusal> =>
  transaction(pool, async (db) => {
    const refusal = await strangers(db, by, { departments: [entry.departmentId], taskId: entry.taskId })
    if (refusal) return refusal
    await insertAppraisal(db, entry, by.username)
    return { ok: true }
  })

/** 问责, by department and name. */
export const holdToAccount = (pool: Pool, by: Principal, entry: NewAccountability): Promise<{ ok: true } | Refusal> =>
  transaction(pool, async (db) => {
    const refusal = await strangers(db, by, { departments: [entry.departmentId], taskId: entry.taskId })
    if (refusal) return refusal
    await insertAccountability(db, entry, by.username)
    return { ok: true }
  })
