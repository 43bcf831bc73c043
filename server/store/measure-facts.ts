// The evidence of some schools as it stood at a moment: registers by their history, signals by their intervals.
import type { DeviceFact, GuardFact, PoliceLinkFact, PoliceTestFact, SchoolFacts } from '#domain/measures/facts.ts'
import type { MeasureClock } from '#domain/measures/measure.ts'
import type { Queryable } from './pool.ts'

/** Rows of several schools, told apart. */
function bySchool<T extends { schoolId: string }>(rows: readonly T[]): (schoolId: string) => Omit<T, 'schoolId'>[] {
  const found = new Map<string, Omit<T, 'schoolId'>[]>()
  for (const { schoolId, ...row } of rows) {
    const own = found.get(schoolId)
    if (own) own.push(row)
    else found.set(schoolId, [row])
  }
  return (schoolId) => found.get(schoolId) ?? []
}
const ms = (at: Date | number | null): number | null => (at === null ? null : typeof at === 'number' ? at : at.getTime())

/**
 * A register as it stood at `$2`: the version of a row in force then, or, of what was entered later, the first. Rows deleted before are
 * absent. @param own a condition that picks the candidates
 */
const asOf = (table: string, own: string): string =>
  `(select distinct on (v.id) v.* from (select * from ${table} union all select * from ${table}_history) v
    where v.id in (select id from ${table} where ${own} union select id from ${table}_history where ${own})
      and (upper(v.valid) is null or upper(v.valid) > $2) order by v.id, lower(v.valid))`

/** Facts of the schools that were open at the moment; a school that had closed, or had not begun, in the whole period is left out. */
export async function readFacts(db: Queryable, schoolIds: readonly string[], clock: MeasureClock): Promise<SchoolFacts[]> {
  const schools = await readSchools(db, schoolIds, clock)
  const args = [schoolIds, new Date(clock.asOfMs), clock.today]
  const guards = bySchool(await readGuards(db, args))
  const devices = bySchool(await readDevices(db, args))
  const tests = bySchool(await readPoliceTests(db, args))
  const links = bySchool(await readPoliceLinks(db, args))
  return schools.map((school) => ({
    school,
    guards: guards(school.id),
    devices: devices(school.id),
    policeTests: tests(school.id),
    policeLinks: links(school.id),
  }))
}

async function readSchools(db: Queryable, ids: readonly string[], { asOfMs, from, to }: MeasureClock): Promise<SchoolFacts['school'][]> {
  const { rows } = await db.query<SchoolFacts['school']>(
    `select s.id, s.name, s.township_id as "townshipId", s.level, s.pupils, s.boarding
     from ${asOf('school', 'id = any($1::text[])')} s left join school_life l on l.school_id = s.id
     where (l.closed_on is null or l.closed_on > $3::date) and (l.opened_on is null or l.opened_on < $4::date) order by s.id`,
    [ids, new Date(asOfMs), from, to],
  )
  return rows
}

async function readGuards(db: Queryable, args: unknown[]): Promise<(GuardFact & { schoolId: string })[]> {
  // One person on two schools' lists counts at neither: the same licence, or the same name with the same telephone.
  const { rows } = await db.query<GuardFact & { schoolId: string }>(
    `select g.school_id as "schoolId", g.id, g.name, g.full_time as "fullTime", g.employed_from::text as "employedFrom", g.licence,
       g.licence_to::text as "licenceTo",
       (select o.school_id from guard o where o.school_id <> g.school_id and (o.licence = g.licence or (o.name = g.name and o.phone = g.phone))
          and (o.employed_from is null or o.employed_from <= $3::date) and (o.employed_until is null or o.employed_until > $3::date) limit 1) as "alsoAt"
     from ${asOf('guard', 'school_id = any($1::text[])')} g
     where g.school_id = any($1::text[]) and (g.employed_from is null or g.employed_from <= $3::date)
       and (g.employed_until is null or g.employed_until > $3::date) order by g.id`,
    args,
  )
  return rows
}

async function readDevices(db: Queryable, [ids, at]: unknown[]): Promise<(DeviceFact & { schoolId: string })[]> {
  const { rows } = await db.query<Omit<DeviceFact, 'sinceMs'> & { schoolId: string; since: Date | null }>(
    `select d.school_id as "schoolId", d.id, d.name, d.kind, p.place, coalesce(i.state, 'unknown') as state, i.since
     from ${asOf('device', 'school_id = any($1::text[])')} d
     left join button_place p on p.device_id = d.id and p.school_id = d.school_id
     left join lateral (select state, since from device_interval i where i.device_id = d.id and i.since <= $2 and i.until > $2
       order by since desc limit 1) i on true
     where d.school_id = any($1::text[]) order by d.id`,
    [ids, at],
  )
  return rows.map(({ since, ...row }) => ({ ...row, sinceMs: ms(since) }))
}

async function readPoliceTests(db: Queryable, [ids, at]: unknown[]): Promise<(PoliceTestFact & { schoolId: string })[]> {
  const { rows } = await db.query<Omit<PoliceTestFact, 'atMs'> & { schoolId: string; at: Date }>(
    `select school_id as "schoolId", id, device_id as "deviceId", at, reached, receipt, officer from police_test
     where school_id = any($1::text[]) and at <= $2 and at > $2::timestamptz - interval '400 days' order by at desc`,
    [ids, at],
  )
  return rows.map(({ at: when, ...row }) => ({ ...row, atMs: when.getTime() }))
}

async function readPoliceLinks(db: Queryable, [ids, , today]: unknown[]): Promise<(PoliceLinkFact & { schoolId: string })[]> {
  const { rows } = await db.query<PoliceLinkFact & { schoolId: string }>(
    `select school_id as "schoolId", device_id as "deviceId", kind from police_link
     where school_id = any($1::text[]) and from_day <= $2::date and (until_day is null or until_day > $2::date) order by device_id`,
    [ids, today],
  )
  return rows
}
