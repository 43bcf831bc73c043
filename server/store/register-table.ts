// The registers as rows of JSON, the same in an export, in what an import stages, and in what its undoing puts back.
import type { TableKind } from '#contracts/import.ts'
import type { Queryable } from './pool.ts'

export type Body = Record<string, unknown>

interface Table {
  /** key and body of every row; a condition is added */
  readonly select: string
  /** takes `$1`, an array of bodies */
  readonly write: string
  readonly remove: string
}

const TABLES: Record<TableKind, Table> = {
  school: {
    select: `select id as key, jsonb_build_object('id', id, 'name', name, 'level', level, 'township', township_id, 'pupils', pupils, 'boarding', boarding) as body from school`,
    write: `insert into school (id, name, level, township_id, pupils, boarding)
      select id, name, level, township, pupils, boarding
      from jsonb_to_recordset($1::jsonb) as r(id text, name text, level text, township text, pupils int, boarding boolean)
      on conflict (id) do update set name = excluded.name, level = excluded.level, township_id = excluded.township_id, pupils = excluded.pupils,
        boarding = excluded.boarding`,
    remove: 'delete from school where id = any($1::text[])',
  },
  campus: {
    select: `select id as key, jsonb_build_object('id', id, 'schoolId', school_id, 'name', name, 'boundary', boundary, 'point', point, 'zone', zone, 'method', zone_method) as body from campus`,
    write: `insert into campus (id, school_id, name, boundary, point, zone, zone_origin, zone_method, provisional)
      select id, "schoolId", name, nullif(boundary, 'null'), nullif(point, 'null'), zone, case when nullif(boundary, 'null') is null then 'point' else 'boundary' end,
        method, nullif(boundary, 'null') is null
      from jsonb_to_recordset($1::jsonb) as r(id text, "schoolId" text, name text, boundary jsonb, point jsonb, zone jsonb, method text)
      on conflict (id) do update set school_id = excluded.school_id, name = excluded.name, boundary = excluded.boundary, point = excluded.point,
        zone = excluded.zone, zone_origin = excluded.zone_origin, zone_method = excluded.zone_method, provisional = excluded.provisional`,
    remove: 'delete from campus where id = any($1::text[])',
  },
  device: {
    select: `select id as key, jsonb_build_object('id', id, 'schoolId', school_id, 'campusId', campus_id, 'kind', kind, 'dialect', dialect, 'source', source,
        'externalId', external_id, 'point', point, 'name', name, 'lng', lng, 'lat', lat, 'silent', silent, 'repeats', repeats_until_receipt) as body from device`,
    write: `with r as (
        select * from jsonb_to_recordset($1::jsonb) as r(id text, "schoolId" text, "campusId" text, kind text, dialect text, source text,
          "externalId" text, point text, name text, lng double precision, lat double precision, silent boolean, repeats boolean)),
      met as (delete from unregistered u using r where u.source = r.source and u.external_id = r."externalId")
      insert into device (id, school_id, campus_id, kind, dialect, source, external_id, point, name, lng, lat, silent, repeats_until_receipt)
      select id, "schoolId", "campusId", kind, dialect, source, "externalId", point, name, lng, lat, silent, repeats from r
      on conflict (id) do update set school_id = excluded.school_id, campus_id = excluded.campus_id, kind = excluded.kind, dialect = excluded.dialect,
        source = excluded.source, external_id = excluded.external_id, point = excluded.point, name = excluded.name, lng = excluded.lng,
        lat = excluded.lat, silent = excluded.silent, repeats_until_receipt = excluded.repeats_until_receipt`,
    remove: 'delete from device where id = any($1::text[])',
  },
  guard: {
    select: `select id as key, jsonb_build_object('id', id, 'schoolId', school_id, 'name', name, 'phone', phone, 'licence', licence, 'licenceTo', licence_to) as body from guard`,
    write: `insert into guard (id, school_id, name, phone, licence, licence_to)
      select id, "schoolId", name, phone, licence, "licenceTo"
      from jsonb_to_recordset($1::jsonb) as r(id text, "schoolId" text, name text, phone text, licence text, "licenceTo" date)
      on conflict (id) do update set school_id = excluded.school_id, name = excluded.name, phone = excluded.phone, licence = excluded.licence,
        licence_to = excluded.licence_to`,
    remove: 'delete from guard where id = any($1::text[])',
  },
}

/** Rows of a register by their keys. */
export async function readBodies(db: Queryable, kind: TableKind, keys: readonly string[]): Promise<Map<string, Body>> {
  const { rows } = await db.query<{ key: string; body: Body }>(`${TABLES[kind].select} where id = any($1::text[])`, [keys])
  return new Map(rows.map(({ key, body }) => [key, body]))
}

/** The whole register by key, a page at a time. */
export async function* allBodies(db: Queryable, kind: TableKind): AsyncGenerator<Body[]> {
  for (let after = ''; ; ) {
    const { rows } = await db.query<{ key: string; body: Body }>(`${TABLES[kind].select} where id > $1 order by id limit 1000`, [after])
    if (rows.length > 0) yield rows.map(({ body }) => body)
    after = rows.at(-1)?.key ?? ''
    if (rows.length < 1000) return
  }
}

export async function writeBodies(db: Queryable, kind: TableKind, bodies: readonly Body[]): Promise<void> {
  if (bodies.length > 0) await db.query(TABLES[kind].write, [JSON.stringify(bodies)])
}

export async function removeBodies(db: Queryable, kind: TableKind, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await db.query(TABLES[kind].remove, [keys])
}

export interface Named {
  schools: Set<string>
  townships: Map<string, string>
  /** campus → its school */
  campuses: Map<string, string>
}

/** What rows of a table may refer to. */
export async function readNamed(db: Queryable): Promise<Named> {
  const schools = await db.query<{ id: string }>('select id from school')
  const townships = await db.query<{ id: string; name: string }>('select id, name from township')
  const campuses = await db.query<{ id: string; schoolId: string }>('select id, school_id as "schoolId" from campus')
  return {
    schools: new Set(schools.rows.map(({ id }) => id)),
    townships: new Map(townships.rows.flatMap(({ id, name }) => [[name, id] as const, [id, id] as const])),
    campuses: new Map(campuses.rows.map(({ id, schoolId }) => [id, schoolId])),
  }
}

/** Ids of devices by source, identity and point. */
export async function readIdentities(
  db: Queryable,
  wanted: readonly { source: string; externalId: string }[],
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; source: string; externalId: string; point: string }>(
    `select d.id, d.source, d.external_id as "externalId", d.point
     from (select distinct * from unnest($1::text[], $2::text[]) as w(source, external_id)) w
     join device d on d.external_id = w.external_id and d.source = w.source`,
    [wanted.map(({ source }) => source), wanted.map(({ externalId }) => externalId)],
  )
  return new Map(rows.map(({ id, source, externalId, point }) => [identityKey(source, externalId, point), id]))
}

export const identityKey = (source: string, externalId: string, point: string): string => JSON.stringify([source, externalId, point])
