import type { Queryable } from './pool.ts'

/** Notes the watchdog's presses that arrived; the newest one an instance is kept. */
export async function saveProbes(db: Queryable, probes: readonly { instance: string; sentAt: Date }[]): Promise<void> {
  await db.query({
    name: 'save-probes',
    text: `insert into probe as p (instance, sent_at, committed_at)
           select instance, max(sent_at), clock_timestamp() from unnest($1::text[], $2::timestamptz[]) as n(instance, sent_at) group by instance
           on conflict (instance) do update set sent_at = greatest(p.sent_at, excluded.sent_at), committed_at = excluded.committed_at`,
    values: [probes.map(({ instance }) => instance), probes.map(({ sentAt }) => sentAt)],
  })
}

export interface Watch {
  /** when the newest probe that came back was sent; null: none yet */
  sentAt: Date | null
  committedAt: Date | null
  /** by the database's clock, ms */
  committedAgoMs: number | null
  /** highest number of the change log */
  head: number
  /** the oldest alarm whose next step of the escalation is due, by the database's clock: how long ago it was due, ms; 0 = none */
  escalationLagMs: number
  /** since when no operator is signed in during the hours of duty; null = one is, or need not be */
  unmannedSince: Date | null
}

/** What the pulse tells of the chain: the newest probe that came back, and whether the escalation keeps up. */
export async function readWatch(db: Queryable): Promise<Watch> {
  const { rows } = await db.query<Watch>({
    name: 'read-watch',
    text: `with newest as (select sent_at, committed_at from probe order by committed_at desc limit 1)
           select (select sent_at from newest) as "sentAt", (select committed_at from newest) as "committedAt",
                  (select extract(epoch from clock_timestamp() - committed_at)::float8 * 1000 from newest) as "committedAgoMs",
                  (select value from alarm_cursor) as head,
                  coalesce((select max(extract(epoch from now() - unacknowledged_since) * 1000 - case escalation when 0 then 15000 when 1 then 30000 else 60000 end)
                    from alarm where unacknowledged and state <> 'closed' and escalation < 3 and not exercise_verified and unacknowledged_since < now() - interval '15 seconds'
                      and extract(epoch from now() - unacknowledged_since) * 1000 > case escalation when 0 then 15000 when 1 then 30000 else 60000 end), 0)::float8 as "escalationLagMs",
                  (select since from unmanned where ended_at is null) as "unmannedSince"`,
  })
  return rows[0] ?? { sentAt: null, committedAt: null, committedAgoMs: null, head: 0, escalationLagMs: 0, unmannedSince: null }
}

/** A gateway silent for so long is taken for gone; its session at the broker goes on queueing: 12 GB a day at our rates. */
const ORPHAN_AFTER = '10 minutes'

/** Opens a fault for the session of each gateway that has gone silent, and closes it for one that is back. */
export async function noteOrphanedSessions(db: Queryable): Promise<void> {
  await db.query(
    `with orphan as (
       select 'orphaned-session: ' || instance as detail from probe where committed_at < now() - $1::interval),
     closed as (
       update fault set closed_at = greatest(now(), opened_at)
       where kind = 'comms-fault' and closed_at is null and detail like 'orphaned-session: %' and detail not in (select detail from orphan))
     insert into fault (kind, detail, opened_at, last_at)
     select 'comms-fault', detail, now(), now() from orphan
     on conflict (coalesce(device_id, ''), kind, point, coalesce(detail, '')) where closed_at is null do nothing`,
    [ORPHAN_AFTER],
  )
}

/** How long ago each gateway was last heard through the broker, ms. */
export async function readInstances(db: Queryable): Promise<{ instance: string; silentMs: number }[]> {
  const { rows } = await db.query<{ instance: string; silentMs: number }>(
    `select instance, (extract(epoch from now() - committed_at) * 1000)::float8 as "silentMs" from probe order by instance`,
  )
  return rows
}

/** Forgets a gateway that will not come back. */
export async function deleteProbe(db: Queryable, instance: string): Promise<void> {
  await db.query('delete from probe where instance = $1', [instance])
}
