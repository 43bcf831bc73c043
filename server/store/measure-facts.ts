// The evidence of some schools as it stood at a moment: registers by their history, signals by their intervals.

import { NOT_MENDED_BY_SCHOOLS } from '#domain/fault-loss.ts'
import type {
  BeltSurveyFact,
  CalendarFact,
  CampusFact,
  CatalogFact,
  CheckInFact,
  DeviceFact,
  DrillFact,
  EquipmentFact,
  FaultFact,
  GuardCheckFact,
  GuardFact,
  HazardFact,
  HealthStaffFact,
  KeyPlaceFact,
  PatrolFact,
  PictureFact,
  PoliceLinkFact,
  PoliceTestFact,
  ProtectionFact,
  RecorderCheckFact,
  SchoolFacts,
  ShiftFact,
  TitleConditionFact,
  TitleFact,
  WindowFact,
} from '#domain/measures/facts.ts'
import type { MeasureClock } from '#domain/measures/measure.ts'
import { startOfDay } from '#domain/shanghai.ts'
import { hazardsThen } from './hazard-then.ts'
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
 * absent. @param own a condition that picks the candidates; @param running judged as of now, when only the rows in force matter; @param id the column that
 * names a row
 */
const asOf = (table: string, own: string, running: boolean, id = 'id'): string =>
  running
    ? `(select * from ${table} where ${own} and $2::timestamptz is not null)`
    : `(select distinct on (v.${id}) v.* from (
         select * from ${table} where ${own} union select * from ${table} where ${id} in (select ${id} from ${table}_history where ${own})
         union all select * from ${table}_history where ${id} in (select ${id} from ${table} where ${own} union select ${id} from ${table}_history where ${own})) v
       where upper(v.valid) is null or upper(v.valid) > $2 order by v.${id}, lower(v.valid))`

/** A moment not older than this is now. */
const RUNNING_MS = 60_000

type Rows<T> = Promise<(T & { schoolId: string })[]>
interface Asked {
  ids: readonly string[]
  /** the moment judged */
  at: Date
  today: string
  /** the period's first moment */
  from: Date
  fromDay: string
  /** now is judged */
  running: boolean
}

/** Facts of the schools that were open at the moment; a school that had closed, or had not begun, in the whole period is left out. */
export async function readFacts(db: Queryable, schoolIds: readonly string[], clock: MeasureClock): Promise<SchoolFacts[]> {
  const schools = await readSchools(db, schoolIds, clock, Date.now() - clock.asOfMs < RUNNING_MS)
  const { from, today, asOfMs } = clock
  const asked: Asked = {
    ids: schoolIds,
    at: new Date(asOfMs),
    today,
    from: new Date(startOfDay(from)),
    fromDay: from,
    running: Date.now() - asOfMs < RUNNING_MS,
  }
  // One after the other: a report that takes every connection would keep others waiting.
  const campuses = bySchool(await readCampuses(db, asked))
  const guards = bySchool(await readGuards(db, asked))
  const guardChecks = bySchool(await readGuardChecks(db, asked))
  const devices = bySchool(await readDevices(db, asked))
  const policeTests = bySchool(await readPoliceTests(db, asked))
  const policeLinks = bySchool(await readPoliceLinks(db, asked))
  const catalog = bySchool(await readCatalog(db, asked))
  const pictures = bySchool(await readPictures(db, asked))
  const recorderChecks = bySchool(await readRecorderChecks(db, asked))
  const faults = bySchool(await readFaults(db, asked))
  const beltSurveys = bySchool(await readBeltSurveys(db, asked))
  const hazards = bySchool(await readHazards(db, asked))
  const listed = await readListed(db, asked)
  const keyPlaces = bySchool(await readKeyPlaces(db, asked))
  const shifts = bySchool(await readShifts(db, asked))
  const windows = bySchool(await readWindows(db, asked))
  const checkIns = bySchool(await readCheckIns(db, asked))
  const patrols = bySchool(await readPatrols(db, asked))
  const drills = bySchool(await readDrills(db, asked))
  const healthStaff = bySchool(await readHealthStaff(db, asked))
  const titles = bySchool(await readTitles(db, asked))
  const titleConditions = bySchool(await readTitleConditions(db, asked))
  const protections = bySchool(await readProtections(db, asked))
  const equipment = bySchool(await readEquipment(db, asked))
  const calendar = await readCalendar(db, asked)
  return schools.map((school) => ({
    school,
    campuses: campuses(school.id),
    guards: guards(school.id),
    guardChecks: guardChecks(school.id),
    devices: devices(school.id),
    policeTests: policeTests(school.id),
    policeLinks: policeLinks(school.id),
    catalog: catalog(school.id),
    pictures: pictures(school.id),
    recorderChecks: recorderChecks(school.id),
    faults: faults(school.id),
    beltSurveys: beltSurveys(school.id),
    hazards: hazards(school.id),
    hasHazards: listed.has(school.id),
    keyPlaces: keyPlaces(school.id),
    shifts: shifts(school.id),
    windows: windows(school.id),
    checkIns: checkIns(school.id),
    patrols: patrols(school.id),
    drills: drills(school.id),
    healthStaff: healthStaff(school.id),
    titles: titles(school.id),
    titleConditions: titleConditions(school.id),
    protections: protections(school.id),
    equipment: equipment(school.id),
    calendar,
  }))
}

