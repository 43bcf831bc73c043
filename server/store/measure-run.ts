// What is to be computed next: schools whose evidence changed, and those whose time has come.
import type { Period } from '#contracts/measure.ts'
import { keepDepartmentResults } from './department-standing.ts'
import { saveSums } from './measure-sum.ts'
import { findPeriod } from './period.ts'
import type { Queryable } from './pool.ts'

/** Keeps, or takes, the computing for a minute. @returns false while another worker has it */
export async function takeMeasureRun(db: Queryable, leader: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update measure_run set leader = $1, lease_until = now() + interval '60 seconds'
     where leader = $1 or lease_until is null or lease_until < now()`,
    [leader],
  )
  return rowCount === 1
}

/** Gives it back, so that the next worker need not wait for the lease to run out. */
export async function leaveMeasureRun(db: Queryable, leader: string): Promise<void> {
  await db.query('update measure_run set lease_until = null where leader = $1', [leader])
}

// A change of evidence of long ago corrects at most the last months' frozen figures.
const CORRECTED_DAYS = 400

/** Changes of one statement: 20,000 kept the embedded database for 550 ms. */
const TAKEN = 2_000

/** Makes due what has never been computed. */
export async function takeNewcomers(db: Queryable): Promise<void> {
  await db.query(
    `insert into measure_school (period_id, school_id, next_at)
     select p.id, s.id, '-infinity' from period p cross join school s
     where p.state = 'open' and p.from_day <= (now() at time zone 'Asia/Shanghai')::date and not exists (select from measure_school m where m.period_id = p.id and m.school_id = s.id)
     on conflict do nothing`,
  )
}

/** Makes due whatever the oldest noted changes may touch. @returns whether there are more */
export async function takeChanges(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ taken: number }>(
    `with taken as (delete from measure_change where id in (select id from measure_change order by id limit $1) returning school_id, today),
       named as (select school_id, bool_and(today) as today from taken where school_id is not null group by school_id),
       everything as (select bool_and(today) as today from taken where school_id is null having count(*) > 0),
       -- Locked in the order of claimSchools, so that nobody waits for who waits for him.
       touched as (select m.period_id, m.school_id from measure_school m join period p on p.id = m.period_id
         where m.next_at > '-infinity' and (p.state = 'open' or p.from_day > current_date - ${CORRECTED_DAYS})
           and (exists (select from named n where n.school_id = m.school_id and (p.state = 'open' or not n.today))
             or exists (select from everything e where p.state = 'open' or not e.today))
         order by m.period_id, m.school_id for no key update of m),
       due as (update measure_school m set next_at = '-infinity' from touched t where t.period_id = m.period_id and t.school_id = m.school_id)
     select count(*)::int as taken from taken`,
    [TAKEN],
  )
  return rows[0]?.taken === TAKEN
}

/** Its time has come, or the cut-off has passed since it was computed. */
const DUE = `(m.next_at <= $1 or (p.state = 'open' and p.cutoff_at <= $1 and (m.computed_at is null or m.computed_at < p.cutoff_at)))`

/** The next schools of one period that are due: running periods first, then those to be frozen, then corrections. @returns null when nothing is due */
export async function nextDue(db: Queryable, now: Date, limit: number): Promise<{ periodId: string; schoolIds: string[] } | null> {
  const { rows } = await db.query<{ periodId: string; schoolId: string }>(
    `with first as (select m.period_id from measure_school m join period p on p.id = m.period_id where ${DUE}
       order by p.state = 'frozen', p.cutoff_at <= $1, p.from_day desc limit 1)
     select m.period_id as "periodId", m.school_id as "schoolId" from measure_school m join period p on p.id = m.period_id
     where m.period_id = (select period_id from first) and ${DUE} order by m.next_at, m.school_id limit $2`,
    [now, limit],
  )
  return rows[0] ? { periodId: rows[0].periodId, schoolIds: rows.map(({ schoolId }) => schoolId) } : null
}

/**
 * Says that these schools are about to be computed, before their evidence is read: what changes from here on makes them due again. Whoever dies
 * over it leaves them due in a minute. @returns the claim, for {@link noteComputed}
 */
export async function claimSchools(db: Queryable, periodId: string, schoolIds: readonly string[]): Promise<string> {
  const { rows } = await db.query<{ claim: string }>(
    // One reading of the clock: it is one claim. By id, as everybody locks these rows.
    `with clock as materialized (select clock_timestamp() + interval '1 minute' as at)
     insert into measure_school (period_id, school_id, next_at) select $1, s.id, clock.at from unnest($2::text[]) as s(id), clock order by s.id
     on conflict (period_id, school_id) do update set next_at = excluded.next_at returning next_at::text as claim`,
    [periodId, schoolIds],
  )
  return rows[0]?.claim ?? 'infinity'
}

/** Of some schools those that nobody else took since the claim, which stays so until the transaction ends. */
export async function stillOurs(db: Queryable, periodId: string, schoolIds: readonly string[], claim: string): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string; ours: boolean }>(
    `select school_id as id, next_at in ($3::timestamptz, '-infinity') as ours from measure_school
     where period_id = $1 and school_id = any($2::text[]) order by school_id for no key update`,
    [periodId, schoolIds, claim],
  )
  return new Set(rows.flatMap(({ id, ours }) => (ours ? id : [])))
}

/**
 * Notes that schools were computed; one whose evidence changed since the claim, or that somebody else took, is due again at once.
 * @param nextAt when the clock alone may change them; null = never
 */
export async function noteComputed(
  db: Queryable,
  periodId: string,
  schoolIds: readonly string[],
  { claim, at, nextAt }: { claim: string; at: Date; nextAt: Date | null },
): Promise<void> {
  await db.query(
    `update measure_school set computed_at = case when next_at in ($5::timestamptz, '-infinity') then $3 else computed_at end,
       next_at = case when next_at = $5::timestamptz then coalesce($4::timestamptz, 'infinity') else '-infinity' end
     where period_id = $1 and school_id = any($2::text[])`,
    [periodId, schoolIds, at, nextAt, claim],
  )
}

/** Waits for whoever freezes a period or writes its results, and keeps them waiting until the transaction ends. */
export async function holdPeriod(db: Queryable, periodId: string): Promise<void> {
  await db.query('select from period where id = $1 for no key update', [periodId])
}

/** Whether a period still runs, which stays so until the transaction ends. */
export async function holdOpen(db: Queryable, periodId: string): Promise<boolean> {
  const { rows } = await db.query<{ state: Period['state'] }>('select state from period where id = $1 for share', [periodId])
  return rows[0]?.state === 'open'
}

/**
 * Periods whose cut-off has passed and of which every school was computed since its evidence last changed. A school whose time is set is claimed
 * by somebody who has not computed it yet, and may be dead: whoever computes after the cut-off leaves it without a time.
 */
export async function periodsToFreeze(db: Queryable, now: Date): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select p.id from period p where p.state = 'open' and p.cutoff_at <= $1 and exists (select from measure_school m where m.period_id = p.id)
       and not exists (select from measure_school m where m.period_id = p.id and (m.next_at < 'infinity' or ${DUE})) order by p.from_day`,
    [now],
  )
  return rows.map(({ id }) => id)
}

