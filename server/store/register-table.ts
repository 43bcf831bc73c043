// The registers as rows of JSON, the same in an export, in what an import stages, and in what its undoing puts back.
import type { TableKind } from '#contracts/import.ts'
import { type PlainTable, REGISTERS, type Register } from '#domain/register.ts'
import type { Column } from '#domain/register-column.ts'
import type { Queryable } from './pool.ts'

export type Body = Record<string, unknown>

interface Table {
  /** key and body of every row; a condition is added */
  readonly select: string
  /** takes `$1`, an array of bodies */
  readonly write: string
  readonly remove: string
  /** its key; default: id */
  readonly id?: string
  /** Its key is one. */
  readonly uuid?: boolean
  /** What a body holds beside its columns, so that an undoing sees what was done to the row since: nobody's entry, and no change of its own. */
  readonly besides?: readonly string[]
}

/** Milestones of `$` as a sheet writes them. */
const MILESTONES = `(select string_agg((m ->> 'name') || ' ' || (m ->> 'dueOn'), '；' order by n) from jsonb_array_elements($) with ordinality as x(m, n))`

/** How many photos and papers a row has. */
function filesOf(owner: 'venue' | 'hazard'): string {
  return `(select count(*) from file where owner_kind = '${owner}' and owner_id = ${owner}.id::text)`
}

