import type { NewPeriod, Period, PeriodSetting } from '#contracts/measure.ts'
import { monthAfter, monthId, monthOf } from '#domain/measures/period.ts'
import { addDays, shanghaiDay, startOfDay } from '#domain/shanghai.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'

type Row = Omit<Period, 'cutoffAt' | 'frozenAt'> & { cutoffAt: Date; frozenAt: Date | null }

const SELECT = `select id, kind, name, from_day::text as "from", to_day::text as "to", cutoff_at as "cutoffAt", state, frozen_at as "frozenAt",
    ${personName('frozen_by')} as "frozenBy" from period`
const toPeriod = ({ cutoffAt, frozenAt, ...row }: Row): Period => ({
  ...row,
  cutoffAt: cutoffAt.toISOString(),
  frozenAt: frozenAt?.toISOString() ?? null,
})

/** All periods, the newest first. */
export async function listPeriods(db: Queryable): Promise<Period[]> {
  const { rows } = await db.query<Row>(`${SELECT} order by from_day desc, id`)
  return rows.map(toPeriod)
}

/** One period; without an id the newest month that has begun. */
export async function findPeriod(db: Queryable, id: string | undefined, now = new Date()): Promise<Period | null> {
  const { rows } = await (id === undefined
    ? db.query<Row>(`${SELECT} where kind = 'month' and from_day <= $1::date order by from_day desc limit 1`, [shanghaiDay(now.getTime())])
    : db.query<Row>(`${SELECT} where id = $1`, [id]))
  return rows[0] ? toPeriod(rows[0]) : null
}

/** The period of the same kind before this one. */
export async function periodBefore(db: Queryable, { kind, from }: Pick<Period, 'kind' | 'from'>): Promise<Period | null> {
  const { rows } = await db.query<Row>(`${SELECT} where kind = $1 and from_day < $2::date order by from_day desc limit 1`, [kind, from])
  return rows[0] ? toPeriod(rows[0]) : null
}

/** Makes the month that holds today, and those between it and the last one, as the months are cut now. */
export async function ensurePeriods(db: Queryable, now: Date): Promise<void> {
  const today = shanghaiDay(now.getTime())
  const { rows } = await db.query<{ monthFrom: number; cutoffDays: number; last: string | null }>(
    `select month_from as "monthFrom", cutoff_days as "cutoffDays", (select max(to_day)::text from period where kind = 'month') as last from period_setting`,
  )
  const { monthFrom = 1, cutoffDays = 5, last = null } = rows[0] ?? {}
  if (last !== null && last > today) return
  let next = last === null ? monthOf(today, monthFrom) : monthAfter(last, monthFrom)
  for (let made = 0; made < 36; made++) {
    const id = monthId(next)
    await db.query(
      `insert into period (id, kind, name, from_day, to_day, cutoff_at)
       select case when exists (select from period where id = $1) then $1 || '-' || to_char($3::date, 'MMDD') else $1 end, 'month', $2, $3, $4, $5
       where not exists (select from period where kind = 'month' and from_day < $4::date and to_day > $3::date) on conflict do nothing`,
      [id, `${Number(id.slice(0, 4))}年${Number(id.slice(5))}月`, next.from, next.to, new Date(startOfDay(addDays(next.to, cutoffDays)))],
    )
    if (next.to > today) return
    next = monthAfter(next.to, monthFrom)
  }
}

/** The last day of the newest frozen period; null while none is frozen. */
export async function lastFrozenDay(db: Queryable): Promise<string | null> {
  const { rows } = await db.query<{ day: string | null }>(`select (max(to_day) - 1)::text as day from period where state = 'frozen'`)
  return rows[0]?.day ?? null
}

/** The id of another period of the same kind and days: a figure of these days must be one period's. */
export async function findTwinPeriod(db: Queryable, { id, kind, from, to }: NewPeriod): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    'select id from period where kind = $1 and from_day = $2 and to_day = $3 and id <> $4 order by id limit 1',
    [kind, from, to, id],
  )
  return rows[0]?.id ?? null
}

/** @returns false when the id is taken */
export async function insertPeriod(db: Queryable, { id, kind, name, from, to, cutoffAt }: NewPeriod): Promise<boolean> {
  const { rowCount } = await db.query(
    'insert into period (id, kind, name, from_day, to_day, cutoff_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing',
    [id, kind, name, from, to, cutoffAt],
  )
  return rowCount === 1
}

export async function readSetting(db: Queryable): Promise<PeriodSetting> {
  const { rows } = await db.query<PeriodSetting>('select month_from as "monthFrom", cutoff_days as "cutoffDays" from period_setting')
  return rows[0] ?? { monthFrom: 1, cutoffDays: 5 }
}

export async function saveSetting(db: Queryable, { monthFrom, cutoffDays }: PeriodSetting): Promise<void> {
  await db.query('update period_setting set month_from = $1, cutoff_days = $2', [monthFrom, cutoffDays])
}