async function readSchools(
  db: Queryable,
  ids: readonly string[],
  { asOfMs, from, to }: MeasureClock,
  running: boolean,
): Promise<SchoolFacts['school'][]> {
  const { rows } = await db.query<SchoolFacts['school']>(
    `select s.id, s.name, s.township_id as "townshipId", s.level, s.pupils, s.boarding, l.opened_on::text as "openedOn", l.closed_on::text as "closedOn"
     from ${asOf('school', 'id = any($1::text[])', running)} s left join school_life l on l.school_id = s.id
     where (l.closed_on is null or l.closed_on > $3::date) and (l.opened_on is null or l.opened_on < $4::date) order by s.id`,
    [ids, new Date(asOfMs), from, to],
  )
  return rows
}

async function readCampuses(db: Queryable, { ids, at, fromDay, today, running }: Asked): Rows<CampusFact> {
  const { rows } = await db.query<CampusFact & { schoolId: string }>(
    `select c.school_id as "schoolId", c.id, c.name, c.provisional, l.opened_on::text as "openedOn", l.closed_on::text as "closedOn"
     from ${asOf('campus', 'school_id = any($1::text[])', running)} c left join campus_life l on l.campus_id = c.id
     where c.school_id = any($1::text[]) and (l.closed_on is null or l.closed_on > $3::date) and (l.opened_on is null or l.opened_on <= $4::date)
     order by c.id`,
    [ids, at, fromDay, today],
  )
  return rows
}

async function readGuards(db: Queryable, { ids, at, today, running }: Asked): Rows<GuardFact> {
  // One person on two schools' lists counts at neither, and twice on one list counts once: on the lists as they stood then, not as they are.
  const { rows } = await db.query<GuardFact & { schoolId: string }>(
    `with stood as ${asOf('guard', candidates(running ? ['guard'] : ['guard', 'guard_history']), running)},
       listed as (${running ? 'select * from stood' : TOLD_LATER})
     select g.school_id as "schoolId", g.id, g.name, g.full_time as "fullTime", g.employed_from::text as "employedFrom", g.licence,
       g.licence_from::text as "licenceFrom", g.licence_to::text as "licenceTo",
       (select o.school_id from listed o left join school_life l on l.school_id = o.school_id where o.school_id <> g.school_id and ${SAME_PERSON}
          and (l.closed_on is null or l.closed_on > $3::date) and (l.opened_on is null or l.opened_on <= $3::date) limit 1) as "alsoAt",
       exists (select from listed o where o.school_id = g.school_id and o.id < g.id and ${SAME_PERSON}) as "listedTwice"
     from listed g
     where g.school_id = any($1::text[]) and (g.employed_from is null or g.employed_from <= $3::date)
       and (g.employed_until is null or g.employed_until > $3::date) order by g.id`,
    [ids, at, today],
  )
  return rows
}

