import type { SchoolLevel } from '#contracts/school.ts'
import type { FieldValue } from '#domain/request-list.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import type { Queryable } from './pool.ts'

const LEVEL_WORDS: Record<SchoolLevel, string> = {
  kindergarten: '幼儿园',
  primary: '小学',
  middle: '中学',
  nineYear: '九年一贯制',
  special: '特殊教育学校',
}

/** On day `$2`: who has left, or has not begun, is none of the school's guards. */
const EMPLOYED = `(g.employed_from is null or g.employed_from <= $2::date) and (g.employed_until is null or g.employed_until > $2::date)`

/** On day `$2`: a campus that was merged, or has not opened, is none of the school's. */
const STANDING = `not exists (select from campus_life l where l.campus_id = c.id and (l.closed_on <= $2::date or l.opened_on > $2::date))`

/** What the system knows of schools, by school and source; what nobody has written down is null. */
export async function readKnownFacts(
  db: Queryable,
  schoolIds: readonly string[],
  measures: readonly string[],
): Promise<Map<string, Record<string, FieldValue>>> {
  const { rows } = await db.query<Record<string, FieldValue> & { code: string; level: SchoolLevel }>(
    `select s.id as code, s.name, s.level, t.name as township, s.pupils, s.boarding,
       (select count(*)::int from campus c where c.school_id = s.id and ${STANDING}) as campuses,
       (select count(*)::int from guard g where g.school_id = s.id and ${EMPLOYED}) as guards,
       (select count(*)::int from guard g where g.school_id = s.id and ${EMPLOYED} and g.full_time) as "fullTimeGuards",
       (select count(*)::int from device d where d.school_id = s.id) as devices,
       (select count(*)::int from device d where d.school_id = s.id and d.kind = 'camera') as cameras,
       (select count(*)::int from device d where d.school_id = s.id and d.kind = 'panicButton') as buttons,
       (select count(*)::int from device d join device_interval i on i.device_id = d.id and i.until = 'infinity'
        where d.school_id = s.id and d.kind = 'panicButton' and i.state = 'online') as "buttonsOnline"
     from school s join township t on t.id = s.township_id where s.id = any($1::text[])`,
    [schoolIds, shanghaiDay(new Date())],
  )
  const facts = new Map<string, Record<string, FieldValue>>(rows.map((row) => [row.code, { ...row, level: LEVEL_WORDS[row.level] }]))
  if (measures.length === 0) return facts
  const figures = await db.query<{ schoolId: string; measureId: string; met: number; required: number }>(
    `select distinct on (school_id, measure_id) school_id as "schoolId", measure_id as "measureId", met, required
     from measure_result r join period p on p.id = r.period_id
     where school_id = any($1::text[]) and measure_id = any($2::text[]) order by school_id, measure_id, p.from_day desc`,
    [schoolIds, measures],
  )
  for (const { schoolId, measureId, met, required } of figures.rows) {
    const known = facts.get(schoolId)
    if (known) known[`measure:${measureId}`] = `${met}/${required}`
  }
  return facts
}
