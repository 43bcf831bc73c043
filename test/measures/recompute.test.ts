// An examiner's recount: a district on the edges of every rule, each measure counted again in SQL of our own, and every figure that the program
// gives (school by school, overview, sheet) held against it. SEED=n and SCHOOLS=n draw other districts.
import type pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { MeasureFigureList, Period, SchoolMeasureList } from '#contracts/measure.ts'
import type { MeasureMatrix } from '#contracts/measure-matrix.ts'
import { resultsOf } from '#domain/measure-matrix.ts'
import { freezePeriod, recomputeMeasures } from '../../server/commands/recompute-measures.ts'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { aWorld, NORTH, SOUTH, type World } from '../api/world.ts'
import { type JudgedPeriod, PERIODS, seedDistrict } from './district.ts'
import { MEASURES, RECOUNT, REFRESH } from './recount.ts'

const SCHOOLS = Number(process.env.SCHOOLS ?? 24)
interface Counted {
  id: string
  result: string
  met: number
  required: number
}

let world: World
let recount: pg.PoolClient
beforeAll(async () => {
  world = await aWorld()
  await seedDistrict(world.owner, SCHOOLS, Number(process.env.SEED ?? 5))
  recount = await world.owner.connect()
  await recount.query(RECOUNT)
  for (const { id, from, to } of PERIODS) {
    await world.owner.query(
      `insert into period (id, kind, name, from_day, to_day, cutoff_at) values ($1, 'custom', $1, $2, $3, now() + interval '9 days')`,
      [id, from, to],
    )
    await world.owner.query(`insert into measure_school (period_id, school_id, next_at) select $1, id, now() from school`, [id])
    await freezePeriod(world.pool, id, 'bureau')
  }
})
afterAll(async () => {
  recount?.release(true)
  await world.stop()
})

/** Every measure of every school, counted again. */
async function countAgain({ from, to }: JudgedPeriod): Promise<Map<string, Counted[]>> {
  await recount.query('delete from clock')
  await recount.query(`insert into clock values ($1, $2, $2::date - 1, midnight($2) - interval '1 millisecond')`, [from, to])
  await recount.query(REFRESH)
  const counted = new Map<string, Counted[]>()
  for (const measure of Object.keys(MEASURES))
    counted.set(measure, (await recount.query<Counted>(`select id, result, met, required from "${measure}" order by id`)).rows)
  return counted
}

/** What nothing proves has no fraction of its own to agree on. */
const said = ({ result, met, required }: Omit<Counted, 'id'>): string =>
  result === 'noEvidence' ? result : `${result} ${Math.round(met * 100) / 100} / ${Math.round(required * 100) / 100}`

const fileOf = async (school: string, { id }: JudgedPeriod) =>
  ((await world.as('bureau', { url: `/api/v1/schools/${school}/measures?period=${id}` })).json() as SchoolMeasureList).items
const schoolIds = Array.from({ length: SCHOOLS }, (_, n) => `s-${n + 1}`)

it.each(PERIODS)('comes to the same in $id as SQL written outside: schools, overview, sheet', async (period) => {
  const counted = await countAgain(period)
  const query = `period=${period.id}`
  const differing: string[] = []
  for (const school of schoolIds) {
    for (const item of await fileOf(school, period)) {
      const own = counted.get(item.measureId)?.find(({ id }) => id === item.schoolId)
      if (!own || said(own) !== said(item)) differing.push(`${item.schoolId} ${item.measureId}: ${own && said(own)}, program ${said(item)}`)
    }
  }
  expect(differing).toEqual([])

  const figures = (await world.as('bureau', { url: `/api/v1/measures?${query}` })).json() as MeasureFigureList
  expect(figures.items.map(({ measure }) => measure.id).sort()).toEqual(Object.keys(MEASURES).sort())
  for (const { measure, met, applicable, rate, schools } of figures.items) {
    const own = counted.get(measure.id) ?? []
    const tally = (result: string) => own.filter((row) => row.result === result).length
    expect({ measure: measure.id, ...schools }).toEqual({
      measure: measure.id,
      ...Object.fromEntries(['met', 'notMet', 'expired', 'noEvidence', 'notApplicable'].map((result) => [result, tally(result)])),
    })
    if (measure.counts === 'schools') expect([met, applicable]).toEqual([tally('met'), own.length - tally('notApplicable')])
    else
      expect(met).toBeCloseTo(
        own.reduce((sum, row) => sum + row.met, 0),
        2,
      )
    expect(rate).toBe(applicable === 0 ? null : Math.floor((met / applicable) * 1000 + 1e-9) / 10)
    if (rate === 100) expect(tally('met')).toBe(own.length - tally('notApplicable'))
  }

  const sheet = await readWorkbook((await world.as('bureau', { url: `/api/v1/exports/measures?${query}` })).rawPayload)
  const lines = [...sheet.rows.values()].map((cells) => [...cells.values()].map(({ text }) => text).join('|'))
  for (const { measure, met, applicable } of figures.items)
    expect(lines.find((line) => line.includes(`|${measure.id}|`))).toContain(
      `|${Math.round(met * 10) / 10}|${Math.round(applicable * 10) / 10}|`,
    )
})

