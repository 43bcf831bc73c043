import type { CampusDraft, DrawnCampus, NewCampus } from '#contracts/campus.ts'
import type { AreaGeometry, CampusFeature } from '#contracts/school.ts'
import { OFF_THE_MAP } from '#domain/fault-loss.ts'
import type { Principal } from '#domain/policy.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'
import { placeScope } from './scope.ts'

type Row = { id: string; geometry: CampusFeature['geometry'] } & CampusFeature['properties']

const SELECT = `select id, coalesce(boundary, point) as geometry, school_id as "schoolId", name, zone, zone_origin as "zoneOrigin",
    zone_method as "zoneMethod", provisional, gates, synthetic, version
  from campus`

const toFeature = ({ id, geometry, ...properties }: Row): CampusFeature => ({ type: 'Feature', id, geometry, properties })

/** One row of before the check of positions must not cost anybody the map. */
export const ON_THE_MAP = 'on_the_map(boundary) and on_the_map(point) and on_the_map(zone) and on_the_map(gates)'

/** Opens a fault for each campus that no map can show, and closes it when its corners are mended: it would be missed by nobody else. */
export async function noteLostCampuses(db: Queryable): Promise<void> {
  await db.query(
    `with lost as (select 'off-the-map: ' || id as detail, school_id from campus where not (${ON_THE_MAP})),
       closed as (
         update fault set closed_at = greatest(now(), opened_at)
         where kind = $1::text and closed_at is null and detail not in (select detail from lost))
     insert into fault (kind, detail, school_id, opened_at, last_at) select $1::text, detail, school_id, now(), now() from lost
     on conflict (coalesce(device_id, ''), kind, point, coalesce(detail, '')) where closed_at is null do nothing`,
    [OFF_THE_MAP],
  )
}

/** Campuses in the reader's scope, as GeoJSON features. */
export async function readCampuses(db: Queryable, reader: Principal): Promise<CampusFeature[]> {
  const scope = placeScope(reader, 1, 'campus.school_id')
  const { rows } = await db.query<Row>(`${SELECT} where ${ON_THE_MAP} and ${scope.sql} order by id`, scope.values)
  return rows.map(toFeature)
}

/**
 * Differs as soon as any campus has come, gone or changed: each change of one is a version, and one that comes again under an id that went
 * begins at another time. 1 ms for 175 schools, where reading them takes 40.
 */
export async function markCampuses(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ mark: string }>(
    `select coalesce(md5(string_agg(id || ':' || version || ':' || extract(epoch from lower(valid)), ',' order by id)), '') as mark from campus`,
  )
  return rows[0]?.mark ?? ''
}

/** One campus, with who changed it last and since when it is so; null when there is none in the reader's scope. */
export async function findCampus(
  db: Queryable,
  reader: Principal,
  id: string,
): Promise<{ campus: CampusFeature; changedBy: string | null; changedAt: Date } | null> {
  const scope = placeScope(reader, 2, 'campus.school_id')
  const { rows } = await db.query<Row & { changedBy: string | null; changedAt: Date }>(
    `${SELECT.replace('version', `version, ${personName('changed_by')} as "changedBy", lower(valid) as "changedAt"`)} where id = $1 and ${ON_THE_MAP} and ${scope.sql}`,
    [id, ...scope.values],
  )
  const [row] = rows
  if (!row) return null
  const { changedBy, changedAt, ...campus } = row
  return { campus: toFeature(campus), changedBy, changedAt }
}

interface Zone {
  zone: AreaGeometry
  method: string
}

/** Writes name, boundary and what was said of gates, if nobody has changed the campus since. @returns whether it was written */
export async function updateCampus(
  db: Queryable,
  id: string,
  version: number,
  { name, boundary, gates, zone, method, by }: DrawnCampus & Zone & { by: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update campus set name = $3, boundary = $4, point = null, zone = $5, zone_origin = 'boundary', zone_method = $6, provisional = false,
       changed_by = $7, gates = coalesce($8, gates)
     where id = $1 and version = $2`,
    [id, version, name, JSON.stringify(boundary), JSON.stringify(zone), method, by, gates ? JSON.stringify(gates) : null],
  )
  return rowCount === 1
}

/** @returns false when the id is taken */
export async function insertCampus(
  db: Queryable,
  { id, schoolId, name, boundary, gates = [], zone, method, by }: NewCampus & Zone & { by: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into campus (id, school_id, name, boundary, gates, zone, zone_origin, zone_method, provisional, synthetic, changed_by)
     select $1, $2, $3, $4, $8, $5, 'boundary', $6, false, school.synthetic, $7 from school where school.id = $2
     on conflict (id) do nothing`,
    [id, schoolId, name, JSON.stringify(boundary), JSON.stringify(zone), method, by, JSON.stringify(gates)],
  )
  return rowCount === 1
}

/** Drafts of campuses in the reader's scope, the newest first. */
export async function listCampusDrafts(db: Queryable, reader: Principal): Promise<CampusDraft[]> {
  const scope = placeScope(reader, 1, 'campus.school_id')
  const { rows } = await db.query<Omit<CampusDraft, 'draftedAt'> & { draftedAt: Date }>(
    `select campus_id as "campusId", d.name, d.boundary, d.gates, ${personName('drafted_by')} as "draftedBy", drafted_at as "draftedAt"
     from campus_draft d join campus on campus.id = d.campus_id where ${scope.sql} order by drafted_at desc`,
    scope.values,
  )
  return rows.map(({ draftedAt, ...draft }) => ({ ...draft, draftedAt: draftedAt.toISOString() }))
}

export async function saveCampusDraft(db: Queryable, id: string, { name, boundary, gates }: DrawnCampus, by: string): Promise<void> {
  await db.query(
    `insert into campus_draft (campus_id, name, boundary, drafted_by, gates) values ($1, $2, $3, $4, $5)
     on conflict (campus_id) do update set name = excluded.name, boundary = excluded.boundary, gates = excluded.gates, drafted_by = excluded.drafted_by, drafted_at = now()`,
    [id, name, JSON.stringify(boundary), by, gates ? JSON.stringify(gates) : null],
  )
}

export async function removeCampusDraft(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from campus_draft where campus_id = $1', [id])
  return rowCount === 1
}
