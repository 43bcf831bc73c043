import type { DeviceKind, DeviceState } from '#contracts/device.ts'
import type { BoardFault } from '#contracts/fault-board.ts'
import type { LngLat } from '#contracts/time.ts'
import { isDeviceNode } from '#domain/cause.ts'
import { compareFaults, hoursOf, lossOf, sounds } from '#domain/fault-loss.ts'
import { isNear } from '#domain/near.ts'
import type { Principal } from '#domain/policy.ts'
import { positionOf } from '#domain/position.ts'
import { dueAt } from '#domain/work-order.ts'
import type { Queryable } from './pool.ts'
import { faultScope } from './scope.ts'
import { type OrderRow, readOrdersOf, readPauses, toWorkOrder } from './work-order.ts'

/** So many at most are read; beyond that the district has another problem, and `total` says so. */
const MOST = 2_000
/** What is left out, when there are more, is what costs least as far as a glance tells, and of that the youngest. */
const RANK = `case when fault.device_id is null or fault.kind = 'police-link' then 0
  else coalesce(array_position(array['panicButton', 'alarmPanel', 'gateway', 'recorder', 'sensor', 'camera'], device.kind), 7) end`
/** A camera so near a gate shows it, m. */
const GATE_M = 25

interface Under {
  kind: DeviceKind
  campusId: string | null
  position: LngLat | null
}

interface Row {
  id: string
  kind: string
  detail: string | null
  point: string
  schoolId: string | null
  schoolName: string | null
  deviceId: string | null
  deviceName: string | null
  deviceKind: DeviceKind | null
  deviceState: DeviceState | null
  campusId: string | null
  campusName: string | null
  vendorId: string | null
  lng: number | null
  lat: number | null
  since: Date
  openedAt: Date
  lastAt: Date
  lastHeardAt: Date | null
  provenAt: Date | null
  pictureAt: Date | null
  count: number
  underTotal: number
  underCameras: number
  underButtons: number
  underAtMost: Under[] | null
  total: number
}

/** Open faults in the reader's scope, one a cause, what costs most first. */
export async function readFaultBoard(
  db: Queryable,
  reader: Principal,
  { school }: { school?: string | undefined } = {},
): Promise<{ items: BoardFault[]; total: number }> {
  const scope = faultScope(reader, 3)
  const { rows } = await db.query<Row>(
    `with open as materialized (
       select fault.*, count(*) over () as total from fault left join device on device.id = fault.device_id
       where closed_at is null and merged_into is null and ($1::text is null or fault.school_id = $1) and ${scope.sql}
       order by ${RANK}, coalesce(fault.since, opened_at), fault.id limit $2)
     select f.id, f.kind, f.detail, f.point, f.school_id as "schoolId", school.name as "schoolName", f.device_id as "deviceId", d.name as "deviceName",
       d.kind as "deviceKind", i.state as "deviceState", d.campus_id as "campusId", campus.name as "campusName", d.vendor_id as "vendorId", d.lng, d.lat,
       coalesce(f.since, f.opened_at) as since, f.opened_at as "openedAt", f.last_at as "lastAt", t.last_heard_at as "lastHeardAt", t.proven_at as "provenAt",
       case when d.kind = 'camera' then greatest(t.picture_at, (select at from picture_proof p where p.device_id = d.id order by at desc limit 1)) end as "pictureAt",
       f.count, f.total::int as total, u.total as "underTotal", u.cameras as "underCameras", u.buttons as "underButtons", u.some as "underAtMost"
     from open f left join school on school.id = f.school_id left join device d on d.id = f.device_id left join campus on campus.id = d.campus_id
       left join device_state t on t.device_id = f.device_id
       left join device_interval i on i.device_id = f.device_id and i.until = 'infinity'
       cross join lateral (
         select count(*)::int as total, count(*) filter (where below.kind = 'camera')::int as cameras, count(*) filter (where below.kind = 'panicButton')::int as buttons,
           jsonb_agg(jsonb_build_object('kind', below.kind, 'campusId', below.campus_id, 'position', jsonb_build_array(below.lng, below.lat)))
             filter (where n <= 500) as some
         from (select b.kind, b.campus_id, b.lng, b.lat, row_number() over () as n from fault_under x join device b on b.id = x.device_id where x.fault_id = f.id limit 20000) below) u`,
    [school ?? null, MOST, ...scope.values],
  )
  const gates = await readGates(db, rows)
  const ids = rows.map(({ id }) => id)
  const orders = await readOrdersOf(db, ids)
  const pauses = await readPauses(db, ids)
  const items = rows
    .map((row) => toBoardFault(row, gates, orders.get(row.id) ?? null, pauses.get(row.id) ?? 0, reader))
    .sort((a, b) => compareFaults({ ...a, under: a.under.total }, { ...b, under: b.under.total }))
  return { items, total: rows[0]?.total ?? 0 }
}

async function readGates(db: Queryable, rows: readonly Row[]): Promise<ReadonlyMap<string, LngLat[]>> {
  const ids = new Set(rows.flatMap(({ campusId, underAtMost }) => [campusId, ...(underAtMost ?? []).map((under) => under.campusId)]))
  const { rows: found } = await db.query<{ id: string; gates: { position: LngLat }[] }>(
    'select id, gates from campus where id = any($1::text[])',
    [[...ids].filter((id) => id !== null)],
  )
  return new Map(found.map(({ id, gates }) => [id, gates.map(({ position }) => position)]))
}

function toBoardFault(
  row: Row,
  gates: ReadonlyMap<string, LngLat[]>,
  order: OrderRow | null,
  pausedS: number,
  reader: Principal,
): BoardFault {
  const { lng, lat, campusId, underAtMost, underTotal, underCameras, underButtons, total, ...fault } = row
  const shows = (at: string | null, position: LngLat | null) =>
    at !== null && position !== null && (gates.get(at) ?? []).some((gate) => isNear(gate, position, GATE_M))
  const atGate = shows(campusId, positionOf(lng, lat))
  const below = underAtMost ?? []
  const underGate = below.some(({ kind, campusId: at, position }) => kind === 'camera' && position?.[0] != null && shows(at, position))
  const loss = lossOf({ ...fault, atGate, underKinds: below.map(({ kind }) => kind), underGate })
  const hours = hoursOf(loss)
  return {
    ...fault,
    cause: causeOf(fault),
    loss,
    sounds: sounds(fault.kind),
    atGate,
    since: fault.since.toISOString(),
    openedAt: fault.openedAt.toISOString(),
    lastAt: fault.lastAt.toISOString(),
    lastHeardAt: fault.lastHeardAt?.toISOString() ?? null,
    provenAt: fault.provenAt?.toISOString() ?? null,
    pictureAt: fault.pictureAt?.toISOString() ?? null,
    under: { total: underTotal, cameras: underCameras, buttons: underButtons },
    hours,
    dueAt: dueAt(fault.openedAt, hours, { pausedSince: order?.pausedSince ?? null, pausedS })?.toISOString() ?? null,
    order: order && toWorkOrder(order, reader),
  }
}

function causeOf({ deviceId, detail }: Pick<Row, 'deviceId' | 'detail'>): BoardFault['cause'] {
  if (deviceId !== null) return detail === 'below' ? 'below' : 'device'
  if (detail?.startsWith('off-the-map: ')) return 'campus'
  if (detail === null || isDeviceNode(detail)) return 'district'
  return detail.startsWith('/uplink/') ? 'uplink' : detail.startsWith('/platform/') ? 'platform' : 'broker'
}
