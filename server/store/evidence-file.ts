import type { EvidenceRow } from '#contracts/measure.ts'
import { EVIDENCE_FILES } from '#domain/evidence-file.ts'
import type { Queryable } from './pool.ts'

/** Fills in the photos and papers of what rows of evidence speak of, the oldest first; erased ones are none. */
export async function withFiles<T extends { readonly evidence: readonly EvidenceRow[] }>(db: Queryable, items: readonly T[]): Promise<T[]> {
  const owners = items.flatMap(({ evidence }) =>
    evidence.flatMap(({ kind, id }) => {
      const owner = EVIDENCE_FILES[kind]?.owner
      return owner ? [{ owner, id }] : []
    }),
  )
  if (owners.length === 0) return [...items]
  const { rows } = await db.query<{ owner: string; id: string; fileIds: string[] }>(
    `select owner_kind as owner, owner_id as id, array_agg(file.id::text order by uploaded_at, file.id) as "fileIds" from file
     where (owner_kind, owner_id) in (select * from unnest($1::text[], $2::text[])) and erased_at is null group by owner_kind, owner_id`,
    [owners.map(({ owner }) => owner), owners.map(({ id }) => id)],
  )
  const found = new Map(rows.map(({ owner, id, fileIds }) => [`${owner} ${id}`, fileIds]))
  const filled = (row: EvidenceRow): EvidenceRow => {
    const fileIds = found.get(`${EVIDENCE_FILES[row.kind]?.owner} ${row.id}`)
    return fileIds ? { ...row, fileIds } : row
  }
  return items.map((item) => ({ ...item, evidence: item.evidence.map(filled) }))
}