const OWN: Partial<Record<TableKind, Table>> = {
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
    besides: ['zone', 'method'], // a belt follows from its boundary
    select: `select id as key, jsonb_build_object('id', id, 'schoolId', school_id, 'name', name, 'boundary', boundary, 'point', point, 'gates', nullif(gates, '[]'), 'zone', zone, 'method', zone_method) as body from campus`,
    write: `insert into campus (id, school_id, name, boundary, point, gates, zone, zone_origin, zone_method, provisional, changed_by)
      select id, "schoolId", name, nullif(boundary, 'null'), nullif(point, 'null'), coalesce(nullif(gates, 'null'), '[]'), zone, case when nullif(boundary, 'null') is null then 'point' else 'boundary' end,
        method, nullif(boundary, 'null') is null, 'import'
      from jsonb_to_recordset($1::jsonb) as r(id text, "schoolId" text, name text, boundary jsonb, point jsonb, gates jsonb, zone jsonb, method text)
      on conflict (id) do update set school_id = excluded.school_id, name = excluded.name, boundary = excluded.boundary, point = excluded.point, gates = excluded.gates,
        zone = excluded.zone, zone_origin = excluded.zone_origin, zone_method = excluded.zone_method, provisional = excluded.provisional,
        changed_by = excluded.changed_by`,
    remove: 'delete from campus where id = any($1::text[])',
  },
  device: {
    besides: ['repeats'],
    select: `select id as key, jsonb_build_object('id', id, 'schoolId', school_id, 'campusId', campus_id, 'kind', kind, 'dialect', dialect, 'source', source,
        'externalId', external_id, 'point', point, 'name', name, 'lng', lng, 'lat', lat, 'silent', silent, 'repeats', repeats_until_receipt) as body from device`,
    write: `with r as (
        select * from jsonb_to_recordset($1::jsonb) as r(id text, "schoolId" text, "campusId" text, kind text, dialect text, source text,
          "externalId" text, point text, name text, lng double precision, lat double precision, silent boolean, repeats boolean)),
      met as (delete from unregistered u using r
        where u.source = r.source and u.external_id = r."externalId" and u.point in ('', coalesce(r.point, '')))
      insert into device (id, school_id, campus_id, kind, dialect, source, external_id, point, name, lng, lat, silent, repeats_until_receipt)
      select id, "schoolId", "campusId", kind, dialect, source, "externalId", point, name, lng, lat, silent, repeats from r
      on conflict (id) do update set school_id = excluded.school_id, campus_id = excluded.campus_id, kind = excluded.kind, dialect = excluded.dialect,
        source = excluded.source, external_id = excluded.external_id, point = excluded.point, name = excluded.name, lng = excluded.lng,
        lat = excluded.lat, silent = excluded.silent, repeats_until_receipt = excluded.repeats_until_receipt`,
    remove: 'delete from device where id = any($1::text[])',
  },
  // Receipts, state and what was reached stay as they are; a task that is brought in anew is its next version.
  task: {
    select: `select id as key, jsonb_build_object('id', id, 'point', point, 'measureId', measure_id, 'text', text, 'leadDept', lead_dept,
        'responsible', nullif(array_to_string(responsible, '、'), ''), 'person', person, 'leader', leader, 'startsOn', starts_on, 'dueOn', due_on,
        'milestones', ${MILESTONES.replaceAll('$', 'task.milestones')}, 'evidence', evidence, 'budgetPlanned', budget_planned::float8,
        'budgetArrived', budget_arrived::float8, 'budgetSpent', budget_spent::float8) as body from task`,
    write: `with r as (
        select r.*, coalesce(string_to_array(responsible, '、'), '{}') as departments, coalesce((
            select jsonb_agg(jsonb_build_object('name', left(m, length(m) - 11), 'dueOn', right(m, 10), 'doneOn', null) order by n)
            from unnest(string_to_array(milestones, '；')) with ordinality as x(m, n)), '[]') as steps
        from jsonb_to_recordset($1::jsonb) as r(id text, point text, "measureId" text, text text, "leadDept" text, responsible text, person text,
          leader text, "startsOn" date, "dueOn" date, milestones text, evidence text, "budgetPlanned" numeric, "budgetArrived" numeric, "budgetSpent" numeric)),
      logged as (insert into task_log (task_id, by_account, kind) select id, 'import', 'imported' from r)
      insert into task (id, point, measure_id, text, lead_dept, responsible, person, leader, starts_on, due_on, first_due_on, milestones, evidence,
        budget_planned, budget_arrived, budget_spent, changed_by)
      select id, point, "measureId", text, "leadDept", departments, person, leader, "startsOn", "dueOn", "dueOn", steps, evidence, "budgetPlanned",
        "budgetArrived", "budgetSpent", 'import' from r
      on conflict (id) do update set point = excluded.point, measure_id = excluded.measure_id, text = excluded.text, lead_dept = excluded.lead_dept,
        responsible = excluded.responsible, person = excluded.person, leader = excluded.leader, starts_on = excluded.starts_on, due_on = excluded.due_on,
        milestones = case when ${MILESTONES.replaceAll('$', 'task.milestones')} is not distinct from ${MILESTONES.replaceAll('$', 'excluded.milestones')}
          then task.milestones else excluded.milestones end,
        evidence = excluded.evidence, budget_planned = excluded.budget_planned, budget_arrived = excluded.budget_arrived,
        budget_spent = excluded.budget_spent, version = task.version + 1, changed_by = 'import', changed_at = now()`,
    remove: 'delete from task where id = any($1::text[])',
  },
  // Measured anew by whoever wrote it: until then its distances are those of before.
  venue: {
    uuid: true,
    besides: ['photos'],
    select: `select id::text as key, jsonb_build_object('id', id, 'kind', kind, 'name', name, 'address', address, 'lng', lng, 'lat', lat,
        'accuracyM', accuracy_m, 'note', note, 'closedOn', closed_on, 'photos', ${filesOf('venue')}) as body from venue`,
    write: `insert into venue (id, kind, name, address, lng, lat, accuracy_m, note, closed_on, entered_by, measured_at)
      select id, kind, name, address, lng, lat, "accuracyM", note, "closedOn", 'import', '-infinity'
      from jsonb_to_recordset($1::jsonb) as r(id uuid, kind text, name text, address text, lng double precision, lat double precision,
        "accuracyM" double precision, note text, "closedOn" date)
      on conflict (id) do update set kind = excluded.kind, name = excluded.name, address = excluded.address, lng = excluded.lng, lat = excluded.lat,
        accuracy_m = excluded.accuracy_m, note = excluded.note, closed_on = excluded.closed_on, measured_at = '-infinity',
        version = venue.version + 1, changed_at = now(), changed_by = 'import'`,
    remove: 'delete from venue where id = any($1::uuid[])',
  },
  // Only what was found: a course, once begun, takes its own steps. A new one may come with its departments and day; they are told as of any other.
  hazard: {
    uuid: true,
    besides: ['state', 'version', 'acts', 'photos'],
    select: `select id::text as key, jsonb_build_object('id', id, 'schoolId', school_id, 'place', place, 'kind', kind, 'title', title, 'detail', detail,
        'risk', risk, 'lng', lng, 'lat', lat, 'foundBy', found_by, 'foundAt', to_char(found_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'leadDept', lead_dept, 'coDepts', nullif(array_to_string(co_depts, '、'), ''), 'person', person, 'dueOn', due_on, 'state', state,
        'version', version, 'acts', (select count(*) from hazard_log l where l.hazard_id = hazard.id and l.by_account is distinct from 'import'),
        'photos', ${filesOf('hazard')}) as body from hazard`,
    write: `with r as (
        select r.*, coalesce(string_to_array("coDepts", '、'), '{}') as departments, hazard.id is null as is_new
        from jsonb_to_recordset($1::jsonb) as r(id uuid, "schoolId" text, place text, kind text, title text, detail text, risk text,
          lng double precision, lat double precision, "foundBy" text, "foundAt" timestamptz, "leadDept" text, "coDepts" text, person text,
          "dueOn" date, state text, version int) left join hazard on hazard.id = r.id),
      logged as (insert into hazard_log (hazard_id, by_account, kind, data) select id, 'import', 'imported', '{}' from r),
      given as (insert into hazard_log (hazard_id, by_account, kind, data)
        select id, 'import', 'assign', jsonb_build_object('leadDept', "leadDept", 'coDepts', departments, 'person', person, 'dueOn', "dueOn")
        from r where is_new and state = 'assigned'),
      told as (insert into notice (kind, owner_kind, owner_id, subject, audience, audience_id)
        select 'assigned', 'hazard', r.id::text, school.name || '：' || r.title, whom.audience, whom.id
        from r join school on school.id = r."schoolId"
          cross join lateral (select 'department' as audience, unnest(array_remove(array_prepend("leadDept", departments), null)) as id
            union all select 'school', r."schoolId" where "leadDept" is null) whom
        where r.is_new and r.state = 'assigned')
      insert into hazard (id, school_id, place, kind, title, detail, risk, lng, lat, found_by, found_at, lead_dept, co_depts, person, due_on, state, version)
      select id, "schoolId", place, kind, title, detail, risk, lng, lat, "foundBy", "foundAt", "leadDept", departments, person, "dueOn", state, version
      from r
      on conflict (id) do update set place = excluded.place, kind = excluded.kind, title = excluded.title, detail = excluded.detail, risk = excluded.risk,
        lng = excluded.lng, lat = excluded.lat, found_by = excluded.found_by, found_at = excluded.found_at, version = excluded.version, changed_at = now()`,
    remove: `with logged as (insert into hazard_log (hazard_id, by_account, kind, data) select unnest($1::uuid[]), 'import', 'withdrawn', '{}'),
      told as (update notice set received_at = now(), received_by = 'import' where owner_kind = 'hazard' and owner_id = any($1::text[]) and received_at is null)
      delete from hazard where id = any($1::uuid[])`,
  },
}