const GUARD_VERSIONS = '(select * from guard where id = s.id union all select * from guard_history where id = s.id)'
/**
 * The lists as they stood, with what was entered since and says by its own day what was so then: a licence issued by that day, unless a later
 * entry took its day back, and when this employment ended; an end that is blanked since does not undo it.
 */
const TOLD_LATER = `select s.id, s.school_id, s.name, s.phone, s.full_time, s.employed_from,
    case when last.employed_from is not distinct from s.employed_from then coalesce(last.employed_until, s.employed_until) else s.employed_until end as employed_until,
    case when paper.id is null then s.licence else paper.licence end as licence,
    case when paper.id is null then s.licence_from else paper.licence_from end as licence_from,
    case when paper.id is null then s.licence_to else paper.licence_to end as licence_to
  from stood s
  left join lateral (select v.* from ${GUARD_VERSIONS} v order by lower(v.valid) desc limit 1) last on true
  left join lateral (select v.* from ${GUARD_VERSIONS} v
    where lower(v.valid) > $2 and v.licence_from <= $3::date and trim(v.licence) <> ''
      and not exists (select from ${GUARD_VERSIONS} w where lower(w.valid) > lower(v.valid) and w.licence_from is null)
    order by lower(v.valid) desc limit 1) paper on true`

/** Guards of these schools, and whoever on another's list has the licence or the name and telephone of one of them. */
const candidates = (tables: readonly string[]): string => {
  const own = (columns: string) =>
    tables.map((table) => `select ${columns} from ${table} where school_id = any($1::text[])`).join(' union ')
  return `(school_id = any($1::text[]) or licence in (${own('licence')}) or (name, phone) in (${own('name, phone')}))`
}

/** That entry `o` is the person of entry `g`, employed on day `$3`: the same licence, or the same name with the same telephone. */
const SAME_PERSON = `((trim(o.licence) = trim(g.licence) and trim(o.licence) <> '') or (o.name = g.name and o.phone = g.phone))
  and (o.employed_from is null or o.employed_from <= $3::date) and (o.employed_until is null or o.employed_until > $3::date)`

async function readGuardChecks(db: Queryable, { ids, today }: Asked): Rows<GuardCheckFact> {
  const { rows } = await db.query<GuardCheckFact & { schoolId: string }>(
    `select school_id as "schoolId", id, guard_id as "guardId", checked_on::text as "checkedOn", result, issuer from guard_check
     where school_id = any($1::text[]) and checked_on <= $2::date order by checked_on desc, result = 'clear', id`,
    [ids, today],
  )
  return rows
}

/** That a device was there by `$2` although it was entered later: something dated earlier speaks of it. */
const heardBefore = (running: boolean): string =>
  running
    ? 'true'
    : `exists (select from device_interval b where b.device_id = d.id and b.since <= $2)
       or exists (select from device_day b where b.device_id = d.id and b.day <= $4::date)
       or exists (select from police_test b where b.device_id = d.id and b.at <= $2)
       or exists (select from police_catalog b where b.device_id = d.id and b.listed_on <= $4::date)
       or exists (select from police_link b where b.device_id = d.id and b.from_day <= $4::date)
       or exists (select from recorder_check b where b.school_id = d.school_id and b.device_id = d.id and b.at <= $2)`

/** The days of pictures that a recorder said it holds, at `$2`: a sample is written at each change, so what no later one changed stood then too. */
const retentionThen = (running: boolean): string => {
  const said = `select (h.data->>'retentionDays')::real from health_sample h where d.kind = 'recorder' and h.device_id = d.id and h.data->>'retentionDays' is not null`
  return running
    ? 's.retention_days'
    : `coalesce((${said} and h.at <= $2 order by h.at desc limit 1), case when not exists (${said} and h.at > $2) then s.retention_days end)`
}

/** Faults with which a camera that is heard shows or keeps nothing. */
const PICTURE_FAULTS = ['video-loss', 'video-blind', 'video-frozen', 'record-fault']

/** The first moment of a school that opened within the period: nothing before is asked for. */
const OPENING = `l.opened_on::timestamp at time zone 'Asia/Shanghai'`

/**
 * Cameras with such a fault in the period: since when one is open at the moment judged, and the seconds in which one was while the camera
 * was online. Two faults at once count once; what stands below a larger cause counts too.
 */