/** Papers of the months that were frozen, found or entered only now, and one taken back. */
const LATER = `
  insert into drill (id, school_id, on_day, kind, people) select 'late-' || id, id, '2024-09-30', 'fire', 9 from school where id like 's-%' and pupils % 2 = 0;
  insert into title (id, school_id, kind, level, issuer, issued_on) select 'late-' || id, id, 'safeSchool', 'city', '示例', '2024-08-31' from school where id like 's-%';
  update title set revoked_on = '2024-09-25', revoked_reason = '负面清单' where kind = 'healthPromoting' and revoked_on is null;
  insert into gate_room_shift (id, school_id, starts_at, ends_at, guard_name) select 'late-' || id, id, '2024-09-12T23:00+08', '2024-09-13T01:00+08', '示例' from school where id like 's-%';
  insert into recorder_check (id, school_id, device_id, at, oldest_at, clock_offset_s) select 'late-' || id, school_id, id, '2024-09-25T12:00+08', '2024-06-01', 6
    from device where kind = 'recorder';
  insert into police_test (id, school_id, device_id, at, reached, receipt) select 'late-' || id, school_id, id, '2024-08-31T12:00+08', 'police', 'R-9' from device where id like 's-%-b0%';
  insert into protection_item (id, school_id, kind, state, checked_on, checked_by) select 'late-' || id, id, 'barrier', 'missing', '2024-08-31', '示例' from school where id like 's-%';
  update guard set licence = 'late-' || id, licence_from = '2024-08-31', licence_to = '2030-01-01' where coalesce(trim(licence), '') = '';
  update guard set phone = 'late' where id like '%-g1';
  update guard set licence = 'new-' || id, licence_to = '2030-01-01', licence_from = case when id like '%-g2' then date '2024-09-25' end where licence_to < '2024-09-30' and licence_from is null;
  update guard set licence_from = null where id like '%-g3' and licence_from is not null;
  update guard set employed_until = '2024-09-25' where id like '%-g4' and employed_until is null and coalesce(employed_from, '2024-01-01') < '2024-09-25';
  update hazard set state = 'struckOff', struck_off_at = '2024-09-20T12:00+08' where state = 'found' and listed_at < '2024-09-20';
  delete from patrol_round where id like '%-2024-09-25-1'`

