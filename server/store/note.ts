import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import type { Queryable } from './pool.ts'

const CIPHER = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

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
  const key = randomBytes(32)
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(CIPHER, key, iv)
  const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return { key, sealed }
}

export function unseal(key: Buffer, sealed: Buffer): string {
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, IV_BYTES))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')
}
