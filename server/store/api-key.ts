import { createHash, randomBytes } from 'node:crypto'
import type { ApiKey, MadeApiKey, NewApiKey } from '#contracts/api-key.ts'
import type { Principal } from '#domain/policy.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'

type Row = Omit<ApiKey, 'expiresAt' | 'madeAt' | 'revokedAt' | 'lastUsedAt'> & {
  expiresAt: Date
  madeAt: Date
  revokedAt: Date | null
  lastUsedAt: Date | null
}

const COLUMNS = `id, name, lists, scope, expires_at as "expiresAt", ${personName('made_by')} as "madeBy", made_at as "madeAt", revoked_at as "revokedAt",
  last_used_at as "lastUsedAt"`
const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest()
const toKey = ({ expiresAt, madeAt, revokedAt, lastUsedAt, ...row }: Row): ApiKey => ({
  ...row,
  expiresAt: expiresAt.toISOString(),
  madeAt: madeAt.toISOString(),
  revokedAt: revokedAt?.toISOString() ?? null,
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
})

/** All keys, the newest first, revoked ones too. */
export async function listApiKeys(db: Queryable): Promise<ApiKey[]> {
  const { rows } = await db.query<Row>(`select ${COLUMNS} from api_key order by made_at desc, id limit 1000`)
  return rows.map(toKey)
}

/** Makes a key of 256 random bits; only its hash is kept. */
export async function insertApiKey(db: Queryable, { name, lists, scope, days }: NewApiKey, by: string): Promise<MadeApiKey> {
  const key = `xw_${randomBytes(32).toString('base64url')}`
  const { rows } = await db.query<Row>(
    `insert into api_key (name, key_sha256, lists, scope, expires_at, made_by) values ($1, $2, $3, $4, now() + make_interval(days => $5), $6)
     returning ${COLUMNS}`,
    [name, hashOf(key), lists, JSON.stringify(scope), days, by],
  )
  return { ...toKey(rows[0] as Row), key }
}

/** @returns the key as it is now, or null when there is none that was still in force */
export async function revokeApiKey(db: Queryable, id: string, by: string): Promise<ApiKey | null> {
  const { rows } = await db.query<Row>(
    `update api_key set revoked_at = now(), revoked_by = $2 where id = $1 and revoked_at is null returning ${COLUMNS}`,
    [id, by],
  )
  return rows[0] ? toKey(rows[0]) : null
}

/** Who reads with a key: the bureau within the key's scope, for the key's lists. */
export interface KeyReader {
  readonly id: string
  readonly name: string
  readonly lists: readonly string[]
  readonly principal: Principal
}

/** The reader behind a key that is neither revoked nor expired; its use is noted. */
export async function readerOfKey(db: Queryable, key: string): Promise<KeyReader | null> {
  const { rows } = await db.query<{ id: string; name: string; lists: string[]; scope: ApiKey['scope']; schoolIds: string[] | null }>(
    `update api_key set last_used_at = now() where key_sha256 = $1 and revoked_at is null and expires_at > now()
     returning id, name, lists, scope, case scope ->> 'kind' when 'district' then null
       else array(select school.id from school where scope -> 'ids' ? school.township_id order by school.id) end as "schoolIds"`,
    [hashOf(key)],
  )
  const [row] = rows
  if (!row) return null
  const { id, name, lists, scope, schoolIds } = row
  const principal: Principal = {
    accountId: id,
    username: `key:${name}`,
    name,
    role: 'bureau',
    scope,
    schoolIds,
    departments: [],
    session: 'desk',
  }
  return { id, name, lists, principal }
}