async function readPictureFaults(
  db: Queryable,
  { ids, from, at }: Asked,
): Promise<Map<string, { openMs: number | null; seconds: number }>> {
  const { rows } = await db.query<{ deviceId: string; open: Date | null; seconds: number }>(
    `with faulty as (
       select device_id, min(opened_at) filter (where closed_at is null or closed_at > $3) as open,
         range_agg(tstzrange(greatest(opened_at, $2, ${OPENING}), greatest(opened_at, $2, ${OPENING}, least(coalesce(closed_at, $3), $3)))) as spans
       from fault left join school_life l using (school_id) where school_id = any($1::text[]) and kind = any($4::text[]) and device_id is not null and opened_at <= $3
         and (closed_at is null or closed_at >= $2) group by device_id)
     select f.device_id as "deviceId", f.open, coalesce((
       select sum(extract(epoch from upper(s.span) - lower(s.span)))::float8 from (
         select unnest(f.spans * range_agg(tstzrange(i.since, i.until))) as span from device_interval i
         where i.device_id = f.device_id and i.state = 'online' and i.until > $2 and i.since < $3) s), 0) as seconds
     from faulty f`,
    [ids, from, at, PICTURE_FAULTS],
  )
  return new Map(rows.map(({ deviceId, open, seconds }) => [deviceId, { openMs: ms(open), seconds }]))
}

type DeviceRow = Omit<DeviceFact, 'sinceMs' | 'seconds' | 'pictureFaultMs' | 'faultySeconds'> & {
  schoolId: string
  since: Date | number | null
  online: number | null
  offline: number
  unknown: number
  maintenance: number
}

async function readDevices(db: Queryable, asked: Asked): Rows<DeviceFact> {
  const { ids, at, fromDay, today, running } = asked
  const { rows } = await db.query<DeviceRow>(
    `select d.school_id as "schoolId", d.id, d.name, d.kind, d.campus_id as "campusId", p.place, coalesce(i.state, 'unknown') as state, i.since, c.place as "keyPlace", c.area,
       coalesce(c.required, true) as "mustBeNetworked", ${retentionThen(running)} as "retentionDays", t.online, t.offline, t.unknown, t.maintenance
     from ${asOf('device', 'school_id = any($1::text[])', running)} d
     left join ${asOf('button_place', 'school_id = any($1::text[])', running, 'device_id')} p on p.device_id = d.id and p.school_id = d.school_id
     left join ${asOf('camera_place', 'school_id = any($1::text[])', running, 'device_id')} c on c.device_id = d.id and c.school_id = d.school_id
     left join device_state s on s.device_id = d.id
     left join school_life l on l.school_id = d.school_id
     left join lateral (select state, since from device_interval i where i.device_id = d.id and i.since <= $2 and i.until > $2
       order by since desc limit 1) i on true
     left join lateral (select sum(online_s)::float8 as online, sum(offline_s)::float8 as offline, sum(unknown_s)::float8 as unknown, sum(maintenance_s)::float8 as maintenance
       from device_day y where d.kind = 'camera' and y.device_id = d.id and y.day >= greatest($3::date, l.opened_on) and y.day <= $4::date) t on true
     where d.school_id = any($1::text[]) and (lower(d.valid) <= $2 or ${heardBefore(running)}) order by d.id`,
    [ids, at, fromDay, today],
  )
  const faults = await readPictureFaults(db, asked)
  return rows.map(({ since, online, offline, unknown, maintenance, ...row }) => ({
    ...row,
    sinceMs: ms(since),
    pictureFaultMs: faults.get(row.id)?.openMs ?? null,
    seconds: online === null ? null : { online, offline, unknown, maintenance },
    // The day's sums may lag behind the faults of the last minutes.
    faultySeconds: Math.min(online ?? 0, faults.get(row.id)?.seconds ?? 0),
  }))
}

