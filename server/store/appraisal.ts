import type { Accountability, Appraisal, NewAccountability, NewAppraisal } from '#contracts/campaign.ts'
import type { Period } from '#contracts/measure.ts'
import { departmentsOf, type Principal } from '#domain/policy.ts'
import { LOCK } from './lock.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'

type Dated<T> = Omit<T, 'at'> & { at: Date }
const dated = <T extends { at: Date }>(row: T) => ({ ...row, at: row.at.toISOString() })
const OF_YEAR = `extract(year from a.decided_on) = $2 and ($1::text[] is null or a.department_id = any($1)) order by a.decided_on desc, a.at desc`

/** The year's appraisal of the reader's departments: what supervision found, in points. */
export async function listAppraisals(db: Queryable, reader: Principal, year: number): Promise<Appraisal[]> {
  const { rows } = await db.query<Dated<Appraisal>>(
    `select a.id, a.department_id as "departmentId", d.name as "departmentName", a.decided_on::text as "decidedOn", a.points::float8 as points, a.text,
       a.task_id as "taskId", ${personName('a.by_account')} as by, a.at, a.synthetic
     from appraisal a join department d on d.id = a.department_id where ${OF_YEAR}`,
    [departmentsOf(reader), year],
  )
  return rows.map(dated)
}

export async function insertAppraisal(db: Queryable, entry: NewAppraisal, by: string, { synthetic = false } = {}): Promise<void> {
  await db.query(
    'insert into appraisal (department_id, decided_on, points, text, task_id, by_account, synthetic) values ($1, $2, $3, $4, $5, $6, $7)',
    [entry.departmentId, entry.decidedOn, entry.points, entry.text, entry.taskId, by, synthetic],
  )
}

/** Departments whose results of a period are in the appraisal. */
export async function appraisedDepartments(db: Queryable, periodId: string): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>('select department_id as id from appraisal where period_id = $1', [periodId])
  return new Set(rows.map(({ id }) => id))
}

/** Nobody else takes a period into the appraisal until the transaction ends. */
export async function holdAppraisals(db: Queryable): Promise<void> {
  await db.query('select pg_advisory_xact_lock($1)', [LOCK.appraisal])
}

/** Of these departments, one for which another period with days of this one is in the appraisal, and that period's name; else null. */
export async function appraisedOverlap(
  db: Queryable,
  { id, from, to }: Pick<Period, 'id' | 'from' | 'to'>,
  departments: readonly string[],
): Promise<{ department: string; period: string } | null> {
  const { rows } = await db.query<{ department: string; period: string }>(
    `select d.name as department, p.name as period from appraisal a join period p on p.id = a.period_id join department d on d.id = a.department_id
     where a.department_id = any($1::text[]) and p.id <> $2 and p.from_day < $4::date and p.to_day > $3::date order by p.from_day, d.name limit 1`,
    [departments, id, from, to],
  )
  return rows[0] ?? null
}

/** Adds what a period takes off each department, once. @returns how many were new */
export async function insertPeriodAppraisals(
  db: Queryable,
  entries: readonly { departmentId: string; points: number; text: string }[],
  { periodId, day, by }: { periodId: string; day: string; by: string },
): Promise<number> {
  const { rowCount } = await db.query(
    `insert into appraisal (department_id, decided_on, points, text, by_account, period_id)
     select "departmentId", $2, points, text, $3, $4 from jsonb_to_recordset($1::jsonb) as r("departmentId" text, points numeric, text text)
     on conflict do nothing`,
    [JSON.stringify(entries), day, by, periodId],
  )
  return rowCount ?? 0
}

/** Who was held to account in a year, by department and name, with the day. */
export async function listAccountabilities(db: Queryable, reader: Principal, year: number): Promise<Accountability[]> {
  const { rows } = await db.query<Dated<Accountability>>(
    `select a.id, a.department_id as "departmentId", d.name as "departmentName", a.person, a.form, a.decided_on::text as "decidedOn", a.decided_by as "decidedBy",
       a.text, a.task_id as "taskId", ${personName('a.by_account')} as by, a.at, a.synthetic
     from accountability a join department d on d.id = a.department_id where ${OF_YEAR}`,
    [departmentsOf(reader), year],
  )
  return rows.map(dated)
}

export async function insertAccountability(db: Queryable, entry: NewAccountability, by: string, { synthetic = false } = {}): Promise<void> {
  await db.query(
    `insert into accountability (department_id, person, form, decided_on, decided_by, text, task_id, by_account, synthetic)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [entry.departmentId, entry.person, entry.form, entry.decidedOn, entry.decidedBy, entry.text, entry.taskId, by, synthetic],
  )
}
