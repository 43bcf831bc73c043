import { type Batch, REFUSED_SQL } from './batch-builder.ts'
import type { SessionStatus } from './owner-queue.ts'
import type { ListenAction } from './session-policy.ts'
import { errorField, errorResponse, spans } from './wire.ts'

/** What becomes of the LISTENs of the transaction that a batch's output tells of. */
export interface TransactionEnd {
  note(action: ListenAction): void
  commit(): void
  rollback(): void
}

export interface SharedOutput {
  /** For the client that sent the batch. */
  readonly own: Buffer
  /** NotificationResponse frames, for those who listen. */
  readonly notifications: readonly Buffer[]
  readonly status: SessionStatus
}

/**
 * Shares a batch's output out: notifications apart, the rest as its client expects it of a session of its own.
 * @param replayed whether the client's unnamed statement was parsed again in front of the batch
 */
export function shareOutput(batch: Batch, output: Buffer, replayed: boolean, transaction: TransactionEnd): SharedOutput {
  const kept: Buffer[] = []
  const notifications: Buffer[] = []
  const listens = [...batch.listens]
  let from = 0
  let status: SessionStatus = null
  let dropParse = replayed
  let dropCopyIn = batch.copyIn
  let refusal = batch.refusal
  for (const { type, start, end } of spans(output)) {
    let instead: Buffer | undefined
    const bytes = output.subarray(start, end)
    if (type === 'A') {
      notifications.push(bytes)
      instead = Buffer.alloc(0)
    } else if (type === '1' && dropParse) {
      dropParse = false
      instead = Buffer.alloc(0)
    } else if (type === 'G' && dropCopyIn) {
      dropCopyIn = false
      instead = Buffer.alloc(0)
    } else if (type === 'E') {
      transaction.rollback()
      if (refusal && errorField(bytes, 'M')?.includes(REFUSED_SQL)) {
        instead = errorResponse(refusal)
        refusal = undefined
      }
    } else if (type === 'C') instead = complete(bytes, listens, transaction)
    else if (type === 'Z') status = String.fromCharCode(bytes[5] ?? 0) as SessionStatus
    if (instead) {
      kept.push(output.subarray(from, start), instead)
      from = end
    }
  }
  kept.push(output.subarray(from))
  if (status === 'I') transaction.commit()
  return { own: kept.length === 1 ? output : Buffer.concat(kept), notifications, status }
}

/** @returns the CommandComplete to send instead, for an UNLISTEN that ran as a LISTEN */
function complete(bytes: Buffer, listens: ListenAction[], transaction: TransactionEnd): Buffer | undefined {
  const tag = bytes.toString('latin1', 5, Math.min(bytes.length - 1, 16))
  if (tag === 'COMMIT') transaction.commit()
  if (tag === 'ROLLBACK') transaction.rollback()
  if (tag !== 'LISTEN') return
  const action = listens.shift()
  if (!action) return
  transaction.note(action)
  return action.listen ? undefined : Buffer.from('C\0\0\0\rUNLISTEN\0', 'latin1')
}
