import type { NewPrevention, Prevention, PreventionOwner, PreventionOwnerKind } from '#contracts/absence.ts'
import type { Queryable } from './pool.ts'

type Row = Omit<Prevention, 'at' | 'doneAt'> & { at: Date; doneAt: Date | null; ownerKind: PreventionOwnerKind; ownerId: string }
const SELECT = `select id, owner_kind as "ownerKind", owner_id as "ownerId", what, due_on::text as "dueOn", by_account as by, at, done_at as "doneAt",
  done_by as "doneBy", task_id as "taskId" from prevention`
const toPrevention = ({ ownerKind, ownerId, ...row }: Row): Prevention => ({
  ...row,
  at: row.at.toISOString(),
  doneAt: row.doneAt?.toISOString() ?? null,
})

/** Of one owner, whose reader was asked before. */
export async function listPreventions(db: Queryable, { ownerKind, ownerId }: PreventionOwner): Promise<Prevention[]> {
  const { rows } = await db.query<Row>(`${SELECT} where owner_kind = $1 and owner_id = $2 order by at, id`, [ownerKind, ownerId])
  return rows.map(toPrevention)
}

/** One, locked until the transaction ends. */
export async function lockPrevention(db: Queryable, id: string): Promise<(Prevention & PreventionOwner) | null> {
  const { rows } = await db.query<Row>(`${SELECT} where id = $1 for update`, [id])
  const row = rows[0]
  return row ? { ...toPrevention(row), ownerKind: row.ownerKind, ownerId: row.ownerId } : null
}

export async function insertPrevention(db: Queryable, wanted: NewPrevention, by: string): Promise<void> {
  await db.query('insert into prevention (owner_kind, owner_id, what, due_on, by_account) values ($1, $2, $3, $4, $5)', [
    wanted.ownerKind,
    wanted.ownerId,
    wanted.what,
    wanted.dueOn,
    by,
  ])
}

export async function markPreventionDone(db: Queryable, id: string, by: string): Promise<void> {
  await db.query('update prevention set done_at = now(), done_by = $2 where id = $1 and done_at is null', [id, by])
}

export async function linkPrevention(db: Queryable, id: string, taskId: string): Promise<void> {
  await db.query('update prevention set task_id = $2 where id = $1', [id, taskId])
}