it('keeps every frozen figure when papers come later, and says beside it what the recount says of them now', async () => {
  const frozen = new Map<string, string>()
  for (const period of PERIODS)
    for (const school of schoolIds)
      for (const item of await fileOf(school, period)) frozen.set(`${period.id} ${school} ${item.measureId}`, said(item))
  await world.owner.query(LATER)
  // Of itself the program looks again at the periods of the last months only.
  await world.owner.query(`update measure_school set next_at = '-infinity'`)
  await recomputeMeasures(world.pool)
  const differing: string[] = []
  let corrections = 0
  for (const period of PERIODS) {
    const counted = await countAgain(period)
    for (const school of schoolIds)
      for (const { measureId, corrected, ...item } of await fileOf(school, period)) {
        const own = counted.get(measureId)?.find(({ id }) => id === school)
        const [then, now] = [frozen.get(`${period.id} ${school} ${measureId}`), said(corrected ?? item)]
        if (said(item) !== then) differing.push(`${period.id} ${school} ${measureId}: was ${then}, is ${said(item)}`)
        if (!own || said(own) !== now)
          differing.push(`${period.id} ${school} ${measureId}: ${own && said(own)}, program corrects to ${now}`)
        if (corrected) corrections += 1
      }
  }
  expect(differing).toEqual([])
  expect(corrections).toBeGreaterThan(SCHOOLS)

  // The correction stands wherever the figure stands: in the lists by school and by township, and in their sheets.
  for (const { id } of PERIODS) {
    const query = `period=${id}`
    const matrix = (await world.as('bureau', { url: `/api/v1/measure-matrix?${query}` })).json() as MeasureMatrix
    const figures = ((await world.as('bureau', { url: `/api/v1/measures?${query}` })).json() as MeasureFigureList).items
    for (const { measure, met, corrected } of figures) {
      const places = matrix.townships.map(({ figures: own }) => own[matrix.measures.indexOf(measure.id)])
      const last = places.reduce((total, place) => total + ((place?.corrected ?? place)?.met ?? 0), 0)
      expect([measure.id, last]).toEqual([measure.id, expect.closeTo((corrected ?? { met }).met, 2)])
      expect([measure.id, places.some((place) => place?.corrected)]).toEqual([measure.id, corrected !== null])
    }
    const sums = new Map<string, number>()
    for (const { schoolId, results, corrected } of matrix.schools) {
      const own = await fileOf(schoolId, { id, from: '', to: '' })
      expect([schoolId, corrected !== null]).toEqual([schoolId, own.some((item) => item.corrected !== null)])
      const letters = resultsOf(corrected ?? results)
      for (const { measureId, result, corrected: later } of own)
        expect([schoolId, measureId, letters[matrix.measures.indexOf(measureId)]]).toEqual([schoolId, measureId, later?.result ?? result])
      if (corrected !== null) sums.set(schoolId, letters.filter((result) => result === 'met').length)
    }
    const sheet = await readWorkbook((await world.as('bureau', { url: `/api/v1/exports/school-standing?${query}` })).rawPayload)
    const lines = [...sheet.rows.values()].map((cells) => [...cells].map(([at, { text }]) => [at, text] as const))
    const told = lines.flatMap((cells) => {
      const cell = new Map(cells)
      return sums.has(cell.get(0) ?? '') ? [[cell.get(0), Number(cell.get(6))]] : []
    })
    expect(new Map(told as [string, number][])).toEqual(sums)
  }
})

/** Written while the period is being frozen: each a transaction of its own, as clerks and imports come. */
const MEANWHILE = [
  `insert into drill (id, school_id, on_day, kind, people) select 'race-' || id, id, '2024-09-29', 'fire', 9 from school where id like 's-%'`,
  `update title set revoked_on = '2024-09-28', revoked_reason = '负面清单' where kind = 'safeSchool' and revoked_on is null and school_id in ('s-1', 's-2', 's-3', 's-5', 's-8', 's-13')`,
  `insert into protection_item (id, school_id, kind, state, checked_on, checked_by) select 'race-' || id, id, 'lighting', 'missing', '2024-09-30', '示例' from school where id like 's-%'`,
  `delete from drill where id like 'late-%' and school_id > 's-15'`,
  `insert into health_staff (id, school_id, name, full_time, qualification, from_day) select 'race-' || id, id, '示例', true, '护士', '2024-09-01' from school where id like 's-2%'`,
]

