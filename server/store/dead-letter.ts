import type { Queryable } from './pool.ts'

export interface DeadLetterBytes {
  id: number
  topic: string
  payload: Buffer
  retained: boolean
  receivedAt: Date
  replayedAt: Date | null
}

/** One dead letter with its bytes, locked until the transaction ends. */
export async function readDeadLetter(db: Queryable, id: string): Promise<DeadLetterBytes | null> {
  const { rows } = await db.query<DeadLetterBytes>(
    'select id, topic, payload, retained, received_at as "receivedAt", replayed_at as "replayedAt" from dead_letter where id = $1',
    [id],
  )
  return rows[0] ?? null
}

export async function markReplayed(db: Queryable, id: string): Promise<void> {
  await db.query('update dead_letter set replayed_at = now() where id = $1', [id])
}
