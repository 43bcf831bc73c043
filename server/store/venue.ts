import type { AreaGeometry, SchoolLevel } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import type { DistanceRule, NewVenue, ProposeRule, Venue, VenueKind, VenueNear } from '#contracts/venue.ts'
import { type Distances, judge, ruleFor, type Surroundings } from '#domain/distance-rule.ts'
import type { Principal } from '#domain/policy.ts'
import { ON_THE_MAP } from './campus.ts'
import { decodeCursor, INSTANT, instantKey, type Paged, pageOf, UUID } from './page.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'
import { schoolScope } from './scope.ts'

interface NearRow extends Distances {
  schoolId: string
  schoolName: string
  level: SchoolLevel
  campusId: string
  provisional: boolean
}
interface VenueRow {
  id: string
  kind: VenueKind
  name: string
  address: string | null
  lng: number
  lat: number
  accuracyM: number
  note: string | null
  closedOn: string | null
  enteredBy: string
  enteredAt: Date
  changedBy: string
  synthetic: boolean
  version: number
  near: NearRow[]
}

/** A row of before the check of positions must not cost anybody the list. */
const PLACED = 'lng between -180 and 180 and lat between -90 and 90'

/** @param scope condition on near.school_id, so that a school hears of no other */
const select = (
  scope: string,
  key = '',
): string => `select ${key}venue.id, kind, venue.name, address, lng, lat, accuracy_m as "accuracyM", note, closed_on::text as "closedOn",
    ${personName('entered_by')} as "enteredBy", entered_at as "enteredAt", ${personName('coalesce(changed_by, entered_by)')} as "changedBy", venue.synthetic, version,
    (select coalesce(jsonb_agg(jsonb_build_object('schoolId', near.school_id, 'schoolName', school.name, 'level', school.level, 'campusId', campus_id,
       'provisional', provisional, 'boundaryM', boundary_m, 'gateM', gate_m, 'walkM', walk_m, 'walkErrorM', walk_error_m) order by boundary_m), '[]')
     from venue_distance near join school on school.id = near.school_id where near.venue_id = venue.id and ${scope}) as near
  from venue`

function toVenue({ near, lng, lat, ...row }: VenueRow, rules: readonly DistanceRule[]): Venue {
  return {
    ...row,
    position: [lng, lat],
    enteredAt: row.enteredAt.toISOString(),
    near: near.map(({ level, provisional, walkErrorM, ...one }): VenueNear => {
      const judged = judge(ruleFor(rules, row.kind, level), { ...one, walkErrorM, provisional, accuracyM: row.accuracyM })
      return {
        ...one,
        ...judged,
        boundaryM: tenth(one.boundaryM),
        gateM: one.gateM === null ? null : tenth(one.gateM),
        walkM: one.walkM === null ? null : tenth(one.walkM),
        metres: judged.metres === null ? null : tenth(judged.metres),
        errorM: tenth(judged.errorM),
      }
    }),
  }
}

const tenth = (metres: number): number => Math.round(metres * 10) / 10

