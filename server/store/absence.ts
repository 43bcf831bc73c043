import type { Absence, AbsenceNotice } from '#contracts/absence.ts'
import type { Principal } from '#domain/policy.ts'
import { decodeCursor, NAME, type Paged, pageOf } from './page.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'
import { schoolScope } from './scope.ts'

/** Schools by code and by name, with their pupils. */
export async function readSchoolsOf(
  db: Queryable,
  words: readonly string[],
): Promise<{ id: string; name: string; pupils: number | null }[]> {
  const { rows } = await db.query<{ id: string; name: string; pupils: number | null }>(
    'select id, name, pupils from school where id = any($1::text[]) or name = any($1::text[])',
    [words],
  )
  return rows
}

/** Adds counts and corrects what was there. @returns how many were new and how many changed */
export async function saveAbsences(
  db: Queryable,
  rows: readonly { schoolId: string; day: string; absent: number }[],
  by: string,
): Promise<{ added: number; changed: number }> {
  const { rows: saved } = await db.query<{ isNew: boolean }>(
    `insert into absence as a (school_id, day, absent, imported_by)
     select "schoolId", day, absent, $2 from jsonb_to_recordset($1::jsonb) as r("schoolId" text, day date, absent int)
     on conflict (school_id, day) do update set absent = excluded.absent, imported_by = excluded.imported_by, imported_at = now()
       where a.absent <> excluded.absent
     returning xmax = 0 as "isNew"`,
    [JSON.stringify(rows), by],
  )
  const added = saved.filter(({ isNew }) => isNew).length
  return { added, changed: saved.length - added }
}

/** @returns how many notices are new: a school and day has one */
export async function insertNotices(db: Queryable, notices: readonly object[]): Promise<number> {
  const { rowCount } = await db.query(
    `insert into absence_notice (school_id, day, absent, pupils, rule, amount, rule_version)
     select "schoolId", day, absent, pupils, rule, amount, "ruleVersion" from jsonb_to_recordset($1::jsonb)
       as r("schoolId" text, day date, absent int, pupils int, rule text, amount int, "ruleVersion" int)
     on conflict do nothing`,
    [JSON.stringify(notices)],
  )
  return rowCount ?? 0
}

const DAY = /^\d{4}-\d\d-\d\d$/

/** Counts in scope, the latest day first. */
export async function listAbsences(
  db: Queryable,
  reader: Principal,
  {
    school,
    from,
    to,
    cursor,
    limit,
  }: { school?: string | undefined; from?: string | undefined; to?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<Absence>> {
  const [day, id] = decodeCursor(cursor, DAY, NAME) ?? [null, null]
  const scope = schoolScope(reader, 7, 'absence.school_id')
  const { rows } = await db.query<Absence>(
    `select absence.school_id as "schoolId", day::text as day, absent, school.pupils from absence join school on school.id = absence.school_id
     where ($1::text is null or absence.school_id = $1) and ($2::date is null or day >= $2) and ($3::date is null or day <= $3)
       and ($4::date is null or (day <= $4 and (day < $4 or absence.school_id > $5))) and ${scope.sql}
     order by absence.day desc, absence.school_id limit $6`,
    [school ?? null, from ?? null, to ?? null, day, id, limit + 1, ...scope.values],
  )
  return pageOf(
    rows,
    limit,
    (row) => [row.day, row.schoolId],
    (row) => row,
  )
}

type NoticeRow = Omit<AbsenceNotice, 'madeAt' | 'answeredAt'> & { madeAt: Date; answeredAt: Date | null }
const NOTICE = `select id, school_id as "schoolId", day::text as day, absent, pupils, rule, amount, made_at as "madeAt", cause,
  (select a.absent from absence a where a.school_id = absence_notice.school_id and a.day = absence_notice.day
     and a.absent <> absence_notice.absent) as "correctedAbsent",
  ${personName('answered_by')} as "answeredBy", answered_at as "answeredAt", version from absence_notice`
const toNotice = (row: NoticeRow): AbsenceNotice => ({
  ...row,
  madeAt: row.madeAt.toISOString(),
  answeredAt: row.answeredAt?.toISOString() ?? null,
})

/** The latest notices in scope. */
export async function listNotices(db: Queryable, reader: Principal): Promise<AbsenceNotice[]> {
  const scope = schoolScope(reader, 1, 'school_id')
  const { rows } = await db.query<NoticeRow>(
    `${NOTICE} where ${scope.sql} order by absence_notice.day desc, school_id limit 200`,
    scope.values,
  )
  return rows.map(toNotice)
}

export async function findNotice(
  db: Queryable,
  reader: Principal,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<AbsenceNotice | null> {
  const scope = schoolScope(reader, 2, 'school_id')
  const { rows } = await db.query<NoticeRow>(`${NOTICE} where id = $1 and ${scope.sql} ${lock ? 'for update' : ''}`, [id, ...scope.values])
  return rows[0] ? toNotice(rows[0]) : null
}

export async function saveAnswer(db: Queryable, id: string, answer: { cause: string; by: string }): Promise<void> {
  await db.query('update absence_notice set cause = $2, answered_by = $3, answered_at = now(), version = version + 1 where id = $1', [
    id,
    answer.cause,
    answer.by,
  ])
}
