import type { OrderCommandName, WorkOrder, WorkOrderAct } from '#contracts/work-order.ts'
import type { Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { doneWithin, mayTakeWord, missingProof, proofOf, stepOrder } from '#domain/work-order.ts'
import { type Pool, transaction } from '../store/pool.ts'
import {
  closeProvenFault,
  findOpenFault,
  findOrder,
  insertOrder,
  lastOfOrder,
  listAssignees,
  logOrder,
  type OrderRow,
  readMended,
  saveOrder,
  toWorkOrder,
} from '../store/work-order.ts'
import { answerOnce } from './answer-once.ts'

export type OrderAnswer = { ok: true; order: WorkOrder } | Refusal

export interface NewOrder {
  readonly faultId: string
  readonly assignee?: string | undefined
  readonly note?: string | undefined
  readonly doneAt?: string | undefined
}

/** Gives an open fault to somebody, by default to whoever asks. A fault has one open order. */
export const openWorkOrder = (pool: Pool, by: Principal, key: string, wanted: NewOrder): Promise<OrderAnswer> =>
  answerOnce<{ ok: true; order: WorkOrder }>(pool, by, key, { openWorkOrder: wanted }, async (db) => {
    const fault = await findOpenFault(db, by, wanted.faultId)
    if (!fault) return refuse('not-found', `there is no open fault ${wanted.faultId}`)
    const assignee = wanted.assignee ?? by.username
    if (!(await listAssignees(db, by, wanted.faultId)).some(({ username }) => username === assignee)) {
      const message = `${assignee} is no technician or vendor whom you can send there`
      return refuse('refused-input', message, { errors: [{ path: 'body.assignee', message }] })
    }
    const doneAt = instant(wanted.doneAt)
    const assignedAt = doneWithin(doneAt, fault.openedAt, new Date())
    const { faultId } = wanted
    const id = await insertOrder(db, { ...fault, faultId, assignee, assignedBy: by.username, assignedAt, proof: proofOf(fault) })
    if (id === null) return refuse('conflict', 'the fault has an open order already')
    await logOrder(db, { orderId: id, doneAt, by: by.username, kind: 'assigned', note: wanted.note ?? null })
    return { ok: true, order: toWorkOrder((await findOrder(db, by, id, { lock: false })) as OrderRow, by) }
  })

/**
 * One step of an order. `verify` is refused until its proof is there; for a picture the proof is this person's look, and for a device that
 * is well again and never says so, this person's word with its reason, where the word is not a vendor's about his own mending.
 */
export const commandWorkOrder = (
  pool: Pool,
  by: Principal,
  key: string,
  { id, command, body }: { id: string; command: OrderCommandName; body: WorkOrderAct },
): Promise<OrderAnswer> =>
  answerOnce<{ ok: true; order: WorkOrder }>(pool, by, key, { order: id, command, body }, async (db) => {
    const order = await findOrder(db, by, id, { lock: true })
    if (!order) return refuse('not-found', `there is no work order ${id}`)
    if (order.version !== body.version) {
      const changedBy = await lastOfOrder(db, id)
      const detail = `version ${body.version} was seen; ${changedBy ?? 'the system'} changed the order since, it is at ${order.version} and ${order.state}`
      return refuse('version-conflict', detail, { current: { ...toWorkOrder(order, by), changedBy } })
    }
    const missing = command === 'verify' && order.proof !== 'look' ? missingProof(order, order) : null
    if (missing !== null && !mayTakeWord(by, order, order))
      return refuse('conflict', `not verified: ${missing}`, { current: toWorkOrder(order, by) })
    if (missing !== null && body.note === undefined)
      return refuse('refused-input', 'expected a reason: the device has not told that its fault is over', {
        errors: [{ path: 'body.note', message: 'is required' }],
      })
    if (command === 'note' && body.note === undefined)
      return refuse('refused-input', 'expected a note', { errors: [{ path: 'body.note', message: 'is required' }] })
    const now = new Date()
    const doneAt = instant(body.doneAt)
    // A press that followed the mending proves it, also where the phone tells of the mending later.
    const at = command === 'mend' ? doneWithin(doneAt, order.assignedAt, now) : now
    const stepped = stepOrder(order, command, at, body.note)
    if (!stepped.ok) return refuse('conflict', stepped.reason, { current: toWorkOrder(order, by) })
    await saveOrder(db, { ...order, ...stepped.order }, command === 'verify' ? { at: now, by: by.username } : null)
    if (command === 'verify') await closeProvenFault(db, order.faultId, now)
    await logOrder(db, { orderId: id, doneAt, by: by.username, kind: LOGGED[command], note: body.note ?? null })
    return { ok: true, order: toWorkOrder((await findOrder(db, by, id, { lock: false })) as OrderRow, by) }
  })

const LOGGED = {
  start: 'onTheWay',
  mend: 'mended',
  verify: 'verified',
  cancel: 'cancelled',
  pause: 'paused',
  resume: 'resumed',
  note: 'noted',
} as const satisfies Record<OrderCommandName, string>

const instant = (at: string | undefined): Date | null => (at === undefined ? null : new Date(at))

/** Ends what is mended and has its proof by now: a press that came through, a device that is heard well again. */
export async function verifyWorkOrders(pool: Pool): Promise<number> {
  return transaction(pool, async (db) => {
    const proven = (await readMended(db)).filter((order) => missingProof(order, order) === null)
    for (const order of proven) {
      const now = new Date()
      const stepped = stepOrder(order, 'verify', now)
      if (!stepped.ok) continue
      await saveOrder(db, { ...order, ...stepped.order }, { at: now, by: null })
      await closeProvenFault(db, order.faultId, now)
      await logOrder(db, { orderId: order.id, doneAt: null, by: null, kind: 'verified', note: null })
    }
    return proven.length
  })
}
