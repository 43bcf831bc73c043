import type { DeviceKind, DeviceState } from '#contracts/device.ts'
import type { Assignee, OrderState, Proof, WorkOrder, WorkOrderLogEntry } from '#contracts/work-order.ts'
import type { Principal } from '#domain/policy.ts'
import { mayTakeWord, missingProof } from '#domain/work-order.ts'
import { decodeCursor, INSTANT, instantKey, type Paged, pageOf, UUID } from './page.ts'
import type { Queryable } from './pool.ts'
import { faultScope } from './scope.ts'

/** An order with all that its next step depends on. */
export interface OrderRow {
  id: string
  faultId: string
  faultKind: string
  faultDetail: string | null
  faultOpen: boolean
  faultMomentary: boolean
  faultLastAt: Date
  schoolId: string | null
  deviceId: string | null
  deviceName: string | null
  deviceState: DeviceState | null
  provenAt: Date | null
  lastHeardAt: Date | null
  state: OrderState
  assignee: string
  assigneeName: string
  assignedBy: string
  assignedAt: Date
  mendedAt: Date | null
  mendedBy: string | null
  verifiedAt: Date | null
  verifiedBy: string | null
  proof: Proof
  pausedSince: Date | null
  pauseReason: string | null
  pausedS: number
  version: number
}

// A look-up of one thing each: orders are few, and their devices are found by key.
const SELECT = `select o.id, o.fault_id as "faultId", fault.kind as "faultKind", fault.detail as "faultDetail", fault.closed_at is null as "faultOpen",
    fault.momentary as "faultMomentary", fault.last_at as "faultLastAt", o.school_id as "schoolId",
    o.device_id as "deviceId", d.name as "deviceName", i.state as "deviceState", t.proven_at as "provenAt", t.last_heard_at as "lastHeardAt", o.state,
    o.assignee, coalesce(a.name, o.assignee) as "assigneeName", o.assigned_by as "assignedBy", o.assigned_at as "assignedAt", o.mended_at as "mendedAt",
    (select l.by_account from work_order_log l where l.work_order_id = o.id and l.kind = 'mended' order by l.id desc limit 1) as "mendedBy",
    o.verified_at as "verifiedAt", o.verified_by as "verifiedBy", o.proof, o.paused_since as "pausedSince", o.pause_reason as "pauseReason",
    o.paused_s as "pausedS", o.version
  from work_order o join fault on fault.id = o.fault_id left join device d on d.id = o.device_id left join device_state t on t.device_id = o.device_id
    left join device_interval i on i.device_id = o.device_id and i.until = 'infinity' left join account a on a.username = o.assignee`

const OPEN = `o.state in ('assigned', 'onTheWay', 'mended')`

/** As its reader may see it and act on it. */
export function toWorkOrder(order: OrderRow, reader: Principal): WorkOrder {
  const { faultDetail, faultOpen, faultMomentary, faultLastAt, deviceState, provenAt, lastHeardAt, mendedBy, ...row } = order
  const { state, assignedAt, mendedAt, verifiedAt, pausedSince } = row
  return {
    ...row,
    assignedAt: assignedAt.toISOString(),
    mendedAt: mendedAt?.toISOString() ?? null,
    verifiedAt: verifiedAt?.toISOString() ?? null,
    pausedSince: pausedSince?.toISOString() ?? null,
    missingProof: state === 'verified' || state === 'cancelled' ? null : missingProof(row, order),
    mayTakeWord: mayTakeWord(reader, row, order),
  }
}

/** The open orders of these faults, by fault. */
export async function readOrdersOf(db: Queryable, faultIds: readonly string[]): Promise<Map<string, OrderRow>> {
  const { rows } = await db.query<OrderRow>(`${SELECT} where o.fault_id = any($1::uuid[]) and ${OPEN}`, [faultIds])
  return new Map(rows.map((row) => [row.faultId, row]))
}

