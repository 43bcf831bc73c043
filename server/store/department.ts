import type { Department } from '#contracts/department.ts'
import type { Queryable } from './pool.ts'

/** All departments, by name: whom to give something to, or whose it is instead. */
export async function listDepartments(db: Queryable): Promise<Department[]> {
  const { rows } = await db.query<Department>('select id, name, kind from department order by name, id')
  return rows
}

/** Names of those that exist, by id. */
export async function readDepartmentNames(db: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await db.query<{ id: string; name: string }>('select id, name from department where id = any($1::text[])', [ids])
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Departments that police liaisons act for. */
export async function policeDepartments(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(`select id from department where kind = 'police'`)
  return rows.map(({ id }) => id)
}

export async function saveDepartment(db: Queryable, { id, name, kind }: Department): Promise<void> {
  await db.query(
    'insert into department (id, name, kind) values ($1, $2, $3) on conflict (id) do update set name = excluded.name, kind = excluded.kind',
    [id, name, kind],
  )
}

/** Of the ids given, those that no department has. */
export async function unknownDepartments(db: Queryable, ids: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    'select w.id from unnest($1::text[]) as w(id) where not exists (select from department d where d.id = w.id)',
    [ids],
  )
  return rows.map(({ id }) => id)
}
