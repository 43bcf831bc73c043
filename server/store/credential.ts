import type { Credential } from '#contracts/credential.ts'
import { decodeCursor, type Paged, pageOf } from './page.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'

type Row = Omit<Credential, 'expiresAt' | 'madeAt' | 'revokedAt'> & { expiresAt: Date | null; madeAt: Date; revokedAt: Date | null }

const SELECT = `select name, kind, expires_at as "expiresAt", ${personName('made_by')} as "madeBy", made_at as "madeAt", revoked_at as "revokedAt" from credential`
const toCredential = ({ expiresAt, madeAt, revokedAt, ...row }: Row): Credential => ({
  ...row,
  expiresAt: expiresAt?.toISOString() ?? null,
  madeAt: madeAt.toISOString(),
  revokedAt: revokedAt?.toISOString() ?? null,
})

const NAME = /^[A-Za-z0-9._:/-]{1,110}$/

export async function listCredentials(
  db: Queryable,
  { name, cursor, limit }: { name?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<Credential>> {
  const [after] = decodeCursor(cursor, NAME) ?? [null]
  const { rows } = await db.query<Row>(
    `${SELECT} where ($1::text is null or name > $1) and ($2::text is null or starts_with(name, $2)) order by name limit $3`,
    [after, name ?? null, limit + 1],
  )
  return pageOf(rows, limit, (row) => [row.name], toCredential)
}

/** Gives a name its credential; what it had before is worth nothing from now on. */
export async function putCredential(
  db: Queryable,
  { name, kind, hash, expiresAt, by }: { name: string; kind: string; hash: string | null; expiresAt: string | null; by: string },
): Promise<Credential> {
  const { rows } = await db.query<Row>(
    `with made as (
       insert into credential (name, kind, hash, expires_at, made_by) values ($1, $2, $3, $4, $5)
       on conflict (name) do update set kind = excluded.kind, hash = excluded.hash, expires_at = excluded.expires_at, made_by = excluded.made_by,
         made_at = now(), revoked_at = null returning *)
     ${SELECT.replace('from credential', 'from made')}`,
    [name, kind, hash, expiresAt, by],
  )
  if (!rows[0]) throw new Error(`credential ${name} was just made and cannot be read`)
  return toCredential(rows[0])
}

/** @returns whether there was one in force */
export async function revokeCredential(db: Queryable, name: string): Promise<boolean> {
  const { rowCount } = await db.query('update credential set revoked_at = now() where name = $1 and revoked_at is null', [name])
  return rowCount === 1
}

/** By what each of these names may come in now: the hash of its password, or the mark of its certificate. */
export async function credentialMarks(db: Queryable, names: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ name: string; hash: string | null; madeAt: Date }>(
    `select name, hash, made_at as "madeAt" from credential
     where name = any($1::text[]) and revoked_at is null and (expires_at is null or expires_at > now())`,
    [names],
  )
  return new Map(rows.map(({ name, hash, madeAt }) => [name, hash ?? certificateMark(madeAt)]))
}

/** Hashes in force, by name. */
export async function passwordsOf(db: Queryable, names: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ name: string; hash: string }>(
    'select name, hash from credential where name = any($1::text[]) and hash is not null and revoked_at is null',
    [names],
  )
  return new Map(rows.map(({ name, hash }) => [name, hash]))
}

/** Names whose credential was taken out of force and not made anew. */
export async function revokedNames(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>('select name from credential where revoked_at is not null order by name')
  return rows.map(({ name }) => name)
}

/** Whether a name is out of force. */
export async function isRevoked(db: Queryable, name: string): Promise<boolean> {
  const { rowCount } = await db.query('select from credential where name = $1 and revoked_at is not null', [name])
  return rowCount === 1
}

/** By what a name's certificate in force is known: when it was noted; null where there is none. */
export async function certificateOf(db: Queryable, name: string): Promise<string | null> {
  const { rows } = await db.query<{ madeAt: Date }>(
    `select made_at as "madeAt" from credential where name = $1 and kind = 'certificate' and revoked_at is null and expires_at > now()`,
    [name],
  )
  return rows[0] ? certificateMark(rows[0].madeAt) : null
}
const certificateMark = (madeAt: Date): string => `certificate/${madeAt.toISOString()}`

/** Everything in force, for a broker's files. */
export async function credentialsInForce(db: Queryable): Promise<{ name: string; hash: string | null }[]> {
  const { rows } = await db.query<{ name: string; hash: string | null }>(
    'select name, hash from credential where revoked_at is null and (expires_at is null or expires_at > now()) order by name',
  )
  return rows
}

/** R55: a certificate that ends within 30 days is a fault of its device; one that was renewed or revoked is none any more. */
export async function watchCertificates(db: Queryable): Promise<void> {
  await db.query(
    `insert into fault as f (kind, detail, device_id, school_id, opened_at, last_at)
     select 'device-fault', 'certificate-expires', d.id, d.school_id, now(), now()
     from credential c join device d on d.id = c.name
     where c.kind = 'certificate' and c.revoked_at is null and c.expires_at < now() + interval '30 days'
     on conflict (coalesce(device_id, ''), kind, point, coalesce(detail, '')) where closed_at is null do update set last_at = excluded.last_at`,
  )
  await db.query(
    `update fault set closed_at = greatest(now(), opened_at) where kind = 'device-fault' and detail = 'certificate-expires' and closed_at is null
       and not exists (select from credential c where c.name = fault.device_id and c.kind = 'certificate' and c.revoked_at is null
         and c.expires_at < now() + interval '30 days')`,
  )
}

/** Whether a name is somebody's: a registered native device, or a mount of a school. */
export async function isCredentialHolder(db: Queryable, name: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `select from device where id = $1 and dialect = 'native' union all select from school where 'edge/' || id = regexp_replace($1, '/[^/]+$', '')`,
    [name],
  )
  return (rowCount ?? 0) > 0
}
