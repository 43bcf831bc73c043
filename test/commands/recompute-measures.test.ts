import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import type { MeasureFigureList, SchoolEvidence, SchoolMeasureList, SchoolResultList } from '#contracts/measure.ts'
import type { MeasureMatrix } from '#contracts/measure-matrix.ts'
import { freezePeriod, recomputeMeasures } from '../../server/commands/recompute-measures.ts'
import { type NewResult, saveResults } from '../../server/store/measure-result.ts'
import { claimSchools, holdPeriod, noteComputed, periodsToFreeze, takeChanges } from '../../server/store/measure-run.ts'
import { saveSums } from '../../server/store/measure-sum.ts'
import { aWorld, NORTH, SOUTH, type World } from '../api/world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())

const get = async <T>(url: string, who = 'bureau'): Promise<T> => (await world.as(who, { url: `/api/v1${url}` })).json() as T
const recompute = () => recomputeMeasures(world.pool)
const resultOf = async (measure: string, school = NORTH, period = '') =>
  (await get<SchoolEvidence>(`/measures/${measure}/schools/${school}${period}`)).result
/** Another version of one rule, in force as of now. */
const approveRule = () =>
  world.owner.query(
    `insert into measure_version (measure_id, version, text, source, clause, thresholds, valid_from, reason, proposed_by, approved_by, approved_at, state)
     select measure_id, 2, text, source, clause, thresholds, current_date, 'tried', 'bureau', 'bureau2', date_trunc('milliseconds', now()), 'inForce'
     from measure_version where measure_id = 'buttons' and version = 1`,
  )
async function forgetRule() {
  await world.owner.query(`delete from measure_version where measure_id = 'buttons' and version = 2`)
  await askAgain()
}
/** Makes every school of the running periods due. */
const askAgain = () =>
  world.owner.query(`update measure_school m set next_at = '-infinity' from period p where p.id = m.period_id and p.state = 'open'`)

it('says that a period is being computed until every school has been, and adds no part of it up', async () => {
  const { items, computing, period } = await get<MeasureFigureList>('/measures')
  expect(computing).toEqual({ schools: 0, of: 2, isFirst: true })
  expect(items.every(({ computedAt, rate }) => computedAt === null && rate === null)).toBe(true)
  await world.owner.query(
    `insert into measure_school (period_id, school_id, computed_at, next_at) values ($1, $2, now(), 'infinity'), ($1, $3, null, 'infinity')`,
    [period.id, NORTH, SOUTH],
  )
  await world.owner.query(
    `insert into measure_result (period_id, measure_id, school_id, school_name, township_id, version, result, met, required, changed_at)
     values ($1, 'buttons', $2, '北校', 't', 1, 'met', 1, 1, now())`,
    [period.id, NORTH],
  )
  await saveSums(world.owner, period.id, new Date())
  const part = await get<MeasureFigureList>('/measures')
  expect(part.computing).toEqual({ schools: 1, of: 2, isFirst: true })
  expect(part.items.find(({ measure }) => measure.id === 'buttons')).toMatchObject({ met: 0, applicable: 0, rate: null, computedAt: null })
  expect((await get<MeasureMatrix>('/measure-matrix')).computing).toEqual({ schools: 1, of: 2, isFirst: true })
  // The school that is done sees its own figure.
  const own = await get<MeasureFigureList>('/measures', 'schoolOfficer')
  expect(own.computing).toBeNull()
  expect(own.items.find(({ measure }) => measure.id === 'buttons')).toMatchObject({ met: 1, applicable: 1, rate: 100 })
  await world.owner.query('delete from measure_result')
  await world.owner.query('delete from measure_school')
})

it('adds up what somebody before left between results and sums', async () => {
  await recompute()
  await world.owner.query('delete from measure_sum')
  await recompute()
  expect((await get<MeasureFigureList>('/measures')).computing).toMatchObject({ schools: 2, of: 2, isFirst: true })
  await recomputeMeasures(world.pool, { isFirst: true })
  expect((await get<MeasureFigureList>('/measures')).computing).toBeNull()
})

it('says that figures of a rule that has another number since are being computed anew', async () => {
  await recomputeMeasures(world.pool, { isFirst: true })
  onTestFinished(forgetRule)
  await approveRule()
  expect((await get<MeasureFigureList>('/measures')).computing).toEqual({ schools: 0, of: 2, isFirst: false })
  await recompute()
  expect((await get<MeasureFigureList>('/measures')).computing).toBeNull()
})

it('adds nothing up while somebody freezes the period', async () => {
  await recompute()
  const { period } = await get<MeasureFigureList>('/measures')
  const clerk = await world.pool.connect()
  onTestFinished(async () => {
    await clerk.query('rollback')
    clerk.release()
  })
  await clerk.query('begin')
  await holdPeriod(clerk, period.id)
  await askAgain()
  const pass = recompute()
  await vi.waitFor(async () => {
    const { rows } = await world.owner.query(`select pid from pg_locks where not granted`)
    expect(rows).not.toEqual([])
  }, 20_000)
  await clerk.query('commit')
  await pass
})

