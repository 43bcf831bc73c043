import type { Alarm } from '#contracts/alarm.ts'
import type { Message, Outcome } from '#domain/intake.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { markReplayed, readDeadLetter } from '../store/dead-letter.ts'
import type { RawBytes } from '../store/plan.ts'
import type { Pool } from '../store/pool.ts'
import { ingestMessages } from './ingest-messages.ts'

/** How bytes become a message: the gateway's decoder, handed in by the composition root. */
export type Redecode = (letter: { id: string; topic: string; payload: Buffer; retained: boolean; receivedAt: Date }) => Message | null

export type Replayed = { ok: true; outcome: Outcome; alarms: readonly Alarm[] } | Refusal

/** Tries a dead letter again after the fix: what it raises is late and keeps the time at which it was heard. @param id of the dead letter */
export async function replayDeadLetter(
  pool: Pool,
  id: string,
  redecode: Redecode,
  onChanged: (alarms: readonly Alarm[]) => void,
): Promise<Replayed> {
  if (!/^\d{1,18}$/.test(id)) return refuse('not-found', `no dead letter ${id}`)
  const letter = await readDeadLetter(pool, id)
  if (!letter) return refuse('not-found', `no dead letter ${id}`)
  if (letter.replayedAt) return refuse('conflict', `it was replayed at ${letter.replayedAt.toISOString()}`)
  const message = redecode({ ...letter, id })
  if (!message) return refuse('refused-input', 'it is none of our topics')
  const raw: RawBytes = { ...letter, dialect: message.dialect, source: message.source }
  const { outcomes, changes } = await ingestMessages(pool, { messages: [message], raw: () => raw })
  const outcome = outcomes.get(message.id)
  if (!outcome?.accepted) return refuse('refused-input', `it still cannot be taken: ${outcome?.reason ?? 'unknown'}`)
  await markReplayed(pool, id)
  onChanged(changes)
  return { ok: true, outcome, alarms: changes }
}