/** Of each button the newest that the police know of, however old: it may have run out, but it was; and the newest of all. */
async function readPoliceTests(db: Queryable, { ids, at }: Asked): Rows<PoliceTestFact> {
  const { rows } = await db.query<Omit<PoliceTestFact, 'atMs'> & { schoolId: string; at: Date }>(
    `select * from (select distinct on (device_id, proves) school_id as "schoolId", id, device_id as "deviceId", at, reached, receipt, officer
       from (select *, coalesce(reached = 'police' and (trim(receipt) <> '' or trim(officer) <> ''), false) as proves from police_test
         where school_id = any($1::text[]) and at <= $2) t
       order by device_id, proves, at desc, id) newest order by at desc, id`,
    [ids, at],
  )
  return rows.map(({ at: when, ...row }) => ({ ...row, atMs: when.getTime() }))
}

async function readPoliceLinks(db: Queryable, { ids, today }: Asked): Rows<PoliceLinkFact> {
  const { rows } = await db.query<PoliceLinkFact & { schoolId: string }>(
    `select school_id as "schoolId", device_id as "deviceId", kind from police_link
     where school_id = any($1::text[]) and from_day <= $2::date and (until_day is null or until_day > $2::date) order by device_id`,
    [ids, today],
  )
  return rows
}

async function readCatalog(db: Queryable, { ids, today }: Asked): Rows<CatalogFact> {
  const { rows } = await db.query<CatalogFact & { schoolId: string }>(
    `select school_id as "schoolId", id, device_id as "deviceId", gb_id as "gbId", listed_on::text as "listedOn", source, signed_by as "signedBy", heard_from as "heardFrom"
     from police_catalog where school_id = any($1::text[]) and listed_on <= $2::date and (removed_on is null or removed_on > $2::date)
       and (source = 'catalog' or trim(signed_by) <> '') order by id`,
    [ids, today],
  )
  return rows
}

async function readPictures(db: Queryable, { ids, from, at }: Asked): Rows<PictureFact> {
  const { rows } = await db.query<Omit<PictureFact, 'atMs'> & { schoolId: string; at: Date }>(
    `select distinct on (device_id) school_id as "schoolId", device_id as "deviceId", at, seen_by as "seenBy" from picture_proof
     where school_id = any($1::text[]) and at >= $2 and at <= $3 order by device_id, at desc`,
    [ids, from, at],
  )
  return rows.map(({ at: when, ...row }) => ({ ...row, atMs: when.getTime() }))
}

async function readRecorderChecks(db: Queryable, { ids, at }: Asked): Rows<RecorderCheckFact> {
  const { rows } = await db.query<Omit<RecorderCheckFact, 'atMs' | 'oldestMs'> & { schoolId: string; at: Date; oldest: Date }>(
    `select distinct on (device_id) school_id as "schoolId", id, device_id as "deviceId", at, oldest_at as oldest, clock_offset_s as "clockOffsetS" from recorder_check
     where school_id = any($1::text[]) and at <= $2 order by device_id, at desc`,
    [ids, at],
  )
  return rows.map(({ at: when, oldest, ...row }) => ({ ...row, atMs: when.getTime(), oldestMs: oldest.getTime() }))
}

async function readFaults(db: Queryable, { ids, from, at }: Asked): Rows<FaultFact> {
  const { rows } = await db.query<Pick<FaultFact, 'id' | 'kind'> & { schoolId: string; opened: Date; closed: Date | null }>(
    `select school_id as "schoolId", id, kind, opened_at as opened, case when closed_at <= $3 then closed_at end as closed from fault
       left join school_life l using (school_id)
     where school_id = any($1::text[]) and opened_at <= $3 and (closed_at is null or closed_at >= greatest($2, ${OPENING})) and fault.merged_into is null
       and kind <> all($4::text[]) order by opened_at, id`,
    [ids, from, at, NOT_MENDED_BY_SCHOOLS],
  )
  return rows.map(({ opened, closed, ...row }) => ({ ...row, openedMs: opened.getTime(), closedMs: ms(closed) }))
}