it('adds nothing up while some of its schools have figures of the rule before', async () => {
  await recompute()
  onTestFinished(forgetRule)
  const { period } = await get<MeasureFigureList>('/measures')
  await approveRule()
  await takeChanges(world.pool)
  await world.owner.query(`update measure_school set next_at = 'infinity' where school_id = $1`, [SOUTH])
  await recompute() // the northern school alone
  expect((await get<MeasureFigureList>('/measures')).computing).toEqual({ schools: 1, of: 2, isFirst: false })
  const { rowCount } = await world.owner.query(
    'select from measure_sum where period_id = $1 and computed_at >= (select max(approved_at) from measure_version where version = 2)',
    [period.id],
  )
  expect(rowCount).toBe(0)
  await askAgain()
  await recompute()
  expect((await get<MeasureFigureList>('/measures')).computing).toBeNull()
})

it('computes by a rule that is approved while it runs, and says nothing older is of that rule', async () => {
  await recompute()
  onTestFinished(forgetRule)
  await askAgain()
  let isApproved = false
  // Approved once the run has begun and before it takes the next schools.
  const pool = new Proxy(world.pool, {
    get(object, property) {
      const value = Reflect.get(object, property)
      if (property !== 'query') return typeof value === 'function' ? value.bind(object) : value
      return async (text: string, values?: unknown[]) => {
        if (text.includes('from measure_school m join period p') && !isApproved) {
          isApproved = true
          await approveRule()
        }
        return object.query(text, values)
      }
    },
  })
  await recomputeMeasures(pool)
  expect(isApproved).toBe(true)
  expect((await get<MeasureFigureList>('/measures')).computing).toBeNull()
  expect((await resultOf('buttons')).version).toBe(2)
})

it('has a result for every school and measure as soon as it has run, and never 100 % without evidence', async () => {
  await recompute()
  const { items } = await get<MeasureFigureList>('/measures')
  expect(items.length).toBeGreaterThan(2)
  for (const { met, schools } of items) {
    expect(met).toBe(0)
    expect(schools.met).toBe(0)
  }
  expect(await resultOf('guardsEmployed')).toMatchObject({ result: 'noEvidence', gaps: [{ code: 'pupilsMissing' }] })
})

it.each([
  [99, 1],
  [100, 2],
  [999, 2],
  [1000, 3],
  [1499, 3],
  [1500, 4],
])('finds that %i pupils need %i guards, from SQL written outside', async (pupils, required) => {
  await world.owner.query('delete from guard')
  await world.owner.query('update school set pupils = $1 where id = $2', [pupils, NORTH])
  const hire = (n: number) =>
    world.owner.query(`insert into guard (id, school_id, name) select 'g-' || n, $1, '示例·保安' || n from generate_series(1, $2) n`, [
      NORTH,
      n,
    ])
  await hire(required - 1)
  await recompute()
  expect(await resultOf('guardsEmployed')).toMatchObject({ result: required === 1 ? 'noEvidence' : 'notMet', met: required - 1, required })
  await world.owner.query('delete from guard')
  await hire(required)
  await recompute()
  expect(await resultOf('guardsEmployed')).toMatchObject({ result: 'met', met: required, required, since: null })
})

it('counts a guard on two schools’ lists at neither, and one who has left not at all', async () => {
  await world.owner.query('delete from guard')
  await world.owner.query('update school set pupils = 50 where id = any($1)', [[NORTH, SOUTH]])
  await world.owner.query(
    `insert into guard (id, school_id, name, licence) values ('a', $1, '示例·甲', 'L1001'), ('b', $2, '示例·甲', 'L1001')`,
    [NORTH, SOUTH],
  )
  await world.owner.query(`insert into guard (id, school_id, name, employed_until) values ('c', $1, '示例·乙', '2020-01-01')`, [NORTH])
  await recompute()
  expect(await resultOf('guardsEmployed')).toMatchObject({ result: 'notMet', met: 0, required: 1 })
  expect((await resultOf('guardsEmployed', SOUTH)).gaps.map(({ code }) => code)).toContain('guardInTwoSchools')
  const { evidence } = await get<SchoolEvidence>(`/measures/guardsEmployed/schools/${NORTH}`)
  expect(evidence.map(({ id, counts, why }) => [id, counts, why])).toEqual([['a', false, 'inTwoSchools']])
})

