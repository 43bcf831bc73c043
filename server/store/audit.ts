import { createHash } from 'node:crypto'
import type { AuditEntry } from '#contracts/audit.ts'
import { LOCK } from './lock.ts'
import { decodeCursor, NUMBER, type Paged, pageOf } from './page.ts'
import type { Queryable } from './pool.ts'
import { storable, storableText } from './storable-text.ts'

const GENESIS = Buffer.alloc(32)

/** Who did what to what, with which result (R52). `account` is a user name; null when nobody known acted. */
export interface AuditFact {
  account: string | null
  role: string | null
  address: string | null
  /** e.g. `session.open`, `account.role`, `alarm.acknowledge`, `refused` */
  action: string
  object?: string | null
  /** `ok`, or the kind of problem */
  result: string
  data?: Record<string, unknown>
}

interface AuditRow extends Required<AuditFact> {
  id: number
  at: Date
  previousHash: Buffer
  hash: Buffer
}

/** Keys in order, so that a document has one form whatever jsonb makes of it. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).filter(([, held]) => held !== undefined)
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`)
    .join(',')}}`
}

function hashOf(previous: Buffer, at: Date, { account, role, address, action, object, result, data }: AuditFact): Buffer {
  // A caller who hung up meanwhile has no address: what is not there is hashed as the row will hold it.
  const row = canonical([at.toISOString(), account ?? null, role ?? null, address ?? null, action, object ?? null, result, data ?? {}])
  return createHash('sha256').update(previous).update(row).digest()
}

/**
 * Adds one line to the audit log, chained to the last. Must run in a transaction: the chain is locked until it ends, so call it last.
 */
export async function audit(db: Queryable, told: AuditFact): Promise<void> {
  // Who asked for what cannot be stored is written down all the same.
  const text = (said: string | null | undefined) => (said == null ? null : storableText(said))
  const fact = { ...told, account: text(told.account), object: text(told.object), data: storable(told.data ?? {}) }
  await db.query('select pg_advisory_xact_lock($1)', [LOCK.audit])
  // A statement of its own: its snapshot must be younger than the lock, or the line before is missed.
  const { rows } = await db.query<{ at: Date; hash: Buffer | null }>(
    `select date_trunc('milliseconds', clock_timestamp()) as at, (select hash from audit_log order by id desc limit 1) as hash`,
  )
  const { at, hash } = rows[0] ?? { at: new Date(), hash: null }
  const previous = hash ?? GENESIS
  await db.query(
    `insert into audit_log (at, account, role, address, action, object, result, data, previous_hash, hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      at,
      fact.account,
      fact.role,
      fact.address,
      fact.action,
      fact.object,
      fact.result,
      canonical(fact.data),
      previous,
      hashOf(previous, at, fact),
    ],
  )
}

const COLUMNS = `id, at, account, role, address, action, object, result, data, previous_hash as "previousHash", hash`

/** Checks the whole chain. @returns the number of lines, or the first line that was altered, or that follows one that is missing */
export async function verifyAudit(db: Queryable): Promise<{ ok: true; lines: number } | { ok: false; id: number; reason: string }> {
  let previous: Buffer = GENESIS
  let last = 0
  for (let lines = 0; ; ) {
    const { rows } = await db.query<AuditRow>(`select ${COLUMNS} from audit_log where id > $1 order by id limit 1000`, [last])
    if (rows.length === 0) return { ok: true, lines }
    for (const row of rows) {
      if (!row.previousHash.equals(previous)) return { ok: false, id: row.id, reason: 'the line before it is missing or was replaced' }
      if (!row.hash.equals(hashOf(previous, row.at, row))) return { ok: false, id: row.id, reason: 'the line was altered' }
      previous = row.hash
      last = row.id
      lines += 1
    }
  }
}

export interface AuditFilter {
  account?: string | undefined
  action?: string | undefined
  from?: string | undefined
  to?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** The audit log, newest first. */
export async function listAudit(db: Queryable, { account, action, from, to, cursor, limit }: AuditFilter): Promise<Paged<AuditEntry>> {
  const [before] = decodeCursor(cursor, NUMBER) ?? [null]
  const { rows } = await db.query<AuditRow>(
    `select ${COLUMNS} from audit_log
     where ($1::bigint is null or id < $1) and ($2::text is null or account = $2) and ($3::text is null or action = $3)
       and ($4::timestamptz is null or at >= $4) and ($5::timestamptz is null or at < $5)
     order by id desc limit $6`,
    [before, account ?? null, action ?? null, from ?? null, to ?? null, limit + 1],
  )
  return pageOf(rows, limit, ({ id }) => [String(id)], toEntry)
}

const toEntry = ({ previousHash, ...row }: AuditRow): AuditEntry => ({ ...row, at: row.at.toISOString(), hash: row.hash.toString('hex') })
