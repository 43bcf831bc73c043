import type { SupervisionAct, SupervisionActName, SupervisionOrder } from '#contracts/supervision-order.ts'
import type { Principal } from '#domain/policy.ts'
import { refuse } from '#domain/problem.ts'
import { stepSupervision } from '#domain/supervision-order.ts'
import { insertNotices } from '../store/notice.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { findSupervisionOrder, logSupervision, saveSupervisionOrder } from '../store/supervision-order.ts'
import { logTask } from '../store/task.ts'
import type { SupervisionAnswer } from './issue-supervision-order.ts'

const LOGGED = {
  receive: 'received',
  answer: 'answered',
  close: 'closed',
  return: 'returned',
  withdraw: 'withdrawn',
} as const satisfies Record<SupervisionActName, string>

/** One step of a 督办单. What is answered stands in its task's log too. */
export const actOnSupervisionOrder = (
  pool: Pool,
  by: Principal,
  { id, name, act }: { id: string; name: SupervisionActName; act: SupervisionAct },
): Promise<SupervisionAnswer> =>
  transaction(pool, async (db) => {
    const order = await findSupervisionOrder(db, by, id, { lock: true })
    if (!order) return refuse('not-found', `there is no supervision order ${id}`)
    if (order.version !== act.version)
      return refuse(
        'version-conflict',
        `version ${act.version} was seen; ${order.changedBy} changed the order since, it is ${order.state}`,
        {
          current: order,
        },
      )
    const stepped = stepSupervision(order.state, name, act.note)
    if (!stepped.ok)
      return stepped.path
        ? refuse('refused-input', `${stepped.path}: ${stepped.reason}`, { errors: [{ path: stepped.path, message: stepped.reason }] })
        : refuse('conflict', stepped.reason, { current: order })
    const note = act.note ?? null
    await saveSupervisionOrder(db, id, { state: stepped.state, name, note, by: by.username })
    await logSupervision(db, id, by.username, LOGGED[name], note)
    if (name === 'answer')
      await insertNotices(db, {
        kind: 'orderAnswered',
        ownerKind: 'supervisionOrder',
        ownerId: id,
        subject: order.subject,
        to: [{ audience: 'bureau', audienceId: '' }],
      })
    if (order.ownerKind === 'task')
      await logTask(db, {
        taskId: order.ownerId,
        by: by.username,
        departmentId: order.departmentId,
        kind: `order${LOGGED[name].replace(/^./, (first) => first.toUpperCase())}`,
        note,
        data: { order: order.number },
      })
    return { ok: true, order: (await findSupervisionOrder(db, by, id, { lock: false })) as SupervisionOrder }
  })