/** For how long the clocks of these faults stood still in all their orders, s, without a pause that still runs. */
export async function readPauses(db: Queryable, faultIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await db.query<{ faultId: string; pausedS: number }>(
    `select fault_id as "faultId", sum(paused_s)::int as "pausedS" from work_order where fault_id = any($1::uuid[]) group by fault_id`,
    [faultIds],
  )
  return new Map(rows.map(({ faultId, pausedS }) => [faultId, pausedS]))
}

/** Orders in the reader's scope, the latest change first. */
export async function listOrders(
  db: Queryable,
  reader: Principal,
  {
    state,
    school,
    cursor,
    limit,
  }: { state?: 'open' | 'ended' | undefined; school?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<WorkOrder>> {
  const [changedAt, id] = decodeCursor(cursor, INSTANT, UUID) ?? [null, null]
  const scope = faultScope(reader, 6)
  const { rows } = await db.query<OrderRow & { key: string }>(
    `${SELECT.replace('select ', `select ${instantKey('o.changed_at')} as key, `)}
     where ($1::text is null or (${OPEN}) = ($1 = 'open')) and ($2::text is null or o.school_id = $2)
       and ($3::timestamptz is null or (o.changed_at <= $3 and (o.changed_at < $3 or o.id > $4::uuid))) and ${scope.sql}
     order by o.changed_at desc, o.id limit $5`,
    [state ?? null, school ?? null, changedAt, id, limit + 1, ...scope.values],
  )
  return pageOf(
    rows,
    limit,
    (row) => [row.key, row.id],
    ({ key, ...row }) => toWorkOrder(row, reader),
  )
}

/** One order in scope. @param lock until the transaction ends */
export async function findOrder(db: Queryable, reader: Principal, id: string, { lock }: { lock: boolean }): Promise<OrderRow | null> {
  const scope = faultScope(reader, 2)
  const { rows } = await db.query<OrderRow>(`${SELECT} where o.id = $1 and ${scope.sql} ${lock ? 'for update of o' : ''}`, [
    id,
    ...scope.values,
  ])
  return rows[0] ?? null
}

/** Orders that are mended and have their proof, as `missingProof` says it: those that wait for theirs must not take the places of others. */
export async function readMended(db: Queryable): Promise<OrderRow[]> {
  const { rows } = await db.query<OrderRow>(
    `${SELECT} where o.state = 'mended' and case o.proof when 'press' then t.proven_at > o.mended_at
         when 'signal' then case when fault.closed_at is null then fault.momentary and fault.last_at <= o.mended_at and i.state is not null else true end
           and (i.state is null or (i.state = 'online' and t.last_heard_at > o.mended_at)) end
     order by o.id limit 500 for update of o`,
  )
  return rows
}

/** Who did something to an order last, by name; null for the clock. */
export async function lastOfOrder(db: Queryable, id: string): Promise<string | null> {
  const { rows } = await db.query<{ by: string }>(
    `select coalesce(a.name, l.by_account) as by from work_order_log l left join account a on a.username = l.by_account
     where work_order_id = $1 order by l.id desc limit 1`,
    [id],
  )
  return rows[0]?.by ?? null
}

export async function readOrderLog(db: Queryable, id: string): Promise<WorkOrderLogEntry[]> {
  const { rows } = await db.query<Omit<WorkOrderLogEntry, 'at' | 'doneAt'> & { at: Date; doneAt: Date | null }>(
    `select at, done_at as "doneAt", by_account as by, kind, note from work_order_log where work_order_id = $1 order by id`,
    [id],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString(), doneAt: row.doneAt?.toISOString() ?? null }))
}

interface OpenFault {
  kind: string
  openedAt: Date
  schoolId: string | null
  deviceId: string | null
  deviceKind: DeviceKind | null
}

