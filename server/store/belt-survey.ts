import type { Belt } from '#contracts/venue.ts'
import type { Queryable } from './pool.ts'

type Survey = NonNullable<Belt['campuses'][number]['lastSurvey']>
type Row = Omit<Survey, 'surveyedAt'> & { surveyedAt: Date }

/** @returns null when there is no such campus in one of these schools; null schools = all */
export async function insertSurvey(
  db: Queryable,
  survey: { campusId: string; surveyedAt: Date; by: string; note: string | null; synthetic?: boolean },
  schoolIds: readonly string[] | null,
): Promise<Survey | null> {
  const { rows } = await db.query<Row>(
    `insert into belt_survey (campus_id, school_id, surveyed_at, surveyed_by, note, synthetic)
     select id, school_id, $2, $3, $4, $5 from campus where id = $1 and ($6::text[] is null or school_id = any($6))
     returning id, campus_id as "campusId", school_id as "schoolId", surveyed_at as "surveyedAt", surveyed_by as "surveyedBy", note`,
    [survey.campusId, survey.surveyedAt, survey.by, survey.note, survey.synthetic ?? false, schoolIds],
  )
  return rows[0] ? { ...rows[0], surveyedAt: rows[0].surveyedAt.toISOString() } : null
}

/** The newest survey of each campus of a school. */
export async function lastSurveys(db: Queryable, schoolId: string): Promise<Map<string, Survey>> {
  const { rows } = await db.query<Row>(
    `select distinct on (campus_id) id, campus_id as "campusId", school_id as "schoolId", surveyed_at as "surveyedAt", surveyed_by as "surveyedBy", note
     from belt_survey where school_id = $1 order by campus_id, surveyed_at desc`,
    [schoolId],
  )
  return new Map(rows.map((row) => [row.campusId, { ...row, surveyedAt: row.surveyedAt.toISOString() }]))
}
