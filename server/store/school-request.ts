import type { RequestBurden, RequestField, SchoolRequest } from '#contracts/school-request.ts'
import { departmentsOf, type Principal } from '#domain/policy.ts'
import { type FieldValue, savedRate } from '#domain/request-list.ts'
import { decodeCursor, INSTANT, instantKey, type Paged, pageOf, UUID } from './page.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'

/** A department sees what it asked, a school what it was asked, the bureau what the schools in its scope were. `$1` departments or null, `$2` schools or null. */
const isSchool = ({ role }: Principal): boolean => role === 'schoolOfficer' || role === 'schoolHead'
const scopeOf = (reader: Principal): [departments: readonly string[] | null, schools: readonly string[] | null] =>
  isSchool(reader) || reader.role === 'bureau' ? [null, reader.schoolIds] : [departmentsOf(reader), null]
const SCOPE = `($1::text[] is null or r.department_id = any($1))
  and ($2::text[] is null or exists (select from school_request_target g where g.request_id = r.id and g.school_id = any($2)))`

type Row = Omit<SchoolRequest, 'issuedAt'> & { issuedAt: Date }
/** @param key a column more, by which a list is paged */
const select = (
  key = '',
): string => `select ${key}r.id, r.list_id as "listId", l.title, l.kind, r.department_id as "departmentId", d.name as "departmentName", l.basis,
    r.due_on::text as "dueOn", r.note, r.issued_by as "issuedBy", r.issued_at as "issuedAt", r.synthetic,
    (select count(*)::int from school_request_target g where g.request_id = r.id and ($2::text[] is null or g.school_id = any($2))) as schools,
    (select count(*)::int from school_request_target g where g.request_id = r.id and g.answered_at is not null
       and ($2::text[] is null or g.school_id = any($2))) as answered
  from school_request r join request_list l on l.id = r.list_id join department d on d.id = r.department_id`
const toRequest = (row: Row): SchoolRequest => ({ ...row, issuedAt: row.issuedAt.toISOString() })