async function readBeltSurveys(db: Queryable, { ids, at }: Asked): Rows<BeltSurveyFact> {
  const { rows } = await db.query<Omit<BeltSurveyFact, 'atMs'> & { schoolId: string; surveyedAt: Date }>(
    `select distinct on (campus_id) school_id as "schoolId", id, campus_id as "campusId", surveyed_at as "surveyedAt", surveyed_by as by from belt_survey
     where school_id = any($1::text[]) and surveyed_at <= $2 order by campus_id, surveyed_at desc`,
    [ids, at],
  )
  return rows.map(({ surveyedAt, ...row }) => ({ ...row, atMs: surveyedAt.getTime() }))
}

async function readHazards(db: Queryable, { ids, from, at }: Asked): Rows<HazardFact> {
  const { rows } = await db.query<
    Omit<HazardFact, 'listedMs' | 'struckOffMs'> & { schoolId: string; listed: Date; struckOff: Date | null }
  >(
    `select school_id as "schoolId", id, number, title, "dueOn", listed, "struckOff", returned from (${hazardsThen('school_id = any($1::text[])', '$3')}) h
     where "struckOff" is null or "struckOff" >= $2 order by listed, id`,
    [ids, from, at],
  )
  return rows.map(({ listed, struckOff, ...row }) => ({ ...row, listedMs: listed.getTime(), struckOffMs: ms(struckOff) }))
}

/** Schools that ever had a hazard on the list. */
async function readListed(db: Queryable, { ids, at }: Asked): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    `select id from school where id = any($1::text[]) and exists (select from hazard h where h.school_id = school.id and h.listed_at <= $2)`,
    [ids, at],
  )
  return new Set(rows.map(({ id }) => id))
}

/** The list as it stood then: an approval counts from when it was entered, and excuses no period that was over. */
async function readKeyPlaces(db: Queryable, { ids, at, running }: Asked): Rows<KeyPlaceFact> {
  const columns = 'id, school_id, campus_id, place, applicable, reason, approved_by, valid'
  const { rows } = await db.query<KeyPlaceFact & { schoolId: string }>(
    `select school_id as "schoolId", id, campus_id as "campusId", place, applicable, reason, approved_by as "approvedBy"
     from (select ${columns} from key_place union all select ${columns} from key_place_history) k
     where school_id = any($1::text[]) and (valid @> $2::timestamptz or ($3 and upper(valid) is null)) order by place, campus_id`,
    [ids, at, running],
  )
  return rows
}

async function readShifts(db: Queryable, { ids, from, at }: Asked): Rows<ShiftFact> {
  const { rows } = await db.query<Omit<ShiftFact, 'startsMs' | 'endsMs'> & { schoolId: string; starts: Date; ends: Date }>(
    `select school_id as "schoolId", id, campus_id as "campusId", starts_at as starts, ends_at as ends, guard_name as "guardName" from gate_room_shift
     where school_id = any($1::text[]) and starts_at <= $3 and starts_at > $2::timestamptz - interval '48 hours' and ends_at > $2 order by starts_at, id`,
    [ids, from, at],
  )
  return rows.map(({ starts, ends, ...row }) => ({ ...row, startsMs: starts.getTime(), endsMs: ends.getTime() }))
}

async function readWindows(db: Queryable, { ids }: Asked): Rows<WindowFact> {
  const { rows } = await db.query<WindowFact & { schoolId: string }>(
    `select school_id as "schoolId", id, kind, post, weekdays, to_char(starts, 'HH24:MI') as starts, to_char(ends, 'HH24:MI') as ends,
       from_day::text as "fromDay", until_day::text as "untilDay" from duty_window where school_id = any($1::text[]) order by kind, post, starts`,
    [ids],
  )
  return rows
}

async function readCheckIns(db: Queryable, { ids, from, at }: Asked): Rows<CheckInFact> {
  const { rows } = await db.query<Omit<CheckInFact, 'onMs' | 'offMs'> & { schoolId: string; on: Date; off: Date }>(
    `select school_id as "schoolId", id, kind, post, on_at as "on", off_at as off, who, result, confirmed_by as "confirmedBy" from duty_check_in
     where school_id = any($1::text[]) and on_at <= $3 and on_at > $2::timestamptz - interval '24 hours' and off_at > $2 order by on_at, id`,
    [ids, from, at],
  )
  return rows.map(({ on, off, ...row }) => ({ ...row, onMs: on.getTime(), offMs: off.getTime() }))
}

