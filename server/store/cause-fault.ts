// The faults that the watch over the devices opens by itself: silence and flicker, one a cause, with what each darkens.
import { type Cause, isDeviceNode } from '#domain/cause.ts'
import type { CauseChanges, OpenCause } from '#domain/device-watch.ts'
import type { Queryable } from './pool.ts'

const KINDS: readonly Cause['kind'][] = ['offline', 'chattering']
const BELOW = 'below'

interface Row {
  id: string
  kind: Cause['kind']
  detail: string | null
  deviceId: string | null
  mergedInto: string | null
  under: string[]
}

/** The open ones. A cause that is no device is named by `detail`. */
export async function readOpenCauses(db: Queryable): Promise<OpenCause[]> {
  const { rows } = await db.query<Row>(
    `select id, kind, detail, device_id as "deviceId", merged_into as "mergedInto",
       coalesce((select array_agg(u.device_id) from fault_under u where u.fault_id = fault.id), '{}') as under
     from fault where closed_at is null and kind = any($1::text[])`,
    [KINDS],
  )
  return rows.map(({ id, kind, detail, deviceId, mergedInto, under }) => ({
    faultId: id,
    kind,
    node: deviceId ?? detail ?? '',
    below: deviceId !== null && detail === BELOW,
    under: new Set(under),
    mergedInto,
  }))
}

/** One cause as it is to be written: where it is, and since when. */
export interface FoundCause extends Cause {
  readonly deviceId: string | null
  readonly schoolId: string | null
  readonly since: Date
}

/** Writes what a look has changed. Must run in a transaction. */
export async function saveCauses(
  db: Queryable,
  { closed, merged, widened }: Omit<CauseChanges, 'opened'>,
  opened: readonly FoundCause[],
  at: Date,
): Promise<void> {
  const ids = new Map<string, string>()
  if (opened.length > 0) {
    const { rows } = await db.query<{ id: string; kind: string; node: string }>(
      `insert into fault as f (kind, detail, device_id, school_id, opened_at, last_at, since)
       select kind, detail, "deviceId", "schoolId", $2, $2, since
       from jsonb_to_recordset($1::jsonb) as c(kind text, detail text, "deviceId" text, "schoolId" text, since timestamptz)
       on conflict (coalesce(device_id, ''), kind, point, coalesce(detail, '')) where closed_at is null do update set last_at = excluded.last_at
       returning id, kind, coalesce(device_id, detail) as node`,
      [JSON.stringify(opened.map((cause) => ({ ...cause, detail: detailOf(cause) }))), at],
    )
    for (const { id, kind, node } of rows) ids.set(`${kind} ${node}`, id)
  }
  const under = [
    ...opened.flatMap((cause) => cause.under.map((deviceId) => ({ faultId: ids.get(`${cause.kind} ${cause.node}`), deviceId }))),
    ...widened.flatMap(({ fault, added }) => added.map((deviceId) => ({ faultId: fault.faultId, deviceId }))),
  ]
  if (under.length > 0)
    await db.query(
      `insert into fault_under (fault_id, device_id)
       select "faultId", "deviceId" from jsonb_to_recordset($1::jsonb) as u("faultId" uuid, "deviceId" text) on conflict do nothing`,
      [JSON.stringify(under)],
    )
  for (const { fault, removed } of widened)
    if (removed.length > 0)
      await db.query('delete from fault_under where fault_id = $1 and device_id = any($2::text[])', [fault.faultId, removed])
  for (const { fault, into } of merged) {
    const larger = into && (ids.get(`${into.kind} ${into.node}`) ?? (await openIdOf(db, into)))
    await db.query('update fault set merged_into = $2 where id = $1 and closed_at is null', [fault.faultId, larger])
  }
  if (closed.length > 0)
    await db.query(
      'update fault set closed_at = greatest($2, opened_at), merged_into = null where id = any($1::uuid[]) and closed_at is null',
      [closed.map(({ faultId }) => faultId), at],
    )
}

const detailOf = (cause: FoundCause): string | null => (cause.deviceId === null ? cause.node : cause.below ? BELOW : null)

async function openIdOf(db: Queryable, cause: Cause): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    `select id from fault where closed_at is null and kind = $1 and coalesce(device_id, '') = $2 and point = '' and coalesce(detail, '') = $3`,
    [cause.kind, isDeviceNode(cause.node) ? cause.node : '', isDeviceNode(cause.node) ? (cause.below ? BELOW : '') : cause.node],
  )
  return rows[0]?.id ?? null
}
