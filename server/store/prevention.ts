import type { NewPrevention, Prevention, PreventionOwner, PreventionOwnerKind } from '#contracts/absence.ts'
import type { IncidentKind } from '#contracts/incident.ts'
import { may, type Principal } from '#domain/policy.ts'
import { numberOf } from './incident.ts'
import { decodeCursor, INSTANT, instantKey, type Paged, pageOf, UUID } from './page.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'
import { incidentScope, schoolScope } from './scope.ts'

type Row = Omit<Prevention, 'at' | 'doneAt'> & { at: Date; doneAt: Date | null; ownerKind: PreventionOwnerKind; ownerId: string }
const SELECT = `select id, owner_kind as "ownerKind", owner_id as "ownerId", what, due_on::text as "dueOn", ${personName('by_account')} as by, at, done_at as "doneAt",
  ${personName('done_by')} as "doneBy", task_id as "taskId" from prevention`
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

/** A prevention measure with what it follows from. */
export interface OwnedPrevention extends Prevention {
  readonly schoolId: string
  /** of an incident */
  readonly incidentKind: IncidentKind | null
  readonly incidentNumber: string | null
  /** of an absence notice */
  readonly absentOn: string | null
}

/** Every one in scope, the latest first: of incidents that the reader may read, and of notices for who reads absences. */
export async function listAllPreventions(
  db: Queryable,
  reader: Principal,
  { cursor, limit = 1000 }: { cursor?: string | undefined; limit?: number },
): Promise<Paged<OwnedPrevention>> {
  const [before, id] = decodeCursor(cursor, INSTANT, UUID) ?? [null, null]
  const incidents = incidentScope(reader, 4)
  const notices = may(reader, 'absence:read') ? schoolScope(reader, 4, 'n.school_id').sql : 'false'
  const { rows } = await db.query<
    Row & {
      key: string
      schoolId: string
      kind: IncidentKind | null
      serial: number | null
      createdAt: Date | null
      absentOn: string | null
    }
  >(
    `select p.id, p.owner_kind as "ownerKind", p.owner_id as "ownerId", p.what, p.due_on::text as "dueOn", ${personName('p.by_account')} as by, p.at,
       p.done_at as "doneAt", ${personName('p.done_by')} as "doneBy", p.task_id as "taskId", coalesce(incident.school_id, n.school_id) as "schoolId",
       incident.kind, incident.serial, incident.created_at as "createdAt", n.day::text as "absentOn", ${instantKey('p.at')} as key
     from prevention p left join incident on p.owner_kind = 'incident' and incident.id = p.owner_id
       left join absence_notice n on p.owner_kind = 'absenceNotice' and n.id = p.owner_id
     where ((incident.id is not null and ${incidents.sql}) or (n.id is not null and ${notices}))
       and ($1::timestamptz is null or (p.at, p.id) < ($1, $2::uuid))
     order by p.at desc, p.id desc limit $3`,
    [before, id, limit + 1, ...incidents.values],
  )
  return pageOf(
    rows,
    limit,
    (row) => [row.key, row.id],
    ({ key: _, kind, serial, createdAt, schoolId, absentOn, ...row }) => ({
      ...toPrevention(row),
      schoolId,
      incidentKind: kind,
      incidentNumber: serial === null || createdAt === null ? null : numberOf({ serial, createdAt }),
      absentOn,
    }),
  )
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
