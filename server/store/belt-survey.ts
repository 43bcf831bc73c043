import type { LngLat } from '#contracts/time.ts'
import type { BeltSurvey, ListedSurvey } from '#contracts/venue.ts'
import type { Principal } from '#domain/policy.ts'
import { positionOf } from '#domain/position.ts'
import { decodeCursor, INSTANT, instantKey, type Paged, pageOf, UUID } from './page.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'
import { schoolScope } from './scope.ts'

type Row = Omit<BeltSurvey, 'surveyedAt' | 'position'> & { surveyedAt: Date; lng: number | null; lat: number | null }

const COLUMNS = `survey.id, campus_id as "campusId", survey.school_id as "schoolId", surveyed_at as "surveyedAt", ${personName('surveyed_by')} as "surveyedBy", survey.note,
  survey.lng, survey.lat, survey.accuracy_m as "accuracyM",
  array(select file.id from file where owner_kind = 'beltSurvey' and owner_id = survey.id::text and erased_at is null order by uploaded_at) as photos`

const toSurvey = <T extends Row>({ surveyedAt, lng, lat, ...row }: T) => ({
  ...row,
  surveyedAt: surveyedAt.toISOString(),
  position: positionOf(lng, lat),
})

interface Surveyed {
  readonly campusId: string
  readonly surveyedAt: Date
  readonly by: string
  readonly note: string | null
  readonly position?: LngLat | undefined
  readonly accuracyM?: number | undefined
  readonly synthetic?: boolean
}

/** @returns null when there is no such campus in one of these schools; null schools = all */
export async function insertSurvey(db: Queryable, survey: Surveyed, schoolIds: readonly string[] | null): Promise<BeltSurvey | null> {
  const { campusId, surveyedAt, by, note, position, accuracyM, synthetic = false } = survey
  const { rows } = await db.query<{ id: string }>(
    `insert into belt_survey (campus_id, school_id, surveyed_at, surveyed_by, note, synthetic, lng, lat, accuracy_m)
     select id, school_id, $2, $3, $4, $5, $7, $8, $9 from campus where id = $1 and ($6::text[] is null or school_id = any($6))
     returning id`,
    [campusId, surveyedAt, by, note, synthetic, schoolIds, position?.[0] ?? null, position?.[1] ?? null, accuracyM ?? null],
  )
  return rows[0] ? findOne(db, rows[0].id) : null
}

async function findOne(db: Queryable, id: string): Promise<BeltSurvey | null> {
  const { rows } = await db.query<Row>(`select ${COLUMNS} from belt_survey survey where survey.id = $1`, [id])
  return rows[0] ? toSurvey(rows[0]) : null
}

export async function findSurvey(db: Queryable, { schoolIds }: Pick<Principal, 'schoolIds'>, id: string): Promise<BeltSurvey | null> {
  const survey = await findOne(db, id)
  return survey && (schoolIds === null || schoolIds.includes(survey.schoolId)) ? survey : null
}

/** Whether this account made a survey: its photos are its own to add. */
export async function hasSurveyed(
  db: Queryable,
  { schoolIds, username }: Pick<Principal, 'schoolIds' | 'username'>,
  id: string,
): Promise<boolean> {
  const { rows } = await db.query<{ schoolId: string }>(
    'select school_id as "schoolId" from belt_survey where id = $1 and surveyed_by = $2',
    [id, username],
  )
  return rows[0] !== undefined && (schoolIds === null || schoolIds.includes(rows[0].schoolId))
}

/** Surveys in the reader's scope, the latest first. */
export async function listSurveys(
  db: Queryable,
  reader: Principal,
  { school, cursor, limit }: { school?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<ListedSurvey>> {
  const [surveyedAt, id] = decodeCursor(cursor, INSTANT, UUID) ?? [null, null]
  const scope = schoolScope(reader, 5, 'survey.school_id')
  const { rows } = await db.query<Row & { key: string; schoolName: string; campusName: string }>(
    `select ${COLUMNS}, school.name as "schoolName", coalesce(campus.name, campus_id) as "campusName", ${instantKey('surveyed_at')} as key
     from belt_survey survey join school on school.id = survey.school_id left join campus on campus.id = campus_id
     where ($1::text is null or survey.school_id = $1) and ${scope.sql}
       and ($2::timestamptz is null or (surveyed_at <= $2 and (surveyed_at < $2 or survey.id > $3::uuid)))
     order by surveyed_at desc, survey.id limit $4`,
    [school ?? null, surveyedAt, id, limit + 1, ...scope.values],
  )
  return pageOf(
    rows,
    limit,
    (row) => [row.key, row.id],
    ({ key, ...row }) => toSurvey(row),
  )
}

/** The newest survey of each campus of a school. */
export async function lastSurveys(db: Queryable, schoolId: string): Promise<Map<string, BeltSurvey>> {
  const { rows } = await db.query<Row>(
    `select distinct on (campus_id) ${COLUMNS} from belt_survey survey where survey.school_id = $1 order by campus_id, surveyed_at desc`,
    [schoolId],
  )
  return new Map(rows.map((row) => [row.campusId, toSurvey(row)]))
}
