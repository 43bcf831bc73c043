import type pg from 'pg'
import type { Alarm } from '#contracts/alarm.ts'
import type { Fleet, Screen } from '../support/client.ts'

/** What must not be in a history; every list is empty in a good one. */
export interface History {
  /** Presses that were answered `received` and are no event. */
  lost: string[]
  /** Presses that are more than one event. */
  doubled: string[]
  /** Devices whose alarms count another number of presses than were made. */
  miscounted: string[]
  /** Alarms whose log does not tell every press they count. */
  unlogged: string[]
  /** Numbers of the change log that are missing, or left over. */
  gaps: number[]
  /** Alarms whose pushes are not versions 1, 2, 3 … in the order of their numbers. */
  disordered: string[]
  /** Alarms whose last push is not what is stored. */
  differing: string[]
}

export const GOOD: History = { lost: [], doubled: [], miscounted: [], unlogged: [], gaps: [], disordered: [], differing: [] }

/** Holds the whole database against the receipts that devices have in hand. */
export async function historyOf(db: pg.Pool, received: Fleet['received']): Promise<History> {
  const { rows: events } = await db.query<{ device: string; id: string; n: number }>(
    `select device_id as device, body ->> 'nativeId' as id, (count(*) filter (where kind = 'panic'))::int as n from device_event group by 1, 2`,
  )
  const stored = new Map(events.map(({ device, id, n }) => [`${device} ${id}`, n]))
  const answered = [...received].flatMap(([device, ids]) => [...ids].map((id) => `${device} ${id}`))
  const { rows: miscounted } = await db.query<{ device: string }>(
    `select device from (select device_id as device, count(distinct body ->> 'nativeId')::int as n from device_event where kind = 'panic' group by 1) e
     full join (select device_id as device, sum(count)::int as n from alarm where kind = 'panic' group by 1) a using (device) where e.n is distinct from a.n`,
  )
  const { rows: unlogged } = await db.query<{ id: string }>(
    `select a.id from alarm a left join alarm_log l on l.alarm_id = a.id and l.kind in ('raised', 'pressed', 'realarmed')
     group by a.id having count(l.id) <> a.count`,
  )
  const { rows: gaps } = await db.query<{ n: number }>(
    `select n::int from generate_series(1, (select greatest(value, (select max(cursor) from outbox)) from alarm_cursor)) n
     full join outbox on cursor = n where cursor is null or n is null or n > (select value from alarm_cursor)`,
  )
  const { rows: disordered } = await db.query<{ id: string }>(
    `select distinct alarm_id as id from (select alarm_id, (body ->> 'version')::int as version, row_number() over (partition by alarm_id order by cursor) as place from outbox) p
     where version <> place`,
  )
  const { rows: differing } = await db.query<{ id: string }>(
    `select a.id from alarm a left join outbox o on o.cursor = a.cursor
     where o.alarm_id is distinct from a.id or (o.body ->> 'version')::int <> a.version or o.body ->> 'state' <> a.state or (o.body ->> 'count')::int <> a.count
       or (o.body ->> 'unacknowledged')::boolean <> a.unacknowledged or (o.body ->> 'escalation')::int <> a.escalation`,
  )
  return {
    lost: answered.filter((press) => !stored.has(press)),
    doubled: [...stored].flatMap(([press, n]) => (n > 1 ? [press] : [])),
    miscounted: miscounted.map(({ device }) => device),
    unlogged: unlogged.map(({ id }) => id),
    gaps: gaps.map(({ n }) => n),
    disordered: disordered.map(({ id }) => id),
    differing: differing.map(({ id }) => id),
  }
}

/** How many presses are stored. */
export async function pressesIn(db: pg.Pool): Promise<number> {
  const { rows } = await db.query<{ n: number }>(`select count(*)::int as n from device_event where kind = 'panic'`)
  return rows[0]?.n ?? 0
}

/** Where a screen and the database differ: alarms that are open in one of them, by what a person would see. */
export async function differences(db: pg.Pool, screen: Screen): Promise<string[]> {
  const { rows } = await db.query<{ id: string; seen: string }>(
    `select id, concat_ws('/', version, state, unacknowledged, count, escalation) as seen from alarm where state <> 'closed'`,
  )
  const shown = new Map(screen.openAlarms.map((alarm) => [alarm.id, seen(alarm)]))
  const stored = new Map(rows.map((row) => [row.id, row.seen]))
  return [...new Set([...shown.keys(), ...stored.keys()])].flatMap((id) =>
    shown.get(id) === stored.get(id) ? [] : [`${id}: shown ${shown.get(id)}, stored ${stored.get(id)}`],
  )
}

const seen = ({ version, state, unacknowledged, count, escalation }: Alarm): string =>
  [version, state, unacknowledged ? 't' : 'f', count, escalation].join('/')

/** Reads the outbox as it grows: whoever reads "after my last number" must never be overtaken by a lower one that commits later. */
export class OutboxReader {
  readonly #db: pg.Pool
  #last = 0
  #running = true
  readonly #done: Promise<void>
  /** Numbers that were not the next one when they were first seen. */
  readonly jumps: string[] = []

  constructor(db: pg.Pool) {
    this.#db = db
    this.#done = this.#read()
  }

  async stop(): Promise<number> {
    this.#running = false
    await this.#done
    return this.#last
  }

  async #read(): Promise<void> {
    do {
      const rows = await this.#db
        .query<{ cursor: number }>('select cursor::int as cursor from outbox where cursor > $1 order by cursor', [this.#last])
        .then(
          ({ rows }) => rows,
          () => [],
        ) // the database is away
      for (const { cursor } of rows) {
        if (cursor !== this.#last + 1) this.jumps.push(`${this.#last} → ${cursor}`)
        this.#last = cursor
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
    } while (this.#running)
  }
}