/** Requests in the reader's scope, the newest first. */
export async function listRequests(
  db: Queryable,
  reader: Principal,
  filter: { department?: string | undefined; state?: 'open' | 'answered' | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<SchoolRequest>> {
  const [issuedAt, id] = decodeCursor(filter.cursor, INSTANT, UUID) ?? [null, null]
  const { rows } = await db.query<Row & { cursorKey: string }>(
    `${select(`${instantKey('r.issued_at')} as "cursorKey", `)}
     where ${SCOPE} and ($3::text is null or r.department_id = $3)
       and ($4::text is null or ($4 = 'open') = exists (select from school_request_target g where g.request_id = r.id and g.answered_at is null
         and ($2::text[] is null or g.school_id = any($2))))
       and ($5::timestamptz is null or (r.issued_at <= $5 and (r.issued_at < $5 or r.id > $6::uuid)))
     order by r.issued_at desc, r.id limit $7`,
    [...scopeOf(reader), filter.department ?? null, filter.state ?? null, issuedAt, id, filter.limit + 1],
  )
  return pageOf(
    rows,
    filter.limit,
    (row) => [row.cursorKey, row.id],
    ({ cursorKey, ...row }) => toRequest(row),
  )
}

export async function findRequest(db: Queryable, reader: Principal, id: string): Promise<SchoolRequest | null> {
  const { rows } = await db.query<Row>(`${select()} where ${SCOPE} and r.id = $3`, [...scopeOf(reader), id])
  return rows[0] ? toRequest(rows[0]) : null
}

export interface Target {
  schoolId: string
  schoolName: string
  known: Record<string, FieldValue> | null
  answers: Record<string, FieldValue> | null
  answeredBy: string | null
  answeredAt: Date | null
}

/** Whom a request asked, in the reader's scope. */
export async function readTargets(
  db: Queryable,
  reader: Principal,
  id: string,
  { school = null, lock = false }: { school?: string | null; lock?: boolean } = {},
): Promise<Target[]> {
  const [departments, schools] = scopeOf(reader)
  const { rows } = await db.query<Target>(
    `select g.school_id as "schoolId", s.name as "schoolName", g.known, g.answers, ${personName('g.answered_by')} as "answeredBy", g.answered_at as "answeredAt"
     from school_request_target g join school s on s.id = g.school_id join school_request r on r.id = g.request_id
     where g.request_id = $3 and ($1::text[] is null or r.department_id = any($1)) and ($2::text[] is null or g.school_id = any($2))
       and ($4::text is null or g.school_id = $4) order by s.name, s.id ${lock ? 'for update of g' : ''}`,
    [departments, schools, id, school],
  )
  return rows
}

export async function readFields(db: Queryable, listId: string): Promise<RequestField[]> {
  const { rows } = await db.query<{ fields: RequestField[] }>('select fields from request_list where id = $1', [listId])
  return rows[0]?.fields ?? []
}

export interface Issue {
  readonly listId: string
  readonly departmentId: string
  readonly dueOn: string
  readonly note: string | null
  readonly period: string
  readonly month: string
  readonly fields: number
}

/** A school that is asked, and how many of the fields the system knows of it. */
export interface AskedSchool {
  readonly id: string
  readonly filled: number
}

/** Writes a request with its schools. @returns its id, and how many schools it reached: those asked in this window already are left out */
export async function insertRequest(
  db: Queryable,
  issue: Issue,
  schools: readonly AskedSchool[],
  by: string,
  { synthetic = false } = {},
): Promise<{ id: string; reached: number }> {
  const { rows } = await db.query<{ id: string }>(
    'insert into school_request (list_id, department_id, due_on, note, issued_by, synthetic) values ($1, $2, $3, $4, $5, $6) returning id',
    [issue.listId, issue.departmentId, issue.dueOn, issue.note, by, synthetic],
  )
  const id = rows[0]?.id ?? ''
  const { rowCount } = await db.query(
    `insert into school_request_target (request_id, school_id, list_id, period, month, fields, filled)
     select $1, w.id, $3, $4, $5, $6, w.filled from jsonb_to_recordset($2::jsonb) as w(id text, filled int) on conflict do nothing`,
    [id, JSON.stringify(schools), issue.listId, issue.period, issue.month, issue.fields],
  )
  return { id, reached: rowCount ?? 0 }
}

export async function saveAnswer(
  db: Queryable,
  { requestId, schoolId, known, answers, by }: { requestId: string; schoolId: string; known: object; answers: object; by: string },
): Promise<void> {
  await db.query(
    `update school_request_target set known = $3, answers = $4, answered_by = $5, answered_at = now(), filled = $6 where request_id = $1 and school_id = $2`,
    [requestId, schoolId, JSON.stringify(known), JSON.stringify(answers), by, Object.keys(known).length],
  )
}

export async function noteRefused(
  db: Queryable,
  refusal: {
    departmentId: string
    title: string
    reason: string
    schools: readonly string[]
    fields: number
    by: string
    synthetic?: boolean
  },
): Promise<void> {
  const { departmentId, title, reason, schools, fields, by, synthetic = false } = refusal
  await db.query(
    `insert into refused_request (department_id, title, reason, schools, school_ids, fields, by_account, synthetic)
     values ($1, $2, $3, cardinality($4::text[]), $4, $5, $6, $7)`,
    [departmentId, title, reason, schools, fields, by, synthetic],
  )
}

type Counted = { id: string; name: string; month: string; requests: number; open: number; fields: number; filled: number }

/** Refused requests of year `$3` and departments `$1`, each with how many of the schools `$2` it was aimed at: what a reader's own were spared. */
const SPARED = `(select * from (select f.*, case when $2::text[] is null then f.schools
    else (select count(*)::int from unnest(f.school_ids) aimed where aimed = any($2)) end as spared from refused_request f
  where extract(year from f.at at time zone 'Asia/Shanghai') = $3 and ($1::text[] is null or f.department_id = any($1))) f
  where $2::text[] is null or spared > 0)`

/** A year's requests by school and month and by department, and what schools were spared. @param most refusals listed, the newest; null = all */
export async function readBurden(db: Queryable, reader: Principal, year: number, most: number | null = 200): Promise<RequestBurden> {
  const [departments, schools] = scopeOf(reader)
  const bySchool = await db.query<Counted>(
    `select s.id, s.name, g.month, count(*)::int as requests, count(*) filter (where g.answered_at is null)::int as open, sum(g.fields)::int as fields,
       sum(g.filled)::int as filled
     from school_request_target g join school s on s.id = g.school_id join school_request r on r.id = g.request_id
     where g.month >= $3 and g.month < $4 and ($1::text[] is null or r.department_id = any($1)) and ($2::text[] is null or g.school_id = any($2))
     group by s.id, s.name, g.month order by s.name, s.id`,
    [departments, schools, `${year}-01`, `${year + 1}-01`],
  )
  const byDepartment = await db.query<{
    departmentId: string
    name: string
    requests: number
    fields: number
    filled: number
    refused: number
  }>(
    `select d.id as "departmentId", d.name, coalesce(a.requests, 0) as requests, coalesce(a.fields, 0) as fields, coalesce(a.filled, 0) as filled,
       (select count(*)::int from ${SPARED} f where f.department_id = d.id) as refused
     from department d left join (
       select r.department_id as id, count(*)::int as requests, sum(g.fields)::int as fields, sum(g.filled)::int as filled
       from school_request_target g join school_request r on r.id = g.request_id
       where g.month >= $4 and g.month < $5 and ($2::text[] is null or g.school_id = any($2)) group by r.department_id) a on a.id = d.id
     where $1::text[] is null or d.id = any($1) order by d.name, d.id`,
    [departments, schools, year, `${year}-01`, `${year + 1}-01`],
  )
  const { rows: all } = await db.query<{ refused: number; forms: number }>(
    `select count(*)::int as refused, coalesce(sum(spared), 0)::int as forms from ${SPARED} f`,
    [departments, schools, year],
  )
  const refusals = await db.query<{ at: Date; departmentName: string; title: string; reason: string; schools: number; by: string }>(
    `select f.at, d.name as "departmentName", f.title, f.reason, f.spared as schools, ${personName('f.by_account')} as by
     from ${SPARED} f join department d on d.id = f.department_id order by f.at desc limit $4`,
    [departments, schools, year, most],
  )
  const sum = (pick: (row: Counted) => number) => bySchool.rows.reduce((total, row) => total + pick(row), 0)
  const [fields, filled] = [sum((row) => row.fields), sum((row) => row.filled)]
  return {
    year,
    requests: sum((row) => row.requests),
    fields,
    filled,
    savedRate: savedRate(filled, fields),
    refused: all[0]?.refused ?? 0,
    refusedForms: all[0]?.forms ?? 0,
    // A school reads that it was spared, not whom the bureau refused.
    departments: byDepartment.rows
      .map((row) => (isSchool(reader) ? { ...row, refused: 0 } : row))
      .filter((row) => row.requests + row.refused > 0),
    schools: foldSchools(bySchool.rows),
    refusals: isSchool(reader) ? [] : refusals.rows.map((row) => ({ ...row, at: row.at.toISOString() })),
  }
}

/** One row a school, with the twelve months beside each other. */
function foldSchools(rows: readonly Counted[]): RequestBurden['schools'] {
  const schools = new Map<string, RequestBurden['schools'][number]>()
  for (const row of rows) {
    const school = schools.get(row.id) ?? {
      schoolId: row.id,
      name: row.name,
      months: Array(12).fill(0),
      requests: 0,
      open: 0,
      fields: 0,
      filled: 0,
    }
    school.months[Number(row.month.slice(5)) - 1] = row.requests
    for (const key of ['requests', 'open', 'fields', 'filled'] as const) school[key] += row[key]
    schools.set(row.id, school)
  }
  return [...schools.values()]
}
