import type { AbsenceCause, AbsenceNotice, NewPrevention, Prevention, PreventionOwner } from '#contracts/absence.ts'
import { maskNames } from '#domain/mask-name.ts'
import { may, type Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { findNotice, saveAnswer } from '../store/absence.ts'
import { findIncident, logIncident } from '../store/incident.ts'
import { readNames } from '../store/incident-detail.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { insertPrevention, linkPrevention, listPreventions, lockPrevention, markPreventionDone } from '../store/prevention.ts'
import { addTask } from './save-task.ts'

type PreventionAnswer = { ok: true; items: Prevention[] } | Refusal

/** Whether somebody sees the owner at all. */
export async function seesOwner(db: Queryable, reader: Principal, { ownerKind, ownerId }: PreventionOwner): Promise<boolean> {
  if (ownerKind === 'absenceNotice') return may(reader, 'absence:read') && (await findNotice(db, reader, ownerId)) !== null
  return (await findIncident(db, reader, ownerId)) !== null
}

/** Writes down what will prevent it. It may become a task that others read: known names do not go into it. */
export const addPrevention = (pool: Pool, by: Principal, wanted: NewPrevention): Promise<PreventionAnswer> =>
  transaction(pool, async (db) => {
    if (!(await seesOwner(db, by, wanted))) return refuse('not-found', `there is no ${wanted.ownerKind} ${wanted.ownerId}`)
    const names = wanted.ownerKind === 'incident' ? await readNames(db, wanted.ownerId) : []
    await insertPrevention(db, { ...wanted, what: maskNames(wanted.what, names).slice(0, 200) }, by.username)
    if (wanted.ownerKind === 'incident')
      await logIncident(db, { incidentId: wanted.ownerId, by: by.username, kind: 'preventionAdded', data: { dueOn: wanted.dueOn } })
    return { ok: true, items: await listPreventions(db, wanted) }
  })

/** Says that it is done. */
export const finishPrevention = (pool: Pool, by: Principal, id: string): Promise<PreventionAnswer> =>
  transaction(pool, async (db) => {
    const prevention = await lockPrevention(db, id)
    if (!prevention || !(await seesOwner(db, by, prevention))) return refuse('not-found', `there is no prevention ${id}`)
    if (prevention.doneAt) return refuse('conflict', `${prevention.doneBy} has said so already`)
    await markPreventionDone(db, id, by.username)
    return { ok: true, items: await listPreventions(db, prevention) }
  })

/** Puts it on the task list, for a department to lead; of two clerks the second is told which task it is. */
export const makeTaskOf = (pool: Pool, by: Principal, id: string, leadDept: string): Promise<PreventionAnswer> =>
  transaction(pool, async (db) => {
    const found = await lockPrevention(db, id)
    if (!found || !(await seesOwner(db, by, found))) return refuse('not-found', `there is no prevention ${id}`)
    if (found.taskId) return refuse('conflict', `it is task ${found.taskId} already`)
    // What was due before today starts with its own day: a task that ends before it begins is refused.
    const [startsOn = found.dueOn] = [shanghaiDay(new Date()), found.dueOn].sort()
    const made = await addTask(db, by, {
      ...{ id: `prevention-${id.slice(0, 8)}`, point: '事件防范措施', text: found.what, leadDept, responsible: [], milestones: [] },
      ...{ startsOn, dueOn: found.dueOn },
      ...{ measureId: null, person: null, leader: null, evidence: null, budgetPlanned: null, budgetArrived: null, budgetSpent: null },
    })
    if (!made.ok) return made
    await linkPrevention(db, id, made.task.id)
    return { ok: true, items: await listPreventions(db, found) }
  })

/** The school's word on a notice: the cause. */
export const answerNotice = (
  pool: Pool,
  by: Principal,
  id: string,
  { version, cause }: { version: number; cause: AbsenceCause },
): Promise<{ ok: true; notice: AbsenceNotice } | Refusal> =>
  transaction(pool, async (db) => {
    const notice = await findNotice(db, by, id, { lock: true })
    if (!notice) return refuse('not-found', `there is no notice ${id}`)
    if (notice.version !== version)
      return refuse('version-conflict', `version ${version} was seen, ${notice.answeredBy} has answered since`, { current: notice })
    await saveAnswer(db, id, { cause, by: by.username })
    return { ok: true, notice: (await findNotice(db, by, id)) as AbsenceNotice }
  })