it('counts a button only where it must be, heard, and tested through to the police', async () => {
  const button = `${NORTH}-b`
  await recompute()
  expect(await resultOf('buttons')).toMatchObject({ result: 'notMet', gaps: [{ code: 'noButtonInPlace' }] })
  await world.owner.query(`insert into button_place (device_id, school_id, place) values ($1, $2, 'gateRoom')`, [button, NORTH])
  await recompute()
  expect((await resultOf('buttons')).gaps[0]).toMatchObject({ code: 'notHeard' })
  await world.owner.query(`insert into device_interval (device_id, state, since) values ($1, 'online', now() - interval '3 days')`, [
    button,
  ])
  await world.owner.query(
    `insert into police_test (id, school_id, device_id, at, reached) values ('t1', $2, $1, now() - interval '1 day', 'centre')`,
    [button, NORTH],
  )
  await recompute()
  expect((await resultOf('buttons')).gaps[0]).toMatchObject({ code: 'testedToCentre' })
  await world.owner.query(
    `insert into police_test (id, school_id, device_id, at, reached, officer) values ('t2', $2, $1, now() - interval '31 days', 'police', '示例·王警官')`,
    [button, NORTH],
  )
  await recompute()
  expect(await resultOf('buttons')).toMatchObject({ result: 'expired', gaps: [{ code: 'testTooOld' }] })
  await world.owner.query(`update police_test set at = now() - interval '29 days' where id = 't2'`)
  await recompute()
  expect(await resultOf('buttons')).toMatchObject({ result: 'met', met: 1, required: 1 })
})

it('shows a school its own results and no others', async () => {
  expect((await get<SchoolMeasureList>(`/schools/${NORTH}/measures`, 'schoolOfficer')).items.length).toBeGreaterThan(2)
  expect((await world.as('schoolOfficer', { url: `/api/v1/schools/${SOUTH}/measures` })).statusCode).toBe(404)
  expect((await world.as('schoolOfficer', { url: `/api/v1/measures/buttons/schools/${SOUTH}` })).statusCode).toBe(404)
  const { items } = await get<SchoolResultList>('/measures/buttons/schools', 'schoolOfficer')
  expect(items.map(({ schoolId }) => schoolId)).toEqual([NORTH])
  const own = await get<MeasureFigureList>('/measures', 'schoolOfficer')
  expect(own.items.find(({ measure }) => measure.id === 'buttons')).toMatchObject({ met: 1, applicable: 1, rate: 100 })
})

it('freezes a period: its figures keep their number, a later correction stands beside it, and the rows are kept', async () => {
  const { period, items } = await get<MeasureFigureList>('/measures')
  const before = items.find(({ measure }) => measure.id === 'buttons')
  expect(before).toMatchObject({ met: 1, applicable: 2, rate: 50, corrected: null })
  expect(await freezePeriod(world.pool, period.id, 'bureau')).toBe(true)
  expect(await freezePeriod(world.pool, period.id, 'bureau')).toBe(false)
  await world.owner.query('delete from police_test')
  await recompute()
  const after = await get<MeasureFigureList>(`/measures?period=${period.id}`)
  expect(after.period).toMatchObject({ state: 'frozen', frozenBy: 'bureau（示例）' })
  expect(after.items.find(({ measure }) => measure.id === 'buttons')).toMatchObject({ met: 1, rate: 50, corrected: { met: 0, rate: 0 } })
  expect(await resultOf('buttons')).toMatchObject({ result: 'met', corrected: { result: 'notMet', met: 0, required: 1 } })
  const { evidence } = await get<SchoolEvidence>(`/measures/buttons/schools/${NORTH}?period=${period.id}`)
  expect(evidence[0]).toMatchObject({ counts: true, facts: { officer: '示例·王警官' } })
})

it('freezes a month by itself once its cut-off has passed, with the rows behind its figures', async () => {
  await world.owner.query(
    `insert into period (id, kind, name, from_day, to_day, cutoff_at) values ('2020-03', 'month', '2020年3月', '2020-03-01', '2020-04-01', '2020-04-06')`,
  )
  await recompute()
  const { rows } = await world.owner.query(`select state, frozen_by from period where id = '2020-03'`)
  expect(rows).toEqual([{ state: 'frozen', frozen_by: 'xiaowei' }])
  const { rows: kept } = await world.owner.query(
    `select count(distinct measure_id)::int as measures from measure_evidence where period_id = '2020-03' and school_id = $1`,
    [NORTH],
  )
  expect(kept[0].measures).toBeGreaterThan(30)
})

