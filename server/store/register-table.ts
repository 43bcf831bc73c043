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
}

/** Milestones of `$` as a sheet writes them. */
const MILESTONES = `(select string_agg((m ->> 'name') || ' ' || (m ->> 'dueOn'), '；' order by n) from jsonb_array_elements($) with ordinality as x(m, n))`

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
    select: `select id as key, jsonb_build_object('id', id, 'schoolId', school_id, 'name', name, 'boundary', boundary, 'point', point, 'zone', zone, 'method', zone_method) as body from campus`,
    write: `insert into campus (id, school_id, name, boundary, point, zone, zone_origin, zone_method, provisional, changed_by)
      select id, "schoolId", name, nullif(boundary, 'null'), nullif(point, 'null'), zone, case when nullif(boundary, 'null') is null then 'point' else 'boundary' end,
        method, nullif(boundary, 'null') is null, 'import'
      from jsonb_to_recordset($1::jsonb) as r(id text, "schoolId" text, name text, boundary jsonb, point jsonb, zone jsonb, method text)
      on conflict (id) do update set school_id = excluded.school_id, name = excluded.name, boundary = excluded.boundary, point = excluded.point,
        zone = excluded.zone, zone_origin = excluded.zone_origin, zone_method = excluded.zone_method, provisional = excluded.provisional,
        changed_by = excluded.changed_by`,
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
    `${TABLES[kind].select} where ${TABLES[kind].id ?? 'id'} = any($1::text[])`,
    [keys],
  )
  return new Map(rows.map(({ key, body }) => [key, body]))
}

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

/** The whole register by key, a page at a time. @param schoolIds of these schools alone; null = of all */
export async function* allBodies(db: Queryable, kind: TableKind, schoolIds: readonly string[] | null): AsyncGenerator<Body[]> {
  const id = TABLES[kind].id ?? 'id'
  const own = schoolIds === null ? '' : `and ${kind === 'school' ? 'id' : 'school_id'} = any($2::text[])`
  for (let after = ''; ; ) {
    const { rows } = await db.query<{ key: string; body: Body }>(
      `${TABLES[kind].select} where ${id} > $1 ${own} order by ${id} limit 1000`,
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
  const departments =
    kind === 'task'
      ? await db.query<{ id: string; name: string }>('select id, name from department')
      : { rows: [] as { id: string; name: string }[] }
  return {
    departments: new Map(departments.rows.flatMap(({ id, name }) => [[name, id] as const, [id, id] as const])),
    devices: new Map(devices.rows.map(({ id, ...device }) => [id, device])),
    licences: new Map(licences.rows.map(({ licence, ...guard }) => [licence, guard])),
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
