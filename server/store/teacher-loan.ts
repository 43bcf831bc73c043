import type { NewTeacherLoan, TeacherLoan } from '#contracts/campaign.ts'
import type { Principal } from '#domain/policy.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import type { Queryable } from './pool.ts'
import { schoolScope } from './scope.ts'

const SELECT = `select t.id, t.school_id as "schoolId", s.name as "schoolName", t.name, t.borrower, t.reason, t.approver, t.starts_on::text as "startsOn",
    t.ends_on::text as "endsOn", t.returned_on::text as "returnedOn", (t.starts_on + interval '6 months')::date::text as "limitOn",
    coalesce(t.returned_on, greatest(t.ends_on, $1::date)) > t.starts_on + interval '6 months' as "tooLong", t.synthetic, t.version
  from teacher_loan t join school s on s.id = t.school_id`

/** Loans that run in a year; those too long first, then by start. */
export async function listLoans(db: Queryable, reader: Principal, year: number): Promise<TeacherLoan[]> {
  const scope = schoolScope(reader, 3, 't.school_id')
  const { rows } = await db.query<TeacherLoan>(
    `${SELECT} where t.starts_on < make_date($2 + 1, 1, 1) and (t.returned_on is null or t.returned_on >= make_date($2, 1, 1)) and ${scope.sql}
     order by "tooLong" desc, t.starts_on, t.id`,
    [shanghaiDay(new Date()), year, ...scope.values],
  )
  return rows
}

/** One loan in scope. @param lock until the transaction ends */
export async function findLoan(db: Queryable, reader: Principal, id: string, { lock }: { lock: boolean }): Promise<TeacherLoan | null> {
  const scope = schoolScope(reader, 3, 't.school_id')
  const { rows } = await db.query<TeacherLoan>(`${SELECT} where t.id = $2 and ${scope.sql} ${lock ? 'for update of t' : ''}`, [
    shanghaiDay(new Date()),
    id,
    ...scope.values,
  ])
  return rows[0] ?? null
}

/** Who changed a loan last, by name. */
export async function lastOfLoan(db: Queryable, id: string): Promise<string> {
  const { rows } = await db.query<{ by: string }>(
    'select coalesce(a.name, t.changed_by) as by from teacher_loan t left join account a on a.username = t.changed_by where t.id = $1',
    [id],
  )
  return rows[0]?.by ?? ''
}

export async function insertLoan(db: Queryable, loan: NewTeacherLoan, by: string, { synthetic = false } = {}): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into teacher_loan (school_id, name, borrower, reason, approver, starts_on, ends_on, changed_by, synthetic)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
    [loan.schoolId, loan.name, loan.borrower, loan.reason || null, loan.approver || null, loan.startsOn, loan.endsOn, by, synthetic],
  )
  return rows[0]?.id ?? ''
}

export async function saveReturned(db: Queryable, id: string, day: string, by: string): Promise<void> {
  await db.query('update teacher_loan set returned_on = $2, changed_by = $3, version = version + 1 where id = $1', [id, day, by])
}
