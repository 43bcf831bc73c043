import type { Department } from '#contracts/department.ts'
import type { Queryable } from './pool.ts'

/** All departments, by name: whom to give something to, or whose it is instead. */
export async function listDepartments(db: Queryable): Promise<Department[]> {
  const { rows } = await db.query<Department>('select id, name, kind from department order by name, id')
  return rows
}

export async function readDepartmentName(db: Queryable, id: string): Promise<string | null> {
  const { rows } = await db.query<{ name: string }>('select name from department where id = $1', [id])
  return rows[0]?.name ?? null
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