it('loses no correction that comes while it freezes, and keeps figures, sums, townships and sheet of one moment', async () => {
  const [month] = PERIODS
  // Of the same days as the month: no figure of one is the other's.
  const raced: JudgedPeriod = { ...(month as JudgedPeriod), id: 'raced' }
  await world.owner.query(
    `insert into period (id, kind, name, from_day, to_day, cutoff_at) values ($1, 'custom', $1, $2, $3, now() + interval '9 days')`,
    [raced.id, raced.from, raced.to],
  )
  await world.owner.query(`insert into measure_school (period_id, school_id, next_at) select $1, id, now() from school`, [raced.id])
  const write = async () => {
    for (const sql of MEANWHILE) await world.owner.query(sql)
  }
  const [first, second] = await Promise.all([
    freezePeriod(world.pool, raced.id, 'bureau'),
    freezePeriod(world.pool, raced.id, 'bureau2'),
    write(),
    recomputeMeasures(world.pool),
  ])
  expect([first, second].filter(Boolean)).toHaveLength(1)
  await world.owner.query(`update measure_school set next_at = '-infinity' where period_id = $1`, [raced.id])
  await recomputeMeasures(world.pool)

  const counted = await countAgain(raced)
  const differing: string[] = []
  const files = new Map<string, Awaited<ReturnType<typeof fileOf>>>()
  for (const school of [...schoolIds, NORTH, SOUTH]) {
    const items = await fileOf(school, raced)
    files.set(school, items)
    for (const { measureId, corrected, ...item } of items) {
      const own = counted.get(measureId)?.find(({ id }) => id === school)
      if (!own || said(own) !== said(corrected ?? item))
        differing.push(`${school} ${measureId}: ${own && said(own)}, program ${said(corrected ?? item)}`)
    }
  }
  expect(differing).toEqual([])

  // What was frozen is one picture: the overview and the townships add up what the schools' files say.
  const frozen = [...files.values()].flat()
  const figures = ((await world.as('bureau', { url: `/api/v1/measures?period=${raced.id}` })).json() as MeasureFigureList).items
  const matrix = (await world.as('bureau', { url: `/api/v1/measure-matrix?period=${raced.id}` })).json() as MeasureMatrix
  for (const [n, { measure, met, applicable, corrected }] of figures.entries()) {
    const rows = frozen.filter(({ measureId }) => measureId === measure.id)
    const applying = rows.filter(({ result }) => result !== 'notApplicable')
    const sum = (pick: (row: { met: number; required: number }) => number) => applying.reduce((total, row) => total + pick(row), 0)
    const own =
      measure.counts === 'schools'
        ? [applying.filter(({ result }) => result === 'met').length, applying.length]
        : [sum((row) => row.met), sum((row) => row.required)]
    expect([measure.id, met, applicable]).toEqual([measure.id, expect.closeTo(own[0] ?? 0, 2), expect.closeTo(own[1] ?? 0, 2)])
    const places = matrix.townships.map((township) => township.figures[matrix.measures.indexOf(measure.id)])
    expect([n, places.reduce((total, place) => total + (place?.met ?? 0), 0)]).toEqual([n, expect.closeTo(met, 2)])
    const later = places.reduce((total, place) => total + ((place?.corrected ?? place)?.met ?? 0), 0)
    expect([n, places.some((place) => place?.corrected), later]).toEqual([
      n,
      corrected !== null,
      expect.closeTo((corrected ?? { met }).met, 2),
    ])
    if (corrected && measure.counts === 'schools') {
      const now = counted.get(measure.id) ?? []
      expect([measure.id, corrected.met, corrected.applicable]).toEqual([
        measure.id,
        now.filter(({ result }) => result === 'met').length,
        now.filter(({ result }) => result !== 'notApplicable').length,
      ])
    }
  }
})

it('says in the monthly brief the figures of the overview, and of a frozen period which were corrected since', async () => {
  const { items: periods } = (await world.as('bureau', { url: '/api/v1/periods' })).json() as { items: Period[] }
  const told = periods.find(({ from, to }) => from === '2024-09-01' && to === '2024-10-01')
  const { items } = (await world.as('bureau', { url: `/api/v1/measures?period=${told?.id}` })).json() as MeasureFigureList
  const made = await world.as('bureau', {
    method: 'POST',
    url: '/api/v1/reports',
    payload: { kind: 'monthly', from: '2024-09-01', to: '2024-10-01' },
  })
  const { body } = made.json().letter as { body: string }
  const amount = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 1 })
  for (const { measure, met, applicable, rate } of items)
    expect(body).toMatch(
      new RegExp(
        `\\| ${measure.name.zh.replace(/[()]/g, '\\$&')} \\| ${amount(met)}÷${amount(applicable)} ${measure.counts === 'schools' ? '所' : measure.unit.zh} \\| ${rate === null ? '—' : `${rate}%`} `,
      ),
    )
  const corrected = items.filter((item) => item.corrected !== null)
  expect(body).toContain(`有更正的指标 ${corrected.length} 项`)
  for (const { measure } of corrected) expect(body).toContain(`${measure.name.zh}（更正后 `)
})