/** Freezes a period as its results stand: whoever is writing one is waited for, then they are added up. @returns false when it was frozen already */
export async function freeze(db: Queryable, periodId: Period['id'], by: string, at: Date): Promise<boolean> {
  const { rows } = await db.query(`select from period where id = $1 and state = 'open' for no key update`, [periodId])
  if (rows.length === 0) return false
  await saveSums(db, periodId, at)
  await db.query(`update period set state = 'frozen', frozen_at = $3, frozen_by = $2 where id = $1`, [periodId, by, at])
  const period = await findPeriod(db, periodId)
  if (period) await keepDepartmentResults(db, period, at)
  return true
}

export interface ExemptionInForce {
  id: string
  measureId: string
  schoolId: string
}

/** Exemptions in force on a day. */
export async function exemptionsOn(db: Queryable, schoolIds: readonly string[], day: string): Promise<ExemptionInForce[]> {
  const { rows } = await db.query<ExemptionInForce>(
    `select id, measure_id as "measureId", school_id as "schoolId" from measure_exemption
     where school_id = any($1::text[]) and btrim(approved_by) <> '' and from_day <= $2::date
       -- One that was ended before its first day never began.
       and (state = 'inForce' or (state = 'ended' and (ended_at at time zone 'Asia/Shanghai')::date > from_day)) and (until_day is null or until_day >= $2::date)`,
    [schoolIds, day],
  )
  return rows
}
