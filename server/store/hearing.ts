// When somebody listened to the devices, and when nobody could: a server, broker or database that was away makes no device offline.
import { type Deaf, LONGEST_SILENCE_MS } from '#domain/device-state.ts'
import type { Queryable } from './pool.ts'

/** A gap longer than this between two looks at which somebody listened is deafness, ms: three looks. */
export const GAP_MS = 15_000

/** Notes that this gateway hears: it is connected to the broker, with the careful and the health client, and the database answers. */
export async function noteListening(db: Queryable, instance: string): Promise<void> {
  await db.query('update probe set listening_at = now() where instance = $1', [instance])
}

export interface Lease {
  now: Date
  listenedUntil: Date | null
  /** When the freshest of all gateways last heard its own probe and said that it listens. */
  heardAt: Date | null
}

/** Takes, or keeps, the watch over the devices for half a minute. @returns null while another worker has it */
export async function takeWatch(db: Queryable, leader: string): Promise<Lease | null> {
  const { rows } = await db.query<Lease>(
    `update watch set leader = $1, lease_until = now() + interval '30 seconds'
     where leader is not distinct from $1 or lease_until is null or lease_until < now()
     returning now() as now, listened_until as "listenedUntil", (select max(least(committed_at, listening_at)) from probe where listening_at is not null) as "heardAt"`,
    [leader],
  )
  return rows[0] ?? null
}

/** Gives the watch back, so that the next worker need not wait for the lease to run out. */
export async function leaveWatch(db: Queryable, leader: string): Promise<void> {
  await db.query('update watch set lease_until = null where leader = $1', [leader])
}

/** Writes that somebody listened until `until`; a gap before it is kept as deafness. */
export async function noteListened(db: Queryable, listenedUntil: Date | null, until: Date): Promise<void> {
  await db.query(
    `with gap as (
       insert into deafness (since, until) select $1, $2 where $2::timestamptz - $1::timestamptz > make_interval(secs => $3)
       on conflict (since) do update set until = greatest(deafness.until, excluded.until))
     update watch set listened_until = $2 where listened_until is null or listened_until < $2`,
    [listenedUntil, until, GAP_MS / 1000],
  )
}

/** The times of deafness that can still matter to anybody's silence, in order; one that lasts is until now. */
export async function readDeafness(db: Queryable): Promise<Deaf[]> {
  const { rows } = await db.query<{ since: Date; until: Date }>({
    name: 'read-deafness',
    text: `select since, until from deafness where until > now() - make_interval(secs => $1)
           union all select listened_until, now() from watch where listened_until < now() - make_interval(secs => $2)
           order by since`,
    values: [2 * (LONGEST_SILENCE_MS / 1000), GAP_MS / 1000],
  })
  return rows.map(({ since, until }) => ({ since: since.getTime(), until: until.getTime() }))
}
