import type { Handover } from '#contracts/handover.ts'
import { type Principal, rolesWith } from '#domain/policy.ts'
import { decodeCursor, INSTANT, instantKey, type Paged, pageOf, UUID } from './page.ts'
import type { Queryable } from './pool.ts'
import { alarmScope } from './scope.ts'

type Row = Omit<Handover, 'startedAt' | 'endedAt'> & { key: string; startedAt: Date; endedAt: Date | null }
type Reader = Pick<Principal, 'username' | 'schoolIds'>

const KEEPERS = rolesWith('handover:act')
  .map((role) => `'${role}'`)
  .join(', ')

/**
 * What of the open alarms `a` somebody hands over: the giver's own, and what nobody of the control room has. A guard at the scene takes no
 * shift; what the next desk has stays there. @param giver a username, a trusted SQL expression
 */
const isHanded = (giver: string): string => `a.state <> 'closed' and (a.unacknowledged or a.handled_by is null or a.handled_by = ${giver}
      or not exists (select from account keeper join account_role held on held.account_id = keeper.id
        where keeper.username = a.handled_by and keeper.disabled_at is null and held.role in (${KEEPERS}) and held.valid @> now()))`

// While nobody has taken the shift, what is raised meanwhile is handed over too.
const HANDED = `(
    select handover_id, alarm_id, from_account, taken_by, taken_at from handover_alarm
    union all
    select o.id, a.id, a.handled_by, null, null from handover o, alarm a
    where o.ended_at is null and (o.school_ids is null or a.school_id = any(o.school_ids)) and ${isHanded('o.by_account')}
      and not exists (select from handover_alarm known where known.handover_id = o.id and known.alarm_id = a.id))`

/** Hand-overs `h` that are this reader's matter: giver and reader share a school, or are the same. Values: {@link sharedWith}. */
const sharedScope = (n: number): string =>
  `(h.school_ids is null or $${n}::text[] is null or h.school_ids && $${n}::text[] or h.by_account = $${n + 1})`
const sharedWith = ({ schoolIds, username }: Reader): unknown[] => [schoolIds, username]

const select = (scope: string): string => `select h.id, h.by_account as by, giver.name as "byName", h.started_at as "startedAt",
    h.taken_by as "takenBy", taker.name as "takenByName", h.withdrawn, h.ended_at as "endedAt", ${instantKey('h.started_at')} as key,
    coalesce((
      select jsonb_agg(jsonb_build_object('alarmId', ha.alarm_id, 'from', ha.from_account, 'takenBy', ha.taken_by, 'takenByName', account.name,
        'takenAt', to_char(ha.taken_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'closed', alarm.state = 'closed')
        order by alarm.priority, alarm.received_at, ha.alarm_id)
      from ${HANDED} ha join alarm on alarm.id = ha.alarm_id left join account on account.username = ha.taken_by
      where ha.handover_id = h.id and ${scope}), '[]') as alarms
  from handover h left join account giver on giver.username = h.by_account left join account taker on taker.username = h.taken_by`

const ENDED = /^(true|false)$/

const toHandover = ({ key, ...row }: Row): Handover => ({
  ...row,
  startedAt: row.startedAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
})

/** The hand-overs of the reader's schools, open ones first, then the latest; each with its alarms in the reader's scope. */
export async function listHandovers(
  db: Queryable,
  reader: Principal,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Paged<Handover>> {
  const [ended, at, id] = decodeCursor(cursor, ENDED, INSTANT, UUID) ?? [null, null, null]
  const scope = alarmScope(reader, 7)
  const { rows } = await db.query<Row>(
    `${select(scope.sql)} where ${sharedScope(5)} and ($1::boolean is null or (h.ended_at is not null) > $1
       or (h.ended_at is not null) = $1 and (h.started_at < $2::timestamptz or h.started_at = $2 and h.id > $3::uuid))
     order by (h.ended_at is not null), h.started_at desc, h.id limit $4`,
    [ended, at, id, limit + 1, ...sharedWith(reader), ...scope.values],
  )
  return pageOf(rows, limit, (row) => [String(row.endedAt !== null), row.key, row.id], toHandover)
}

export async function findHandover(db: Queryable, reader: Principal, id: string): Promise<Handover | null> {
  const scope = alarmScope(reader, 4)
  const { rows } = await db.query<Row>(`${select(scope.sql)} where h.id = $1 and ${sharedScope(2)}`, [
    id,
    ...sharedWith(reader),
    ...scope.values,
  ])
  return rows[0] ? toHandover(rows[0]) : null
}

/**
 * Begins one with every open alarm in its giver's scope that is the giver's or nobody's. The alarms are locked in id order first, as the keys
 * of `handover_alarm` would lock them in any. @returns its id, null when one of the same person is open
 */
export async function insertHandover(db: Queryable, by: Principal): Promise<string | null> {
  const scope = alarmScope(by, 3)
  const { rows } = await db.query<{ id: string }>(
    `with begun as (
       insert into handover (by_account, school_ids) values ($1, $2) on conflict (by_account) where ended_at is null do nothing returning id),
     open as materialized (
       select a.id, a.handled_by from alarm a where ${isHanded('$1')} and ${scope.sql} order by a.id for key share of a),
     handed as (
       insert into handover_alarm (handover_id, alarm_id, from_account)
       select begun.id, open.id, open.handled_by from begun, open)
     select id from begun`,
    [by.username, by.schoolIds, ...scope.values],
  )
  return rows[0]?.id ?? null
}

/** One hand-over of the reader's schools, locked until the transaction ends. */
export async function lockHandover(db: Queryable, reader: Reader, id: string): Promise<{ by: string; endedAt: Date | null } | null> {
  const { rows } = await db.query<{ by: string; endedAt: Date | null }>(
    `select h.by_account as by, h.ended_at as "endedAt" from handover h where h.id = $1 and ${sharedScope(2)} for update`,
    [id, ...sharedWith(reader)],
  )
  return rows[0] ?? null
}

/** Notes who has taken the alarm, in every open hand-over of somebody else that waits for it. @returns from whom */
export async function takeHanded(db: Queryable, alarmId: string, by: string): Promise<string[]> {
  const { rows } = await db.query<{ giver: string }>(
    `with handed as (
       insert into handover_alarm as known (handover_id, alarm_id, from_account, taken_by, taken_at)
       select ha.handover_id, ha.alarm_id, ha.from_account, $2::text, now() from ${HANDED} ha join handover h on h.id = ha.handover_id
       where ha.alarm_id = $1 and ha.taken_by is null and h.ended_at is null and h.by_account <> $2
       on conflict (handover_id, alarm_id) do update set taken_by = excluded.taken_by, taken_at = excluded.taken_at where known.taken_by is null
       returning handover_id)
     select h.by_account as giver from handover h join handed on handed.handover_id = h.id`,
    [alarmId, by],
  )
  return rows.map(({ giver }) => giver)
}

/** How many of its alarms nobody has taken and nobody has closed. */
export async function countWaiting(db: Queryable, id: string): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from ${HANDED} ha join alarm on alarm.id = ha.alarm_id
     where ha.handover_id = $1 and ha.taken_by is null and alarm.state <> 'closed'`,
    [id],
  )
  return rows[0]?.n ?? 0
}

/** @param takenBy null: it is taken back by who began it */
export async function finishHandover(db: Queryable, id: string, takenBy: string | null): Promise<void> {
  await db.query('update handover set taken_by = $2, withdrawn = $2::text is null, ended_at = now() where id = $1', [id, takenBy])
}
