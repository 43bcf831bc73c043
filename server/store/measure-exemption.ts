import type { Exemption, ProposeExemption } from '#contracts/measure.ts'
import type { Principal } from '#domain/policy.ts'
import { decodeCursor, type Paged, pageOf, UUID } from './page.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'
import { schoolScope } from './scope.ts'

type Row = Omit<Exemption, 'proposedAt' | 'approvedAt'> & { proposedAt: Date; approvedAt: Date | null }

const SELECT = `select e.id, e.measure_id as "measureId", e.school_id as "schoolId", coalesce(s.name, e.school_id) as "schoolName", e.reason, e.from_day::text as "from",
    e.until_day::text as until, e.proposed_by as "proposedBy", e.proposed_at as "proposedAt", e.approved_by as "approvedBy", e.approved_at as "approvedAt", e.state
  from measure_exemption e left join school s on s.id = e.school_id`
/** For people: who proposed and approved by name. A second person is told from the first by the account. */
const NAMED = SELECT.replace('e.proposed_by', personName('e.proposed_by')).replace('e.approved_by', personName('e.approved_by'))
const toExemption = ({ proposedAt, approvedAt, ...row }: Row): Exemption => ({
  ...row,
  proposedAt: proposedAt.toISOString(),
  approvedAt: approvedAt?.toISOString() ?? null,
})

/** Exemptions of schools in the reader's scope. */
export async function listExemptions(
  db: Queryable,
  reader: Principal,
  { state, cursor, limit }: { state?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<Exemption>> {
  const [after = null] = decodeCursor(cursor, UUID) ?? []
  const scope = schoolScope(reader, 4, 'e.school_id')
  const { rows } = await db.query<Row>(
    `${NAMED} where ($1::uuid is null or e.id > $1) and ($2::text is null or e.state = $2) and ${scope.sql} order by e.id limit $3`,
    [after, state ?? null, limit + 1, ...scope.values],
  )
  return pageOf(rows, limit, ({ id }) => [id], toExemption)
}

export async function findExemption(db: Queryable, reader: Principal, id: string): Promise<Exemption | null> {
  const scope = schoolScope(reader, 2, 'e.school_id')
  const { rows } = await db.query<Row>(`${SELECT} where e.id = $1 and ${scope.sql}`, [id, ...scope.values])
  return rows[0] ? toExemption(rows[0]) : null
}

export async function insertExemption(
  db: Queryable,
  measureId: string,
  schoolId: string,
  { reason, from, until }: ProposeExemption,
  by: string,
): Promise<Exemption> {
  const { rows } = await db.query<Row>(
    `with made as (insert into measure_exemption (measure_id, school_id, reason, from_day, until_day, proposed_by, state) values ($1, $2, $3, $4, $5, $6, 'proposed') returning *)
     ${SELECT.replace('from measure_exemption e', 'from made e')}`,
    [measureId, schoolId, reason, from, until, by],
  )
  return toExemption(rows[0] as Row)
}

/** One that is ended holds for the days before today. */
export async function moveExemption(db: Queryable, id: string, to: 'inForce' | 'rejected' | 'ended', by: string): Promise<void> {
  await db.query(
    `update measure_exemption set state = $2, approved_by = case when $2 = 'inForce' then $3 else approved_by end, approved_at = case when $2 = 'inForce' then now() else approved_at end,
       ended_at = case when $2 = 'ended' then now() end, ended_by = case when $2 = 'ended' then $3 end,
       until_day = case when $2 = 'ended' then greatest(from_day, least(until_day, (now() at time zone 'Asia/Shanghai')::date - 1)) else until_day end
     where id = $1`,
    [id, to, by],
  )
}
