import { OWN_DETAILS } from '#domain/fault-change.ts'
import type { Queryable } from './pool.ts'

/** Whether the server found a fault by itself, as the domain says it. */
export const isOwn = (detail: string): string =>
  `split_part(coalesce(${detail}, ''), ':', 1) in (${OWN_DETAILS.map((own) => `'${own}'`).join()})`

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

/** Opens a fault of something that happened, or counts it once more while it is open. Its end is told by nobody. */
export async function openFault(db: Queryable, { kind, detail, externalId, source, at, times = 1 }: FaultFound): Promise<void> {
  await db.query(
    `insert into fault as f (kind, detail, device_id, school_id, opened_at, last_at, count, momentary)
     select $1, $2, d.id, d.school_id, $5, $5, $6, true from (select) one left join device d on d.external_id = $3 and d.source = $4 limit 1
     on conflict (coalesce(device_id, ''), kind, point, coalesce(detail, '')) where closed_at is null do update set count = f.count + excluded.count, last_at = excluded.last_at, momentary = true`,
    [kind, detail, externalId, source, at, times],
  )
}

/**
 * Closes faults whose end is told by nobody, when they have been quiet: a flood has kept to its rate for a minute, nothing more was lost on
 * its way for an hour, and what somebody should look at (a tamper, a battery) was not told again for half a day. Silence proves no repair:
 * what a device has told and somebody was sent to mend stays open until the device says that it is over.
 */
export async function closeQuietFaults(db: Queryable): Promise<void> {
  await db.query(
    `update fault set closed_at = greatest(now(), opened_at) where closed_at is null and momentary and last_at < now() - interval '1 minute'
       and last_at < now() - case when kind = 'flood' then interval '1 minute'
         when kind in ('comms-fault', 'network-fault') then interval '1 hour' else interval '12 hours' end
       and (kind = 'flood' or ${isOwn('detail')}
         or not exists (select from work_order o where o.fault_id = fault.id and o.state in ('assigned', 'onTheWay', 'mended')))`,
  )
}

/**
 * Opens what devices said in their maintenance and have not taken back, when the window is over. What is held stays beside its fault until
 * that ends: a device's word that it is over takes it away, also in the very moment in which its fault opens and is not seen yet; so an
 * open fault that has lost it is closed, here or with the next run. Of two workers at once one opens, and the other leaves that alone.
 */
export async function openHeldFaults(db: Queryable): Promise<void> {
  await db.query(
    `with due as (
       select * from held_fault h where opened_id is null and not exists (select from maintenance_device m join maintenance w on w.id = m.maintenance_id
         where m.device_id = h.device_id and w.starts_at <= now() and w.ends_at > now())),
     opened as (
       insert into fault (kind, detail, point, device_id, school_id, opened_at, last_at, since, held)
       select kind, nullif(detail, ''), point, device_id, school_id, now(), now(), at, true from due order by device_id, kind, point, detail
       on conflict do nothing returning id, device_id, kind, point, detail),
     kept as (
       update held_fault h set opened_id = o.id from opened o
       where h.device_id = o.device_id and h.kind = o.kind and h.point = o.point and h.detail = coalesce(o.detail, ''))
     delete from held_fault h using due d where h.device_id = d.device_id and h.kind = d.kind and h.point = d.point and h.detail = d.detail
       and h.opened_id is null and not exists (select from opened o where h.device_id = o.device_id and h.kind = o.kind and h.point = o.point and h.detail = coalesce(o.detail, ''))`,
  )
  await db.query(
    `update fault set closed_at = greatest(now(), opened_at)
     where closed_at is null and held and not exists (select from held_fault h where h.opened_id = fault.id)`,
  )
  await db.query('delete from held_fault h using fault f where h.opened_id is not null and f.id = h.opened_id and f.closed_at is not null')
}
