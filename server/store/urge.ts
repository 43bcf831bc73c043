import type { AnswerUrge, NewUrge, Urge } from '#contracts/urge.ts'
import type { Principal } from '#domain/policy.ts'
import { decodeCursor, INSTANT, instantKey, type Paged, pageOf, UUID } from './page.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'
import { schoolScope } from './scope.ts'

type UrgeRow = Omit<Urge, 'at'> & { at: Date; key: string }

const SELECT = `select urge.id, measure_id as "measureId", school_id as "schoolId", school.name as "schoolName", period_id as "periodId", text,
    to_char(due, 'YYYY-MM-DD') as due, urged_by as by, urged_at as at, ${instantKey('urged_at')} as key,
    (select coalesce(jsonb_agg(jsonb_build_object('version', version, 'text', a.text, 'expectedOn', to_char(expected_on, 'YYYY-MM-DD'),
       'by', ${personName('answered_by')}, 'at', to_char(answered_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by version), '[]')
     from urge_answer a where a.urge_id = urge.id) as answers
  from urge join school on school.id = urge.school_id`

const toUrge = ({ key: _, at, ...row }: UrgeRow): Urge => ({ ...row, at: at.toISOString() })

/** Urges in the reader's scope, the newest first. */
export async function listUrges(
  db: Queryable,
  reader: Principal,
  {
    measure,
    school,
    state,
    cursor,
    limit,
  }: {
    measure?: string | undefined
    school?: string | undefined
    state?: 'unanswered' | 'answered' | undefined
    cursor?: string | undefined
    limit: number
  },
): Promise<Paged<Urge>> {
  const [urgedAt, id] = decodeCursor(cursor, INSTANT, UUID) ?? [null, null]
  const scope = schoolScope(reader, 7, 'urge.school_id')
  const { rows } = await db.query<UrgeRow>(
    `${SELECT} where ($1::text is null or measure_id = $1) and ($2::text is null or school_id = $2)
       and ($3::text is null or ($3 = 'answered') = exists (select from urge_answer a where a.urge_id = urge.id))
       and ($4::timestamptz is null or (urged_at, urge.id) < ($4, $5::uuid)) and ${scope.sql}
     order by urged_at desc, urge.id desc limit $6`,
    [measure ?? null, school ?? null, state ?? null, urgedAt, id, limit + 1, ...scope.values],
  )
  return pageOf(rows, limit, ({ key, id }) => [key, id], toUrge)
}

/** One urge, or null when it is not in the reader's scope. */
export async function findUrge(db: Queryable, reader: Principal, id: string): Promise<Urge | null> {
  const scope = schoolScope(reader, 2, 'urge.school_id')
  const { rows } = await db.query<UrgeRow>(`${SELECT} where urge.id = $1 and ${scope.sql}`, [id, ...scope.values])
  return rows[0] ? toUrge(rows[0]) : null
}

/** What these schools were urged to within the last 24 h about a measure. */
export async function readFreshUrges(db: Queryable, measureId: string, schoolIds: readonly string[]): Promise<Urge[]> {
  const { rows } = await db.query<UrgeRow>(
    `${SELECT} where measure_id = $1 and school_id = any($2::text[]) and urged_at > now() - interval '24 hours' order by urged_at desc`,
    [measureId, schoolIds],
  )
  return rows.map(toUrge)
}

/** Which of these schools are in the reader's scope. */
export async function schoolsInScope(db: Queryable, reader: Principal, schoolIds: readonly string[]): Promise<Set<string>> {
  const scope = schoolScope(reader, 2, 'id')
  const { rows } = await db.query<{ id: string }>(`select id from school where id = any($1::text[]) and ${scope.sql}`, [
    schoolIds,
    ...scope.values,
  ])
  return new Set(rows.map(({ id }) => id))
}

/** Writes the urges; a school that somebody urged meanwhile is left out. @returns the ids of the schools that were urged */
export async function insertUrges(db: Queryable, by: string, { measureId, periodId, due, schools }: NewUrge): Promise<string[]> {
  const { rows } = await db.query<{ schoolId: string }>(
    `insert into urge (measure_id, period_id, due, urged_by, school_id, text)
     select $1, $2, $3::date, $4, w."schoolId", w.text from jsonb_to_recordset($5::jsonb) as w("schoolId" text, text text)
     on conflict (measure_id, school_id, urged_on) do nothing returning school_id as "schoolId"`,
    [measureId, periodId, due, by, JSON.stringify(schools)],
  )
  return rows.map(({ schoolId }) => schoolId)
}

/** Adds an answer. @returns false when there are not `version` answers before it */
export async function insertUrgeAnswer(
  db: Queryable,
  urgeId: string,
  by: string,
  { version, text, expectedOn }: AnswerUrge,
): Promise<boolean> {
  const { rows } = await db.query(
    `insert into urge_answer (urge_id, version, text, expected_on, answered_by)
     select $1, $2::int + 1, $3, $4::date, $5 where (select count(*) from urge_answer where urge_id = $1) = $2::int
     on conflict do nothing returning version`,
    [urgeId, version, text, expectedOn, by],
  )
  return rows.length > 0
}
