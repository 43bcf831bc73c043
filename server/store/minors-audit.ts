// What a year's audit of minors' personal data rests on (R57): incidents that hold names, who asked to see or erase them, who looked, what was
// erased, who holds the rights. No name of a minor is read here.
import type { IncidentKind } from '#contracts/incident.ts'
import type { Role, Scope } from '#contracts/session.ts'
import { numberOf } from './incident.ts'
import type { Queryable } from './pool.ts'

/** Half-open, as instants. */
export interface Span {
  readonly from: Date
  readonly to: Date
}

export interface MinorsSums {
  /** incidents in which people are named, at the end of the span */
  readonly held: number
  readonly opened: number
  readonly erased: number
  readonly asked: number
  readonly approved: number
  /** requests that concern 教育惩戒 */
  readonly disciplineAsked: number
  readonly looked: number
  readonly refusedLooks: number
  readonly exports: number
}

/** Acts that open what is sealed, or would have. */
const LOOKS = ['incident.look', 'incident.lookAtFile']
/** Lists that speak of minors, even though they name nobody. */
const LISTS = ['incidents', 'preventions', 'incident-counts', 'incident-requests', 'absences', 'absence-notices']

export async function readMinorsSums(db: Queryable, { from, to }: Span): Promise<MinorsSums> {
  const { rows } = await db.query<MinorsSums>(
    `select
       (select count(*)::int from incident where people > 0 and created_at < $2 and (erased_at is null or erased_at >= $2)) as held,
       (select count(*)::int from incident where people > 0 and created_at >= $1 and created_at < $2) as opened,
       (select count(*)::int from incident where erased_at >= $1 and erased_at < $2) as erased,
       (select count(*)::int from incident_request where asked_at >= $1 and asked_at < $2) as asked,
       (select count(*)::int from incident_request where asked_at >= $1 and asked_at < $2 and approved) as approved,
       (select count(*)::int from incident_request r join incident i on i.id = r.incident_id
         where r.asked_at >= $1 and r.asked_at < $2 and i.kind = 'discipline') as "disciplineAsked",
       (select count(*)::int from audit_log where action = any($3) and at >= $1 and at < $2 and result = 'ok') as looked,
       (select count(*)::int from audit_log where action = any($3) and at >= $1 and at < $2 and result <> 'ok') as "refusedLooks",
       (select count(*)::int from audit_log where action = 'export' and at >= $1 and at < $2 and split_part(object, ':', 1) = any($4)) as exports`,
    [from, to, LOOKS, LISTS],
  )
  return rows[0] as MinorsSums
}

export interface MinorsRequest {
  readonly number: string
  readonly kind: IncidentKind
  readonly schoolId: string
  readonly schoolName: string
  readonly purpose: 'look' | 'erase'
  readonly reason: string
  readonly askedBy: string
  readonly askedRole: Role
  readonly askedAt: string
  readonly decidedBy: string | null
  readonly decidedAt: string | null
  readonly approved: boolean | null
  readonly endsAt: string | null
}

/** Requests to see names or to erase them; a reason holds no name that was known. @param discipline those of 教育惩戒 too, which are the school's alone */
export async function readMinorsRequests(
  db: Queryable,
  { from, to }: Span,
  { discipline }: { discipline: boolean },
): Promise<MinorsRequest[]> {
  type Row = Omit<MinorsRequest, 'number' | 'askedAt' | 'decidedAt' | 'endsAt'> & {
    serial: number
    createdAt: Date
    askedAt: Date
    decidedAt: Date | null
    endsAt: Date | null
  }
  const { rows } = await db.query<Row>(
    `select i.serial, i.created_at as "createdAt", i.kind, i.school_id as "schoolId", s.name as "schoolName", r.purpose, r.reason,
       r.asked_by as "askedBy", r.asked_role as "askedRole", r.asked_at as "askedAt", r.decided_by as "decidedBy", r.decided_at as "decidedAt",
       r.approved, r.ends_at as "endsAt"
     from incident_request r join incident i on i.id = r.incident_id join school s on s.id = i.school_id
     where r.asked_at >= $1 and r.asked_at < $2 and ($3 or i.kind <> 'discipline') order by r.asked_at, r.id`,
    [from, to, discipline],
  )
  return rows.map(({ serial, createdAt, askedAt, decidedAt, endsAt, ...row }) => ({
    ...row,
    number: numberOf({ serial, createdAt }),
    askedAt: askedAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
    endsAt: endsAt?.toISOString() ?? null,
  }))
}

export interface MinorsAct {
  readonly at: string
  readonly account: string | null
  readonly role: string | null
  readonly address: string | null
  readonly action: string
  /** the incident's number for people; else as the log has it */
  readonly object: string | null
  readonly result: string
  readonly data: Record<string, unknown>
}

export type Acts = 'looks' | 'erasures' | 'exports' | 'rights'
const ACTIONS: Record<Acts, readonly string[]> = {
  looks: LOOKS,
  erasures: ['incident.erase', 'incident.decide.erase'],
  exports: ['export'],
  rights: ['account.role'],
}

/** How often each role did something, with which result. */
export interface MinorsActSum {
  readonly action: string
  readonly role: string | null
  readonly result: string
  readonly times: number
}

/** The same acts counted: for whom the log itself is not. */
export async function sumMinorsActs(db: Queryable, { from, to }: Span, acts: Acts): Promise<MinorsActSum[]> {
  const { rows } = await db.query<MinorsActSum>(
    `select action, role, result, count(*)::int as times from audit_log
     where action = any($3) and at >= $1 and at < $2 and (action <> 'export' or split_part(object, ':', 1) = any($4))
     group by action, role, result order by action, role, result`,
    [from, to, ACTIONS[acts], LISTS],
  )
  return rows
}

/** Lines of the audit log, the oldest first, a thousand at a time. */
export async function* readMinorsActs(db: Queryable, { from, to }: Span, acts: Acts): AsyncGenerator<MinorsAct[]> {
  type Row = Omit<MinorsAct, 'at'> & { id: string; at: Date; serial: number | null; createdAt: Date | null }
  for (let last = '0'; ; ) {
    const { rows } = await db.query<Row>(
      `select a.id::text as id, a.at, a.account, a.role, a.address, a.action, a.object, a.result, a.data, i.serial, i.created_at as "createdAt"
       from audit_log a left join incident i on a.action like 'incident.%' and i.id::text = a.object
       where a.action = any($3) and a.id > $4 and a.at >= $1 and a.at < $2
         and (a.action <> 'export' or split_part(a.object, ':', 1) = any($5))
       order by a.id limit 1000`,
      [from, to, ACTIONS[acts], last, LISTS],
    )
    const end = rows[rows.length - 1]
    if (!end) return
    yield rows.map(({ id: _, at, serial, createdAt, object, ...row }) => ({
      ...row,
      at: at.toISOString(),
      object: serial === null || createdAt === null ? object : numberOf({ serial, createdAt }),
    }))
    last = end.id
  }
}

export interface MinorsHolder {
  readonly username: string
  readonly name: string
  readonly role: Role
  readonly scope: Scope
}

/** Accounts in use that hold one of these roles. */
export async function readMinorsHolders(db: Queryable, roles: readonly Role[]): Promise<MinorsHolder[]> {
  const { rows } = await db.query<MinorsHolder>(
    `select a.username, a.name, r.role, r.scope from account a join account_role r on r.account_id = a.id
     where r.role = any($1) and a.disabled_at is null order by r.role, a.username`,
    [roles],
  )
  return rows
}
