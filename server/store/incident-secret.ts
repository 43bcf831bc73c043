import { createHash, randomUUID } from 'node:crypto'
import { seal, unseal } from './note.ts'
import type { Queryable } from './pool.ts'

type SecretKind = 'people' | 'summary' | 'statement' | 'note' | 'report'

/** Seals a text of an incident under a key of its own. @returns its id */
export async function sealSecret(db: Queryable, incidentId: string, kind: SecretKind, text: string): Promise<string> {
  const id = randomUUID()
  const { key, sealed } = seal(text)
  await db.query(
    `with k as (insert into record_key (id, key) values ($1, $2))
     insert into incident_secret (id, incident_id, kind, sealed) values ($1, $3, $4, $5)`,
    [id, key, incidentId, kind, sealed],
  )
  return id
}

/** Texts by id; null where the key was destroyed. */
export async function unsealSecrets(db: Queryable, ids: readonly string[]): Promise<Map<string, string | null>> {
  if (ids.length === 0) return new Map()
  const { rows } = await db.query<{ id: string; key: Buffer | null; sealed: Buffer }>(
    'select k.id, k.key, s.sealed from record_key k join incident_secret s using (id) where k.id = any($1::uuid[])',
    [ids],
  )
  return new Map(rows.map(({ id, key, sealed }) => [id, key && unseal(key, sealed)]))
}

/** Every name that was ever entered for an incident, for masking; names of lists that were replaced still stand in old texts. */
export async function readPeopleLists(db: Queryable, incidentId: string): Promise<string[]> {
  const { rows } = await db.query<{ key: Buffer; sealed: Buffer }>(
    `select k.key, s.sealed from incident_secret s join record_key k using (id)
     where s.incident_id = $1 and s.kind = 'people' and k.key is not null`,
    [incidentId],
  )
  return rows.map(({ key, sealed }) => unseal(key, sealed))
}

/** Destroys the keys of everything sealed of an incident. @returns how many, and the hash of what can no longer be read: the proof */
export async function destroySecrets(db: Queryable, incidentId: string, at: Date): Promise<{ texts: number; sha256: string }> {
  const { rows } = await db.query<{ id: string; sealed: Buffer }>(
    'select id, sealed from incident_secret where incident_id = $1 order by at, id',
    [incidentId],
  )
  await db.query('update record_key set key = null, destroyed_at = $2 where id = any($1::uuid[]) and key is not null', [
    rows.map(({ id }) => id),
    at,
  ])
  const hash = createHash('sha256')
  for (const { sealed } of rows) hash.update(sealed)
  return { texts: rows.length, sha256: hash.digest('hex') }
}
