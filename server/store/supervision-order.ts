import type {
  NewSupervisionOrder,
  SupervisionOrder,
  SupervisionOrderDetail,
  SupervisionOwner,
  SupervisionState,
} from '#contracts/supervision-order.ts'
import { departmentsOf, type Principal } from '#domain/policy.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { isOrderLate } from '#domain/supervision-order.ts'
import { decodeCursor, INSTANT, instantKey, type Paged, pageOf, UUID } from './page.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'
import { orderScope } from './scope.ts'

type Row = Omit<SupervisionOrder, 'number' | 'late' | 'issuedAt' | 'receivedAt' | 'answeredAt' | 'decidedAt'> & {
  year: number
  n: number
  issuedAt: Date
  receivedAt: Date | null
  answeredAt: Date | null
  decidedAt: Date | null
}

/** @param key a column more, by which a list is paged */
const select = (
  key = '',
): string => `select ${key}o.id, o.year, o.number as n, o.owner_kind as "ownerKind", o.owner_id as "ownerId", o.subject, o.department_id as "departmentId",
    d.name as "departmentName", o.person, o.demand, o.due_on::text as "dueOn", o.state, o.issued_by as "issuedBy", coalesce(a.name, o.issued_by) as "issuedByName",
    o.issued_at as "issuedAt", ${personName('o.received_by')} as "receivedBy", o.received_at as "receivedAt", o.answer, ${personName('o.answered_by')} as "answeredBy",
    o.answered_at as "answeredAt", o.decision, ${personName('o.decided_by')} as "decidedBy", o.decided_at as "decidedAt", o.synthetic, o.version, ${personName('o.changed_by')} as "changedBy"
  from supervision_order o join department d on d.id = o.department_id left join account a on a.username = o.issued_by`

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

function toOrder({ year, n, ...row }: Row): SupervisionOrder {
  return {
    ...row,
    number: `〔${year}〕${n}`,
    late: isOrderLate(row.state, row.dueOn, shanghaiDay(new Date())),
    issuedAt: row.issuedAt.toISOString(),
    receivedAt: iso(row.receivedAt),
    answeredAt: iso(row.answeredAt),
    decidedAt: iso(row.decidedAt),
  }
}

export interface SupervisionFilter {
  state?: 'open' | 'ended' | undefined
  department?: string | undefined
  ownerKind?: SupervisionOwner | undefined
  ownerId?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** Orders in the reader's scope, the newest first. */
export async function listSupervisionOrders(db: Queryable, reader: Principal, filter: SupervisionFilter): Promise<Paged<SupervisionOrder>> {
  const [issuedAt, id] = decodeCursor(filter.cursor, INSTANT, UUID) ?? [null, null]
  const own = orderScope(reader, 9)
  const { rows } = await db.query<Row & { key: string }>(
    `${select(`${instantKey('o.issued_at')} as key, `)}
     where ($1::timestamptz is null or (o.issued_at <= $1 and (o.issued_at < $1 or o.id > $2::uuid)))
       and ($3::text is null or (o.state not in ('closed', 'withdrawn')) = ($3 = 'open')) and ($4::text is null or o.department_id = $4)
       and ($5::text is null or o.owner_kind = $5) and ($6::text is null or o.owner_id = $6)
       and ($7::text[] is null or o.department_id = any($7)) and ${own.sql}
     order by o.issued_at desc, o.id limit $8`,
    [
      issuedAt,
      id,
      filter.state ?? null,
      filter.department ?? null,
      filter.ownerKind ?? null,
      filter.ownerId ?? null,
      departmentsOf(reader),
      filter.limit + 1,
      ...own.values,
    ],
  )
  return pageOf(
    rows,
    filter.limit,
    (row) => [row.key, row.id],
    ({ key, ...row }) => toOrder(row),
  )
}

/** One order in the reader's scope. @param lock until the transaction ends */
export async function findSupervisionOrder(
  db: Queryable,
  reader: Principal,
  id: string,
  { lock }: { lock: boolean },
): Promise<SupervisionOrder | null> {
  const own = orderScope(reader, 3)
  const { rows } = await db.query<Row>(
    `${select()} where o.id = $1 and ($2::text[] is null or o.department_id = any($2)) and ${own.sql} ${lock ? 'for update of o' : ''}`,
    [id, departmentsOf(reader), ...own.values],
  )
  return rows[0] ? toOrder(rows[0]) : null
}

/** The next number of a year; the row stays locked until the transaction ends, so that numbers have no holes. */
async function nextNumber(db: Queryable, year: number): Promise<number> {
  const { rows } = await db.query<{ last: number }>(
    `insert into supervision_number (year, last) values ($1, 1) on conflict (year) do update set last = supervision_number.last + 1 returning last`,
    [year],
  )
  return rows[0]?.last ?? 1
}

export async function insertSupervisionOrder(
  db: Queryable,
  order: NewSupervisionOrder & { subject: string },
  by: string,
  { year, synthetic = false }: { year: number; synthetic?: boolean },
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into supervision_order (year, number, owner_kind, owner_id, subject, department_id, person, demand, due_on, issued_by, changed_by, synthetic)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11) returning id`,
    [
      year,
      await nextNumber(db, year),
      order.ownerKind,
      order.ownerId,
      order.subject,
      order.departmentId,
      order.person || null,
      order.demand,
      order.dueOn,
      by,
      synthetic,
    ],
  )
  return rows[0]?.id ?? ''
}

/** Writes the next state of an order that is locked; an answer that is sent back stays, for whoever writes the next one. */
export async function saveSupervisionOrder(
  db: Queryable,
  id: string,
  { state, name, note, by }: { state: SupervisionState; name: string; note: string | null; by: string },
): Promise<void> {
  await db.query(
    `update supervision_order set state = $2, version = version + 1, changed_by = $5,
       received_at = case when $3 in ('receive', 'answer') then coalesce(received_at, now()) else received_at end,
       received_by = case when $3 in ('receive', 'answer') then coalesce(received_by, $5) else received_by end,
       answer = case when $3 = 'answer' then $4 else answer end, answered_by = case when $3 = 'answer' then $5 else answered_by end,
       answered_at = case when $3 = 'answer' then now() else answered_at end,
       decision = case when $3 in ('close', 'return', 'withdraw') then $4 else decision end,
       decided_by = case when $3 in ('close', 'return', 'withdraw') then $5 else decided_by end,
       decided_at = case when $3 in ('close', 'return', 'withdraw') then now() else decided_at end
     where id = $1`,
    [id, state, name, note, by],
  )
}

export async function logSupervision(db: Queryable, id: string, by: string, kind: string, note: string | null): Promise<void> {
  await db.query('insert into supervision_order_log (order_id, by_account, kind, note) values ($1, $2, $3, $4)', [id, by, kind, note])
}

export async function readSupervisionLog(db: Queryable, id: string): Promise<SupervisionOrderDetail['log']> {
  const { rows } = await db.query<{ at: Date; by: string; kind: string; note: string | null }>(
    `select at, ${personName('by_account')} as by, kind, note from supervision_order_log where order_id = $1 order by id`,
    [id],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}