/** Venues in the reader's scope, the newest first; a school's are those near it. */
export async function listVenues(
  db: Queryable,
  reader: Principal,
  { kind, school, cursor, limit }: { kind?: string | undefined; school?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<Venue>> {
  const [enteredAt, id] = decodeCursor(cursor, INSTANT, UUID) ?? [null, null]
  const scope = schoolScope(reader, 6, 'near.school_id')
  const rules = await listRules(db)
  const { rows } = await db.query<VenueRow & { key: string }>(
    `${select(scope.sql, `${instantKey('entered_at')} as key, `)}
     where ${PLACED} and ($1::text is null or kind = $1)
       and ($2::text is null or exists (select from venue_distance near where near.venue_id = venue.id and near.school_id = $2))
       and (${scope.sql === 'true'} or exists (select from venue_distance near where near.venue_id = venue.id and ${scope.sql}))
       and ($3::timestamptz is null or (entered_at <= $3 and (entered_at < $3 or venue.id > $4::uuid)))
     order by entered_at desc, venue.id limit $5`,
    [kind ?? null, school ?? null, enteredAt, id, limit + 1, ...scope.values],
  )
  return pageOf(
    rows,
    limit,
    (row) => [row.key, row.id],
    ({ key, ...row }) => toVenue(row, rules),
  )
}

/** One venue; for a reader of a school only when it is near one of his, with what concerns his alone. */
export async function findVenue(db: Queryable, id: string, reader?: Pick<Principal, 'schoolIds'>): Promise<Venue | null> {
  const scope = reader ? schoolScope(reader, 2, 'near.school_id') : { sql: 'true', values: [] }
  const { rows } = await db.query<VenueRow>(
    `${select(scope.sql)} where venue.id = $1 and ${PLACED}
       and (${scope.sql === 'true'} or exists (select from venue_distance near where near.venue_id = venue.id and ${scope.sql}))`,
    [id, ...scope.values],
  )
  return rows[0] ? toVenue(rows[0], await listRules(db)) : null
}

const columns = (venue: NewVenue) => [
  venue.kind,
  venue.name,
  venue.address ?? null,
  venue.position[0],
  venue.position[1],
  venue.accuracyM,
  venue.note ?? null,
  venue.closedOn ?? null,
]

export async function insertVenue(db: Queryable, venue: NewVenue, by: string, { synthetic = false } = {}): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into venue (kind, name, address, lng, lat, accuracy_m, note, closed_on, entered_by, synthetic)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
    [...columns(venue), by, synthetic],
  )
  return rows[0]?.id ?? ''
}