it('freezes no period of which a school is claimed and not computed: who claimed it may be dead', async () => {
  await world.owner.query(
    `insert into period (id, kind, name, from_day, to_day, cutoff_at) values ('died', 'custom', '示例期', '2020-01-01', '2020-02-01', '2020-02-06');
     insert into measure_school (period_id, school_id, computed_at, next_at) values ('died', '${NORTH}', '2020-03-01', 'infinity'), ('died', '${SOUTH}', '2020-03-01', 'infinity')`,
  )
  onTestFinished(async () => {
    await world.owner.query(`delete from measure_school where period_id = 'died'; delete from period where id = 'died'`)
  })
  expect(await periodsToFreeze(world.pool, new Date())).toEqual(['died'])
  await claimSchools(world.pool, 'died', [SOUTH, NORTH])
  const { rows } = await world.owner.query(`select distinct next_at from measure_school where period_id = 'died'`)
  expect(rows).toHaveLength(1)
  expect(await periodsToFreeze(world.pool, new Date())).toEqual([])
})

it('says since when of a gap that goes on from the period before, and begins it anew when it was mended in between', async () => {
  await world.owner.query(
    `insert into period (id, kind, name, from_day, to_day, cutoff_at, state, frozen_at) values ('may', 'custom', '五月', '2019-05-01', '2019-06-01', '2019-06-05', 'frozen', '2019-06-05'),
       ('june', 'custom', '六月', '2019-06-01', '2019-07-01', '2019-07-05', 'frozen', '2019-07-05')`,
  )
  const begun = new Date()
  const save = async (id: 'may' | 'june', result: 'met' | 'notMet', since: string | null = null): Promise<Date | null> => {
    const row: NewResult = {
      ...{
        measureId: 'drills',
        schoolId: NORTH,
        schoolName: '北校',
        townshipId: 'north',
        version: 1,
        result,
        met: result === 'met' ? 1 : 0,
      },
      ...{ required: 1, gaps: [], since, basis: '', exemptionId: null },
    }
    await saveResults(world.owner, { id, kind: 'custom', from: id === 'may' ? '2019-05-01' : '2019-06-01' }, [row])
    const { rows } = await world.owner.query<{ since: Date | null }>(
      `select since from measure_result where period_id = $1 and measure_id = 'drills' and school_id = $2`,
      [id, NORTH],
    )
    return rows[0]?.since ?? null
  }
  const january = new Date('2019-01-01T00:00:00Z')
  expect(await save('may', 'notMet', january.toISOString())).toEqual(january)
  expect(await save('june', 'notMet')).toEqual(january)
  expect(await save('june', 'met')).toBeNull()
  expect((await save('june', 'notMet'))?.getTime()).toBeGreaterThanOrEqual(begun.getTime() - 1000)
})

it('writes no figure into a period that somebody freezes while it computes: it stands beside, as a correction', async () => {
  await world.owner.query(
    `insert into period (id, kind, name, from_day, to_day, cutoff_at) values ('held', 'custom', '示例期', '2026-03-01', '2026-04-01', '2100-01-01');
     insert into protection_item (id, school_id, kind, state, checked_on, checked_by) values ('lit', '${NORTH}', 'lighting', 'present', '2026-03-10', 'x')`,
  )
  await recompute()
  expect(await resultOf('gateLighting', NORTH, '?period=held')).toMatchObject({ result: 'met', corrected: null })
  const clerk = await world.owner.connect()
  await clerk.query(`begin; update period set state = 'frozen', frozen_at = now(), frozen_by = 'clerk' where id = 'held'`)
  await world.owner.query(
    `insert into protection_item (id, school_id, kind, state, checked_on, checked_by) values ('dark', '${NORTH}', 'lighting', 'missing', '2026-03-20', 'x')`,
  )
  const pass = recompute()
  await vi.waitFor(async () => {
    const { rows } = await world.owner.query(`select pid from pg_locks where not granted`)
    expect(rows).not.toEqual([])
  })
  await clerk.query('commit')
  clerk.release()
  await pass
  expect(await resultOf('gateLighting', NORTH, '?period=held')).toMatchObject({ result: 'met', corrected: { result: 'notMet' } })
})

it('has a school due again whose evidence changed after it was read, or that two computed at once', async () => {
  const { period } = await get<MeasureFigureList>('/measures')
  const due = async () => {
    const { rows } = await world.owner.query<{ due: boolean }>(
      `select next_at = '-infinity' as due from measure_school where period_id = $1 and school_id = $2`,
      [period.id, NORTH],
    )
    return rows[0]?.due
  }
  const claim = () => claimSchools(world.pool, period.id, [NORTH])
  const note = (own: string) =>
    noteComputed(world.pool, period.id, [NORTH], { claim: own, at: new Date(), nextAt: new Date(Date.now() + 600_000) })
  await recompute()
  await note(await claim())
  expect(await due()).toBe(false)
  const reading = await claim()
  await world.owner.query(`update protection_item set state = 'broken' where id = 'lit'`)
  await takeChanges(world.pool)
  await note(reading)
  expect(await due()).toBe(true)
  const [first, second] = [await claim(), await claim()]
  await note(first)
  expect(await due()).toBe(true)
  await note(second)
  expect(await due()).toBe(true)
})