const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
/** As it stands in a body: moments as ISO 8601 in UTC, clock times by the minute. */
const shown = ({ key, type }: Column): string => {
  const name = snake(key)
  if (type === 'timestamptz') return `to_char(${name} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
  return type === 'time' ? `to_char(${name}, 'HH24:MI')` : name
}

/** A plain table of evidence, from its entry in the registry; names in it are ours, never a caller's. */
function plainTable({ columns }: Register, { table, id = 'id' }: PlainTable): Table {
  const own = columns.filter((column) => snake(column.key) !== id)
  const names = own.map((column) => snake(column.key))
  const values = [`'id', ${id}`, ...columns.filter(({ key }) => key !== 'id').map((column) => `'${column.key}', ${shown(column)}`)]
  return {
    id,
    select: `select ${id} as key, jsonb_build_object(${values.join(', ')}) as body from ${table}`,
    write: `insert into ${table} (${id}, ${names.join(', ')})
      select id, ${own.map((column) => `"${column.key}"`).join(', ')}
      from jsonb_to_recordset($1::jsonb) as r(id text, ${own.map((column) => `"${column.key}" ${column.type}`).join(', ')})
      on conflict (${id}) do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    remove: `delete from ${table} where ${id} = any($1::text[])`,
  }
}

const TABLES = Object.fromEntries(
  (Object.keys(REGISTERS) as TableKind[]).map((kind) => {
    const table = OWN[kind] ?? (REGISTERS[kind].plain && plainTable(REGISTERS[kind], REGISTERS[kind].plain))
    if (!table) throw new Error(`register ${kind} has no table`)
    return [kind, table]
  }),
) as Record<TableKind, Table>