/** An open fault in scope, with the kind of its device. */
export async function findOpenFault(db: Queryable, reader: Principal, id: string): Promise<OpenFault | null> {
  const scope = faultScope(reader, 2)
  const { rows } = await db.query<OpenFault>(
    `select fault.kind, fault.opened_at as "openedAt", fault.school_id as "schoolId", fault.device_id as "deviceId", d.kind as "deviceKind"
     from fault left join device d on d.id = fault.device_id where fault.id = $1 and closed_at is null and ${scope.sql}`,
    [id, ...scope.values],
  )
  return rows[0] ?? null
}

/** @returns its id; null when the fault has an open order already */
export async function insertOrder(
  db: Queryable,
  order: {
    faultId: string
    schoolId: string | null
    deviceId: string | null
    assignee: string
    assignedBy: string
    assignedAt: Date
    proof: Proof
  },
): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    `insert into work_order (fault_id, school_id, device_id, state, assignee, assigned_by, assigned_at, proof, version)
     values ($1, $2, $3, 'assigned', $4, $5, $6, $7, 1)
     on conflict do nothing returning id`,
    [order.faultId, order.schoolId, order.deviceId, order.assignee, order.assignedBy, order.assignedAt, order.proof],
  )
  return rows[0]?.id ?? null
}

/**
 * Ends the fault of a verified order, where nothing else would: a case that was open, a picture that a person has looked at. Whether a
 * device is heard the watch alone decides; a fault that is not mended after all opens again with the device's next word of it.
 */
export async function closeProvenFault(db: Queryable, faultId: string, at: Date): Promise<void> {
  await db.query(
    `update fault set closed_at = greatest($2, opened_at) where id = $1 and closed_at is null and device_id is not null and kind not in ('offline', 'chattering')`,
    [faultId, at],
  )
}

export async function saveOrder(db: Queryable, order: OrderRow, verified: { at: Date; by: string | null } | null): Promise<void> {
  await db.query(
    `update work_order set state = $2, mended_at = $3, paused_since = $4, pause_reason = $5, paused_s = $6, version = $7, changed_at = now(),
       verified_at = coalesce($8, verified_at), verified_by = case when $8::timestamptz is null then verified_by else $9 end
     where id = $1`,
    [
      order.id,
      order.state,
      order.mendedAt,
      order.pausedSince,
      order.pauseReason,
      order.pausedS,
      order.version,
      verified?.at ?? null,
      verified?.by ?? null,
    ],
  )
}

export async function logOrder(
  db: Queryable,
  line: { orderId: string; doneAt: Date | null; by: string | null; kind: string; note: string | null },
): Promise<void> {
  await db.query('insert into work_order_log (work_order_id, done_at, by_account, kind, note) values ($1, $2, $3, $4, $5)', [
    line.orderId,
    line.doneAt,
    line.by,
    line.kind,
    line.note,
  ])
}

/**
 * Whom orders can be given to: technicians and vendors; a vendor finds only people of its own.
 * @param faultId null: any fault; else only whoever sees it, by the own scope
 */
export async function listAssignees(db: Queryable, reader: Principal, faultId: string | null): Promise<Assignee[]> {
  const { rows } = await db.query<Assignee>(
    `select a.username, a.name, r.role from account a join account_role r on r.account_id = a.id
     where a.disabled_at is null and r.role in ('technician', 'vendor')
       and ($1::text[] is null or (r.role = 'vendor' and exists (select from jsonb_array_elements_text(r.scope -> 'ids') s where s = any($1))))
       and ($2::uuid is null or exists (
         select from fault f left join device d on d.id = f.device_id left join school s on s.id = f.school_id
         where f.id = $2 and case r.scope ->> 'kind' when 'district' then true when 'vendor' then r.scope -> 'ids' ? d.vendor_id
           when 'township' then r.scope -> 'ids' ? s.township_id when 'school' then r.scope -> 'ids' ? f.school_id else false end))
     order by r.role, a.username limit 500`,
    [reader.scope.kind === 'vendor' ? reader.scope.ids : null, faultId],
  )
  return rows
}