async function readPatrols(db: Queryable, { ids, from, at }: Asked): Rows<PatrolFact> {
  const { rows } = await db.query<Omit<PatrolFact, 'atMs'> & { schoolId: string; at: Date }>(
    `select school_id as "schoolId", id, at, who, places, visited, skipped from patrol_round
     where school_id = any($1::text[]) and at >= $2 and at <= $3 order by at, id`,
    [ids, from, at],
  )
  return rows.map(({ at: when, ...row }) => ({ ...row, atMs: when.getTime() }))
}

/** Those of a year and a bit, and the last one: who ever held one has no list that is missing. */
async function readDrills(db: Queryable, { ids, today, fromDay }: Asked): Rows<DrillFact> {
  const { rows } = await db.query<DrillFact & { schoolId: string }>(
    `select school_id as "schoolId", id, on_day::text as "onDay", kind, people from drill
     where school_id = any($1::text[]) and on_day <= $2::date
       and (on_day > $3::date - 400 or on_day = (select max(on_day) from drill newest where newest.school_id = drill.school_id and newest.on_day <= $2::date))
     order by on_day, id`,
    [ids, today, fromDay],
  )
  return rows
}

async function readHealthStaff(db: Queryable, { ids, today }: Asked): Rows<HealthStaffFact> {
  const { rows } = await db.query<HealthStaffFact & { schoolId: string }>(
    `select school_id as "schoolId", id, name, full_time as "fullTime", qualification, from_day::text as "fromDay" from health_staff
     where school_id = any($1::text[]) and from_day <= $2::date and (until_day is null or until_day > $2::date) order by id`,
    [ids, today],
  )
  return rows
}

async function readTitles(db: Queryable, { ids }: Asked): Rows<TitleFact> {
  const { rows } = await db.query<TitleFact & { schoolId: string }>(
    `select school_id as "schoolId", id, kind, level, issuer, number, issued_on::text as "issuedOn", valid_to::text as "validTo",
       revoked_on::text as "revokedOn", revoked_reason as "revokedReason" from title where school_id = any($1::text[]) order by issued_on desc, id`,
    [ids],
  )
  return rows
}

async function readTitleConditions(db: Queryable, { ids, today }: Asked): Rows<TitleConditionFact> {
  const { rows } = await db.query<TitleConditionFact & { schoolId: string }>(
    `select distinct on (school_id, kind, condition) school_id as "schoolId", id, kind, condition, state, checked_on::text as "checkedOn",
       valid_to::text as "validTo", issuer, number, note from title_condition
     where school_id = any($1::text[]) and checked_on <= $2::date
     order by school_id, kind, condition, checked_on desc, state = 'kept', valid_to nulls last, id`,
    [ids, today],
  )
  return rows
}

async function readProtections(db: Queryable, { ids, today }: Asked): Rows<ProtectionFact> {
  const { rows } = await db.query<ProtectionFact & { schoolId: string }>(
    `select distinct on (school_id, kind) school_id as "schoolId", id, kind, state, checked_on::text as "checkedOn", note from protection_item
     where school_id = any($1::text[]) and checked_on <= $2::date order by school_id, kind, checked_on desc, state = 'present', id`,
    [ids, today],
  )
  return rows
}

async function readEquipment(db: Queryable, { ids, today }: Asked): Rows<EquipmentFact> {
  const { rows } = await db.query<EquipmentFact & { schoolId: string }>(
    `select distinct on (school_id, item) school_id as "schoolId", id, item, required, present, expires_on::text as "expiresOn", checked_on::text as "checkedOn", source
     from equipment_item where school_id = any($1::text[]) and checked_on <= $2::date order by school_id, item, checked_on desc, present - required, expires_on, id`,
    [ids, today],
  )
  return rows
}

async function readCalendar(db: Queryable, { fromDay, today }: Asked): Promise<SchoolFacts['calendar']> {
  const { rows } = await db.query<CalendarFact & { day: string }>(
    'select day::text as day, kind, weekday::int as weekday from calendar_day where day >= $1::date and day <= $2::date',
    [fromDay, today],
  )
  return new Map(rows.map(({ day, ...fact }) => [day, fact]))
}
