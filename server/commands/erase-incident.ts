import { limitOf, ruleAt } from '#domain/incident-clock.ts'
import { audit } from '../store/audit.ts'
import { eraseFiles, listErasedBytes, noteBytesGone } from '../store/file.ts'
import { removeBytes } from '../store/file-bytes.ts'
import { logIncident } from '../store/incident.ts'
import { readRules } from '../store/incident-rule.ts'
import { destroySecrets } from '../store/incident-secret.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'

/** Destroys the keys of an incident's names and texts, and its files. What was done and when stays; the log holds the proof. */
export async function eraseIncident(
  db: Queryable,
  id: string,
  why: { by: string | null; rule: 'retention' | 'request' },
  at: Date,
): Promise<{ texts: number; sha256: string; files?: string[] }> {
  const files = await eraseFiles(db, { kind: 'incident', id }, at)
  const proof = { ...(await destroySecrets(db, id, at)), ...(files.length > 0 ? { files } : {}) }
  await db.query('update incident set erased_at = $2, people_id = null, summary_id = null, version = version + 1 where id = $1', [id, at])
  await logIncident(db, { incidentId: id, by: why.by, kind: 'erased', data: { rule: why.rule, ...proof } })
  return proof
}

/** Takes the bytes of erased files off the disk, unless another file has the same. */
export async function removeErasedBytes(pool: Pool, root: string): Promise<void> {
  for (const sha256 of await listErasedBytes(pool, BATCH)) {
    await removeBytes(root, sha256)
    await transaction(pool, (db) => noteBytesGone(db, sha256))
  }
}

/** At once, so that a transaction stays short. */
const BATCH = 20

/** Erases what was closed longer ago than the rule keeps it (R57). @returns how many incidents */
export async function eraseExpired(pool: Pool, now: Date): Promise<number> {
  return transaction(pool, async (db) => {
    const rule = ruleAt(await readRules(db), 'retention', now)
    if (!rule) return 0
    // Days are added to the closing, not taken from now: the limit ends with a day in Shanghai.
    const { rows } = await db.query<{ id: string; closedAt: Date }>(
      `select id, closed_at as "closedAt" from incident where erased_at is null and closed_at < $1::timestamptz - make_interval(days => $2)
       order by closed_at limit $3 for update`,
      [now, rule.amount, BATCH],
    )
    const due = rows.filter(({ closedAt }) => limitOf(closedAt, rule, new Map()) < now)
    const proofs = []
    for (const { id } of due) proofs.push({ id, ...(await eraseIncident(db, id, { by: null, rule: 'retention' }, now)) })
    for (const { id, ...proof } of proofs)
      await audit(db, {
        account: null,
        role: null,
        address: null,
        action: 'incident.erase',
        object: id,
        result: 'ok',
        data: { ...proof, rule: 'retention', version: rule.version },
      })
    return due.length
  })
}