/** Rows of a register by their keys. */
export async function readBodies(db: Queryable, kind: TableKind, keys: readonly string[]): Promise<Map<string, Body>> {
  const { rows } = await db.query<{ key: string; body: Body }>(
    `${TABLES[kind].select} where ${TABLES[kind].id ?? 'id'} = any($1::${TABLES[kind].uuid ? 'uuid' : 'text'}[])`,
    [keys],
  )
  return new Map(rows.map(({ key, body }) => [key, body]))
}

/** A body without what is nobody's entry. */
export function entryOf(kind: TableKind, body: Body): Body {
  const besides = TABLES[kind].besides ?? []
  return Object.fromEntries(Object.entries(body).filter(([key]) => !besides.includes(key)))
}

/** Rows of venues or hazards that say the same of the same thing: identity → body. */
export async function readHeld(db: Queryable, kind: 'venue' | 'hazard', wanted: readonly Body[]): Promise<Map<string, Body>> {
  const same =
    kind === 'venue'
      ? `join venue on venue.name = w.name and venue.kind = w.kind and coalesce(venue.address, '') = coalesce(w.address, '')`
      : `join hazard on hazard.school_id = w."schoolId" and hazard.title = w.title and hazard.kind = w.kind and hazard.found_at = w."foundAt"`
  const { rows } = await db.query<{ body: Body }>(
    `${TABLES[kind].select} where id in (select ${kind}.id
       from jsonb_to_recordset($1::jsonb) as w(kind text, name text, address text, "schoolId" text, title text, "foundAt" timestamptz) ${same})
       or id::text = any($2::text[])`,
    [JSON.stringify(wanted), wanted.flatMap(({ id }) => (typeof id === 'string' ? [id] : []))],
  )
  return new Map(rows.flatMap(({ body }) => [[String(body.id), body] as const, [likeness(kind, body), body] as const]))
}

/** By what a venue or a hazard is the same as another, without its number. */
export const likeness = (kind: 'venue' | 'hazard', { name, kind: what, address, schoolId, title, foundAt }: Body): string =>
  JSON.stringify(kind === 'venue' ? [what, name, address ?? ''] : [schoolId, what, title, foundAt])

