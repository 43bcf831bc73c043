import type { Queryable } from './pool.ts'

export interface FaultFound {
  kind: string
  detail: string
  /** The vendor's identity of the device and its source, where the fault is a device's; the register gives device and school. */
  externalId: string | null
  source: string | null
  at: Date
  /** How often it happened since it was last told; default: once. */
  times?: number
}

/** Opens a fault, or counts it once more while it is open. */
export async function openFault(db: Queryable, { kind, detail, externalId, source, at, times = 1 }: FaultFound): Promise<void> {
  await db.query(
    `insert into fault as f (kind, detail, device_id, school_id, opened_at, last_at, count)
     select $1, $2, d.id, d.school_id, $5, $5, $6 from (select) one left join device d on d.external_id = $3 and d.source = $4 limit 1
     on conflict (coalesce(device_id, ''), kind, coalesce(detail, '')) where closed_at is null do update set count = f.count + excluded.count, last_at = excluded.last_at`,
    [kind, detail, externalId, source, at, times],
  )
}

/** A flood is over when its sender has kept to its rate for a minute. */
export async function closeQuietFloods(db: Queryable): Promise<void> {
  await db.query(`update fault set closed_at = now() where kind = 'flood' and closed_at is null and last_at < now() - interval '1 minute'`)
}
