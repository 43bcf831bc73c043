import type { IncidentKind, IncidentRequest } from '#contracts/incident.ts'
import { mayDecide, type Principal } from '#domain/policy.ts'
import { numberOf } from './incident.ts'
import type { Queryable } from './pool.ts'
import { incidentScope } from './scope.ts'

interface RequestRow {
  id: string
  incidentId: string
  serial: number
  createdAt: Date
  schoolId: string
  kind: IncidentKind
  purpose: 'look' | 'erase'
  reason: string
  askedBy: string
  askedByName: string
  askedRole: string
  askedAt: Date
  decidedBy: string | null
  decidedAt: Date | null
  approved: boolean | null
  endsAt: Date | null
}

const SELECT = `select r.id, r.incident_id as "incidentId", incident.serial, incident.created_at as "createdAt", incident.school_id as "schoolId",
    incident.kind, r.purpose, r.reason, r.asked_by as "askedBy", coalesce(account.name, r.asked_by) as "askedByName", r.asked_role as "askedRole",
    r.asked_at as "askedAt", r.decided_by as "decidedBy", r.decided_at as "decidedAt", r.approved, r.ends_at as "endsAt"
  from incident_request r join incident on incident.id = r.incident_id left join account on account.username = r.asked_by`

function toRequest({ serial, createdAt, askedRole, approved, ...row }: RequestRow, reader: Principal): IncidentRequest {
  const ended = row.endsAt !== null && row.endsAt < new Date()
  return {
    ...row,
    incidentNumber: numberOf({ serial, createdAt }),
    askedAt: row.askedAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    endsAt: row.endsAt?.toISOString() ?? null,
    state: approved === null ? 'waiting' : !approved ? 'refused' : ended ? 'ended' : 'approved',
    mayDecide: approved === null && mayDecide(reader, { askedBy: row.askedBy, askedRole }),
  }
}

/** Requests about one incident, or all that wait for an answer, within the reader's scope; the latest first. */
export async function listRequests(db: Queryable, reader: Principal, { incidentId }: { incidentId?: string }): Promise<IncidentRequest[]> {
  const scope = incidentScope(reader, 2)
  const which = incidentId === undefined ? 'r.decided_at is null and $1::uuid is null' : 'r.incident_id = $1'
  const { rows } = await db.query<RequestRow>(`${SELECT} where ${which} and ${scope.sql} order by r.asked_at desc limit 200`, [
    incidentId ?? null,
    ...scope.values,
  ])
  return rows.map((row) => toRequest(row, reader))
}

/** One request in scope, locked until the transaction ends. */
export async function lockRequest(db: Queryable, reader: Principal, id: string): Promise<(IncidentRequest & { askedRole: string }) | null> {
  const scope = incidentScope(reader, 2)
  const { rows } = await db.query<RequestRow>(`${SELECT} where r.id = $1 and ${scope.sql} for update of r`, [id, ...scope.values])
  const row = rows[0]
  return row ? { ...toRequest(row, reader), askedRole: row.askedRole } : null
}

export async function insertRequest(
  db: Queryable,
  request: { incidentId: string; purpose: 'look' | 'erase'; reason: string; by: Principal },
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    'insert into incident_request (incident_id, purpose, reason, asked_by, asked_role) values ($1, $2, $3, $4, $5) returning id',
    [request.incidentId, request.purpose, request.reason, request.by.username, request.by.role],
  )
  return rows[0]?.id ?? ''
}

export async function decideRequestRow(
  db: Queryable,
  id: string,
  decision: { by: string; at: Date; approved: boolean; endsAt: Date | null },
): Promise<void> {
  await db.query('update incident_request set decided_by = $2, decided_at = $3, approved = $4, ends_at = $5 where id = $1', [
    id,
    decision.by,
    decision.at,
    decision.approved,
    decision.endsAt,
  ])
}

/** The permission by which somebody may look at an incident's names now. */
export async function findPermission(
  db: Queryable,
  incidentId: string,
  username: string,
): Promise<{ id: string; reason: string; decidedBy: string; endsAt: Date } | null> {
  const { rows } = await db.query<{ id: string; reason: string; decidedBy: string; endsAt: Date }>(
    `select id, reason, decided_by as "decidedBy", ends_at as "endsAt" from incident_request
     where incident_id = $1 and asked_by = $2 and purpose = 'look' and approved and ends_at > now() order by ends_at desc limit 1`,
    [incidentId, username],
  )
  return rows[0] ?? null
}