/** @returns false when somebody was first, or it is not there */
export async function updateVenue(db: Queryable, id: string, version: number, venue: NewVenue, by: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update venue set kind = $3, name = $4, address = $5, lng = $6, lat = $7, accuracy_m = $8, note = $9, closed_on = $10, version = version + 1, changed_at = now(), changed_by = $11
     where id = $1 and version = $2`,
    [id, version, ...columns(venue), by],
  )
  return rowCount === 1
}

export interface CampusGround extends Surroundings {
  readonly campusId: string
  readonly schoolId: string
}

/** Campuses whose belt lies within about a kilometre of a place: a look at the belt's first corner is enough to leave the others out. */
export async function campusesAround(db: Queryable, [lng, lat]: LngLat): Promise<CampusGround[]> {
  const { rows } = await db.query<GroundRow>(
    `with corner as (select *, case zone ->> 'type' when 'Polygon' then zone #> '{coordinates,0,0}' else zone #> '{coordinates,0,0,0}' end as first from campus)
     select id as "campusId", school_id as "schoolId", boundary, point, gates from corner
     where abs((first ->> 0)::float8 - $1) < 0.06 and abs((first ->> 1)::float8 - $2) < 0.05`,
    [lng, lat],
  )
  return rows.map(toGround)
}

/** The grounds of these schools. */
export async function campusesOf(db: Queryable, schoolIds: readonly string[]): Promise<CampusGround[]> {
  const { rows } = await db.query<GroundRow>(
    'select id as "campusId", school_id as "schoolId", boundary, point, gates from campus where school_id = any($1::text[])',
    [schoolIds],
  )
  return rows.map(toGround)
}

type GroundRow = Omit<CampusGround, 'gates' | 'point'> & { gates: { position: LngLat }[]; point: { coordinates: LngLat } | null }
const toGround = ({ gates, point, ...row }: GroundRow): CampusGround => ({
  ...row,
  gates: gates.map(({ position }) => position),
  point: point?.coordinates ?? null,
})

export async function saveDistances(
  db: Queryable,
  venueId: string,
  near: readonly (Distances & { campusId: string; schoolId: string; provisional: boolean })[],
): Promise<void> {
  await db.query('delete from venue_distance where venue_id = $1', [venueId])
  await db.query('update venue set measured_at = clock_timestamp() where id = $1', [venueId])
  await db.query(
    `insert into venue_distance (venue_id, campus_id, school_id, boundary_m, gate_m, walk_m, walk_error_m, provisional)
     select $1, "campusId", "schoolId", "boundaryM", "gateM", "walkM", "walkErrorM", provisional
     from jsonb_to_recordset($2::jsonb) as r("campusId" text, "schoolId" text, "boundaryM" float8, "gateM" float8, "walkM" float8, "walkErrorM" float8, provisional boolean)`,
    [venueId, JSON.stringify(near)],
  )
}

/** Venues that were measured before a campus or the road network last changed, locked. */
export async function lockStaleVenues(db: Queryable, limit: number): Promise<{ id: string; position: LngLat; accuracyM: number }[]> {
  const { rows } = await db.query<{ id: string; lng: number; lat: number; accuracyM: number }>(
    `select id, lng, lat, accuracy_m as "accuracyM" from venue where ${PLACED} and measured_at < greatest((select max(lower(valid)) from campus), (select imported_at from road_network where state = 'inForce')) order by measured_at limit $1 for update skip locked`,
    [limit],
  )
  return rows.map(({ id, lng, lat, accuracyM }) => ({ id, position: [lng, lat], accuracyM }))
}

const RULES = `select id, venue_kind as "venueKind", levels, dept_kind as "deptKind", method, metres, law, clause, hours, version, state, reason,
    proposed_by as "proposedBy", ${personName('proposed_by')} as "proposedByName", proposed_at as "proposedAt",
    approved_by as "approvedBy", ${personName('approved_by')} as "approvedByName", approved_at as "approvedAt" from distance_rule`
type RuleRow = Omit<DistanceRule, 'proposedAt' | 'approvedAt'> & { proposedAt: Date; approvedAt: Date | null }
const toRule = (row: RuleRow): DistanceRule => ({
  ...row,
  proposedAt: row.proposedAt.toISOString(),
  approvedAt: row.approvedAt?.toISOString() ?? null,
})

/** All versions, by kind, the newest first. */
export async function listRules(db: Queryable): Promise<DistanceRule[]> {
  const { rows } = await db.query<RuleRow>(`${RULES} order by venue_kind, levels, version desc`)
  return rows.map(toRule)
}

export async function lockRule(db: Queryable, id: string): Promise<DistanceRule | null> {
  const { rows } = await db.query<RuleRow>(`${RULES} where id = $1 for update`, [id])
  return rows[0] ? toRule(rows[0]) : null
}

export async function insertRule(db: Queryable, rule: ProposeRule, by: string): Promise<DistanceRule> {
  const { rows } = await db.query<{ id: string }>(
    `insert into distance_rule (venue_kind, levels, dept_kind, method, metres, law, clause, hours, reason, proposed_by, state, version)
     select $1, $2::text[], $3, $4, $5, $6, $7, $8, $9, $10, 'proposed', coalesce(max(version), 0) + 1 from distance_rule where venue_kind = $1 and levels = $2::text[]
     returning id`,
    [rule.venueKind, rule.levels, rule.deptKind, rule.method, rule.metres, rule.law, rule.clause, rule.hours ?? null, rule.reason, by],
  )
  return (await lockRule(db, rows[0]?.id ?? '')) as DistanceRule
}

/** Puts a version in force; those for no other kinds of school are superseded. */
export async function approveRule(db: Queryable, { id, venueKind, levels }: DistanceRule, by: string): Promise<void> {
  await db.query(`update distance_rule set state = 'superseded' where state = 'inForce' and venue_kind = $1 and levels <@ $2::text[]`, [
    venueKind,
    levels,
  ])
  await db.query(`update distance_rule set state = 'inForce', approved_by = $2, approved_at = now() where id = $1`, [id, by])
}

export async function rejectRule(db: Queryable, id: string): Promise<void> {
  await db.query(`update distance_rule set state = 'rejected' where id = $1`, [id])
}

export interface BeltRow {
  campusId: string
  schoolId: string
  schoolName: string
  name: string
  provisional: boolean
  zone: AreaGeometry
}

/** The belts of all campuses, to find which overlap. */
export async function readBelts(db: Queryable): Promise<BeltRow[]> {
  const { rows } = await db.query<BeltRow>(
    `select campus.id as "campusId", school_id as "schoolId", school.name as "schoolName", campus.name, provisional, zone
     from campus join school on school.id = school_id where ${ON_THE_MAP} order by campus.id`,
  )
  return rows
}
