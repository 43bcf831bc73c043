import type { Department } from '#contracts/task.ts'
import { departmentsOf, type Principal } from '#domain/policy.ts'
import type { Queryable } from './pool.ts'

/** Departments by name: all for the bureau, its own for a department. */
export async function listDepartments(db: Queryable, reader: Principal): Promise<Department[]> {
  const { rows } = await db.query<Department>(
    'select id, name from department where $1::text[] is null or id = any($1) order by name, id',
    [departmentsOf(reader)],
  )
  return rows
}

/** Of the ids given, those that no department has. */
export async function unknownDepartments(db: Queryable, ids: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    'select w.id from unnest($1::text[]) as w(id) where not exists (select from department d where d.id = w.id)',
    [ids],
  )
  return rows.map(({ id }) => id)
}
