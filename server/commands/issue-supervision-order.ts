import type { NewSupervisionOrder, SupervisionOrder, SupervisionOwner } from '#contracts/supervision-order.ts'
import type { Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { unknownDepartments } from '../store/department.ts'
import { findHazard, logHazard } from '../store/hazard.ts'
import { insertNotices } from '../store/notice.ts'
import { UUID } from '../store/page.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { findSupervisionOrder, insertSupervisionOrder, logSupervision } from '../store/supervision-order.ts'
import { findTask, logTask } from '../store/task.ts'

export type SupervisionAnswer = { ok: true; order: SupervisionOrder } | Refusal

/** What an order is about, in the owner's own words, and the departments whose business it is. */
interface Subject {
  readonly words: string
  readonly departments: readonly string[]
}

/** null when there is no such owner. */
const SUBJECTS: Record<SupervisionOwner, (db: Queryable, by: Principal, id: string) => Promise<Subject | null>> = {
  task: async (db, by, id) => {
    if (by.schoolIds !== null) return null // tasks are the whole district's
    const task = await findTask(db, by, id, { lock: false })
    return task && { words: task.text, departments: task.departments.map((department) => department.id) }
  },
  hazard: async (db, by, id) => {
    const hazard = UUID.test(id) ? await findHazard(db, by, id) : null
    return (
      hazard && {
        words: `${hazard.schoolName}：${hazard.title}`,
        departments: [...(hazard.leadDept === null ? [] : [hazard.leadDept]), ...hazard.coDepts],
      }
    )
  },
}

/** Issues a 督办单. Its number follows the year's last one in order of commit. */
export const issueSupervisionOrder = (pool: Pool, by: Principal, wanted: NewSupervisionOrder): Promise<SupervisionAnswer> =>
  transaction(pool, async (db) => {
    const owner = await SUBJECTS[wanted.ownerKind](db, by, wanted.ownerId)
    if (owner === null) return refuse('not-found', `there is no ${wanted.ownerKind} ${wanted.ownerId}`)
    const today = shanghaiDay(new Date())
    const [unknown] = await unknownDepartments(db, [wanted.departmentId])
    if (unknown !== undefined) {
      const message = `there is no department ${unknown}`
      return refuse('refused-input', message, { errors: [{ path: 'body.departmentId', message }] })
    }
    // Who has no part in it cannot open it (R33), and the one who has would hear nothing.
    if (!owner.departments.includes(wanted.departmentId)) {
      const message = `${wanted.departmentId} neither leads the ${wanted.ownerKind} nor has a part in it`
      return refuse('refused-input', message, { errors: [{ path: 'body.departmentId', message }] })
    }
    if (wanted.dueOn < today) {
      const message = `expected a day from ${today} on, found ${wanted.dueOn}`
      return refuse('refused-input', message, { errors: [{ path: 'body.dueOn', message }] })
    }
    const id = await insertSupervisionOrder(db, { ...wanted, subject: owner.words }, by.username, { year: Number(today.slice(0, 4)) })
    await logSupervision(db, id, by.username, 'issued', null)
    await insertNotices(db, {
      kind: 'orderIssued',
      ownerKind: 'supervisionOrder',
      ownerId: id,
      subject: owner.words,
      to: [{ audience: 'department', audienceId: wanted.departmentId }],
    })
    if (wanted.ownerKind === 'hazard') {
      const data = { order: id, dueOn: wanted.dueOn, department: wanted.departmentId }
      await logHazard(db, { hazardId: wanted.ownerId, by: by.username, name: by.name, kind: 'orderIssued', note: wanted.demand, data })
    }
    if (wanted.ownerKind === 'task')
      await logTask(db, {
        taskId: wanted.ownerId,
        by: by.username,
        departmentId: wanted.departmentId,
        kind: 'orderIssued',
        note: wanted.demand,
      })
    return { ok: true, order: (await findSupervisionOrder(db, by, id, { lock: false })) as SupervisionOrder }
  })
