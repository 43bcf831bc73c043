import type { NewRequestListEntry, RequestField, RequestListEntry, RequestListState } from '#contracts/school-request.ts'
import { departmentsOf, type Principal } from '#domain/policy.ts'
import { inForce } from '#domain/request-list.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { decodeCursor, type Paged, pageOf, UUID } from './page.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'

type Row = Omit<RequestListEntry, 'inForce' | 'proposedAt' | 'decidedAt'> & {
  proposedAt: Date
  decidedAt: Date | null
  fields: RequestField[]
}

const SELECT = `select l.id, l.department_id as "departmentId", d.name as "departmentName", l.kind, l.title, l.basis, l.approver, l.frequency, l.fields,
    l.filed_on::text as "filedOn", l.valid_from::text as "validFrom", l.valid_to::text as "validTo", l.state, l.proposed_by as "proposedBy",
    l.proposed_at as "proposedAt", ${personName('l.decided_by')} as "decidedBy", l.decided_at as "decidedAt", l.decision, l.synthetic, l.version
  from request_list l join department d on d.id = l.department_id`

const toEntry = (row: Row): RequestListEntry => ({
  ...row,
  inForce: inForce(row, shanghaiDay(new Date())),
  proposedAt: row.proposedAt.toISOString(),
  decidedAt: row.decidedAt?.toISOString() ?? null,
})

/** The list is public to schools and departments once approved; what is only proposed is for the bureau and who proposed it. */
const VISIBLE = `($1::text[] is null or l.department_id = any($1) or l.state = 'approved')`

export async function listEntries(
  db: Queryable,
  reader: Principal,
  filter: { state?: RequestListState | undefined; department?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<RequestListEntry>> {
  const [day, id] = decodeCursor(filter.cursor, /^\d{4}-\d\d-\d\d$/, UUID) ?? [null, null]
  const { rows } = await db.query<Row>(
    `${SELECT} where ${VISIBLE} and ($2::text is null or l.state = $2) and ($3::text is null or l.department_id = $3)
       and ($4::date is null or (l.valid_from <= $4 and (l.valid_from < $4 or l.id > $5::uuid)))
     order by l.valid_from desc, l.id limit $6`,
    [departmentsOf(reader), filter.state ?? null, filter.department ?? null, day, id, filter.limit + 1],
  )
  return pageOf(rows, filter.limit, (row) => [row.validFrom, row.id], toEntry)
}

/** @param lock until the transaction ends */
export async function findEntry(
  db: Queryable,
  reader: Principal,
  id: string,
  { lock }: { lock: boolean },
): Promise<RequestListEntry | null> {
  const { rows } = await db.query<Row>(`${SELECT} where ${VISIBLE} and l.id = $2 ${lock ? 'for update of l' : ''}`, [
    departmentsOf(reader),
    id,
  ])
  return rows[0] ? toEntry(rows[0]) : null
}

export async function insertEntry(
  db: Queryable,
  entry: NewRequestListEntry & { filedOn: string },
  by: string,
  { synthetic = false } = {},
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into request_list (department_id, kind, title, basis, approver, frequency, fields, filed_on, valid_from, valid_to, proposed_by, synthetic)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id`,
    [
      entry.departmentId,
      entry.kind,
      entry.title,
      entry.basis,
      entry.approver,
      entry.frequency,
      JSON.stringify(entry.fields),
      entry.filedOn,
      entry.validFrom,
      entry.validTo,
      by,
      synthetic,
    ],
  )
  return rows[0]?.id ?? ''
}

export async function saveDecision(db: Queryable, id: string, state: RequestListState, by: string, note: string | null): Promise<void> {
  await db.query(
    'update request_list set state = $2, decided_by = $3, decided_at = now(), decision = $4, version = version + 1 where id = $1',
    [id, state, by, note],
  )
}
