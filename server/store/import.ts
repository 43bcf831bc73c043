import type { Import, TableKind } from '#contracts/import.ts'
import type { Principal } from '#domain/policy.ts'
import type { CellError } from '#domain/register-table.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'
import type { Body } from './register-table.ts'

export interface StagedRow {
  n: number
  op: 'add' | 'change'
  key: string
  body: Body
  before: Body | null
}

type Row = Omit<Import, 'madeAt'> & { madeAt: Date }

const SELECT = `select id, kind, datum, file_name as "fileName", ${personName('made_by')} as "madeBy", made_at as "madeAt", state, total, done, summary, errors,
    error_count as "errorCount", message from import`
const toImport = ({ madeAt, ...row }: Row): Import => ({ ...row, madeAt: madeAt.toISOString() })

export async function insertImport(
  db: Queryable,
  { kind, datum, name, by }: { kind: TableKind; datum: string; name: string; by: string },
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    'insert into import (kind, datum, file_name, made_by) values ($1, $2, $3, $4) returning id',
    [kind, datum, name, by],
  )
  return rows[0]?.id ?? ''
}

/** Whose imports somebody sees: of a part of the district the own, null = everybody's. */
export const importsSeenBy = ({ schoolIds, username }: Pick<Principal, 'schoolIds' | 'username'>): string | null =>
  schoolIds === null ? null : username

/** The newest imports first. @param by of one account alone */
export async function listImports(db: Queryable, by: string | null): Promise<Import[]> {
  const { rows } = await db.query<Row>(`${SELECT} where $1::text is null or made_by = $1 order by made_at desc limit 50`, [by])
  return rows.map(toImport)
}

/** @param by that this account made; null = whoever made it */
export async function findImport(db: Queryable, id: string, by: string | null = null): Promise<Import | null> {
  const { rows } = await db.query<Row>(`${SELECT} where id = $1 and ($2::text is null or made_by = $2)`, [id, by])
  return rows[0] ? toImport(rows[0]) : null
}

/** Moves an import on, if it still is where it was. @param total rows of a step that begins with it @returns null when it is not */
export async function moveImport(
  db: Queryable,
  id: string,
  from: Import['state'],
  to: Import['state'],
  { message = null, total }: { message?: string | null; total?: number } = {},
): Promise<Import | null> {
  const { rows } = await db.query<{ id: string }>(
    'update import set state = $3, message = $4, total = coalesce($5, total), done = case when $5::int is null then done else 0 end, touched_at = now() where id = $1 and state = $2 returning id',
    [id, from, to, message, total ?? null],
  )
  return rows[0] ? findImport(db, id) : null
}

export async function noteProgress(db: Queryable, id: string, done: number, total: number): Promise<void> {
  await db.query('update import set done = $2, total = $3, touched_at = now() where id = $1', [id, done, total])
}

export async function noteChecked(
  db: Queryable,
  id: string,
  summary: Import['summary'],
  errors: readonly CellError[],
  count: number,
): Promise<void> {
  await db.query(
    `update import set summary = $2, errors = $3, error_count = $4, state = case when $4 = 0 then 'checked' else 'refused' end, touched_at = now() where id = $1`,
    [id, JSON.stringify(summary), JSON.stringify(errors), count],
  )
}

export async function stageRows(db: Queryable, id: string, rows: readonly StagedRow[]): Promise<void> {
  await db.query(
    `insert into import_row (import_id, n, op, key, body, before)
     select $1, n, op, key, body, nullif(before, 'null') from jsonb_to_recordset($2::jsonb) as r(n int, op text, key text, body jsonb, before jsonb)`,
    [id, JSON.stringify(rows)],
  )
}

export async function readStaged(db: Queryable, id: string, after: number, limit: number): Promise<StagedRow[]> {
  const { rows } = await db.query<StagedRow>(
    'select n, op, key, body, before from import_row where import_id = $1 and n > $2 order by n limit $3',
    [id, after, limit],
  )
  return rows
}

/** Imports that a process left half-way: nobody has touched them for a minute. */
export async function abandonedImports(db: Queryable): Promise<Import[]> {
  const { rows } = await db.query<Row>(
    `${SELECT} where state in ('reading', 'applying', 'undoing') and touched_at < now() - interval '1 minute'`,
  )
  return rows.map(toImport)
}
