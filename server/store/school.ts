import type { School } from '#contracts/school.ts'
import { initialsOf } from '#domain/initials.ts'
import { may, type Principal } from '#domain/policy.ts'
import { CALL_ORDER } from './contact.ts'
import { decodeCursor, NAME, type Paged, pageOf } from './page.ts'
import type { Queryable } from './pool.ts'
import { placeScope } from './scope.ts'

/** Schools in the reader's scope, by id; telephones only for those who must call. */
export async function listSchools(
  db: Queryable,
  reader: Principal,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Paged<School>> {
  const [after] = decodeCursor(cursor, NAME) ?? [null]
  const scope = placeScope(reader, 5, 'school.id')
  const { rows } = await db.query<Omit<School, 'initials'>>(
    `select id, name, level, township_id as "townshipId", synthetic, pupils, boarding, coalesce(
       (select jsonb_agg(jsonb_build_object('role', role, 'phone', phone, 'name', case when $4 then contact.name end) order by ${CALL_ORDER})
        from contact where contact.school_id = school.id and $3), '[]') as phones
     from school where ($1::text is null or id > $1) and ${scope.sql} order by id limit $2`,
    [after, limit + 1, may(reader, 'school:phones'), may(reader, 'contact:read'), ...scope.values],
  )
  return pageOf(
    rows,
    limit,
    ({ id }) => [id],
    (row) => ({ ...row, initials: initialsOf(row.name) }),
  )
}

/** Names of schools, for a session that may read nothing else of them. */
export async function readSchoolNames(db: Queryable, ids: readonly string[]): Promise<{ id: string; name: string }[]> {
  const { rows } = await db.query<{ id: string; name: string }>('select id, name from school where id = any($1::text[]) order by id', [ids])
  return rows
}

export async function readTownshipName(db: Queryable, id: string): Promise<string | null> {
  const { rows } = await db.query<{ name: string }>('select name from township where id = $1', [id])
  return rows[0]?.name ?? null
}

export async function hasSchool(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query('select from school where id = $1', [id])
  return rowCount === 1
}

/** Whether a school lies in one of these townships. */
export async function isInTownships(db: Queryable, id: string, townships: readonly string[]): Promise<boolean> {
  const { rowCount } = await db.query('select from school where id = $1 and township_id = any($2)', [id, townships])
  return rowCount === 1
}

/** A school's campus where it has exactly one. */
export async function readOnlyCampus(db: Queryable, schoolId: string): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>('select id from campus where school_id = $1 limit 2', [schoolId])
  return rows.length === 1 ? (rows[0]?.id ?? null) : null
}

/** The schools that there are today, of those named or of all: not those that are closed, merged into another, or still to open. */
export async function readOpenSchoolIds(db: Queryable, wanted: readonly string[] | null): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select school.id from school left join school_life l on l.school_id = school.id
       cross join (select (now() at time zone 'Asia/Shanghai')::date as today) d
     where ($1::text[] is null or school.id = any($1)) and coalesce(l.closed_on > d.today, true) and coalesce(l.opened_on <= d.today, true)
     order by school.id`,
    [wanted],
  )
  return rows.map(({ id }) => id)
}