/** Rows of one school, the newest by their first day or moment first, and how many there are. @param device of one device alone */
export async function schoolBodies(
  db: Queryable,
  kind: TableKind,
  schoolId: string,
  { device, limit }: { device: string | undefined; limit: number },
): Promise<{ bodies: { key: string; body: Body }[]; total: number }> {
  const { columns } = REGISTERS[kind]
  const { select, id = 'id' } = TABLES[kind]
  const own = `${kind === 'school' ? 'id' : 'school_id'} = $1`
  const ofDevice = columns.some(({ key }) => key === 'deviceId') ? 'and ($2::text is null or device_id = $2)' : 'and $2::text is null'
  const dated = columns.find(({ type }) => type === 'timestamptz' || type === 'date')
  const order = dated ? `${snake(dated.key)} desc nulls last, ${id}` : id
  const { rows } = await db.query<{ key: string; body: Body }>(`${select} where ${own} ${ofDevice} order by ${order} limit $3`, [
    schoolId,
    device ?? null,
    limit,
  ])
  const { rows: counted } = await db.query<{ total: number }>(
    `select count(*)::int as total from (${select} where ${own} ${ofDevice}) as rows`,
    [schoolId, device ?? null],
  )
  return { bodies: rows, total: counted[0]?.total ?? 0 }
}

/** Rows that concern the schools `$2`, where no column of their own says so. */
const OF_SCHOOLS: Partial<Record<TableKind, string>> = {
  school: 'id = any($2::text[])',
  venue: 'exists (select from venue_distance near where near.venue_id = venue.id and near.school_id = any($2::text[]))',
}
const NO_UUID = '00000000-0000-0000-0000-000000000000'

/** The whole register by key, a page at a time. @param schoolIds of these schools alone; null = of all */
export async function* allBodies(db: Queryable, kind: TableKind, schoolIds: readonly string[] | null): AsyncGenerator<Body[]> {
  const { id = 'id', uuid = false } = TABLES[kind]
  const own = schoolIds === null ? '' : `and ${OF_SCHOOLS[kind] ?? 'school_id = any($2::text[])'}`
  for (let after = uuid ? NO_UUID : ''; ; ) {
    const { rows } = await db.query<{ key: string; body: Body }>(
      `${TABLES[kind].select} where ${id} > $1::${uuid ? 'uuid' : 'text'} ${own} order by ${id} limit 1000`,
      [after, ...(schoolIds === null ? [] : [schoolIds])],
    )
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
  /** department by id and by name → its id */
  departments: Map<string, string>
  townships: Map<string, string>
  /** campus → its school */
  campuses: Map<string, string>
  /** device → its school and kind */
  devices: Map<string, { schoolId: string; kind: string }>
  /** licence of a guard → his id and school */
  licences: Map<string, { id: string; schoolId: string }>
  /** guard → the school */
  guards: Map<string, string>
}

/** What rows of a table may refer to. */
export async function readNamed(db: Queryable, kind: TableKind): Promise<Named> {
  const schools = await db.query<{ id: string }>('select id from school')
  const townships = await db.query<{ id: string; name: string }>('select id, name from township')
  const campuses = await db.query<{ id: string; schoolId: string }>('select id, school_id as "schoolId" from campus')
  const devices = REGISTERS[kind].plain?.device
    ? await db.query<{ id: string; schoolId: string; kind: string }>('select id, school_id as "schoolId", kind from device')
    : { rows: [] }
  const licences =
    kind === 'guard'
      ? await db.query<{ licence: string; id: string; schoolId: string }>(
          `select licence, id, school_id as "schoolId" from guard where licence is not null
           and (employed_until is null or employed_until > (now() at time zone 'Asia/Shanghai')::date)`,
        )
      : { rows: [] }
  const guards =
    kind === 'guardCheck'
      ? await db.query<{ id: string; schoolId: string }>('select id, school_id as "schoolId" from guard')
      : { rows: [] as { id: string; schoolId: string }[] }
  const departments =
    kind === 'task' || kind === 'hazard'
      ? await db.query<{ id: string; name: string }>('select id, name from department')
      : { rows: [] as { id: string; name: string }[] }
  return {
    departments: new Map(departments.rows.flatMap(({ id, name }) => [[name, id] as const, [id, id] as const])),
    devices: new Map(devices.rows.map(({ id, ...device }) => [id, device])),
    licences: new Map(licences.rows.map(({ licence, ...guard }) => [licence, guard])),
    guards: new Map(guards.rows.map(({ id, schoolId }) => [id, schoolId])),
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
