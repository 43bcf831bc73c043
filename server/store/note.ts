import { randomBytes, randomUUID } from 'node:crypto'
import { decrypt, encrypt, KEY_BYTES } from './cipher.ts'
import type { Queryable } from './pool.ts'

/**
 * Seals a note under a key of its own. Log lines refer to it by id and never hold its words, so that a lawful erasure destroys the key
 * and leaves the log as it was.
 * @returns the note's id
 */
export async function sealNote(db: Queryable, alarmId: string, text: string, at: Date): Promise<string> {
  const id = randomUUID()
  const { key, sealed } = seal(text)
  await db.query(
    `with k as (insert into record_key (id, key) values ($1, $2))
     insert into sealed_note (id, alarm_id, at, sealed) values ($1, $3, $4, $5)`,
    [id, key, alarmId, at, sealed],
  )
  return id
}

/** Notes by id, unsealed; null where the key was destroyed. */
export async function unsealNotes(db: Queryable, ids: readonly string[]): Promise<Map<string, string | null>> {
  if (ids.length === 0) return new Map()
  const { rows } = await db.query<{ id: string; key: Buffer | null; sealed: Buffer }>(
    'select k.id, k.key, n.sealed from record_key k join sealed_note n using (id) where k.id = any($1::uuid[])',
    [ids],
  )
  return new Map(rows.map(({ id, key, sealed }) => [id, key && unseal(key, sealed)]))
}

/** Seals a text under a key of its own. */
export function seal(text: string): { key: Buffer; sealed: Buffer } {
  const key = randomBytes(KEY_BYTES)
  return { key, sealed: encrypt(key, Buffer.from(text, 'utf8')) }
}

export const unseal = (key: Buffer, sealed: Buffer): string => decrypt(key, sealed).toString('utf8')
