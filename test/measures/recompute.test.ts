// An examiner's recount: a district on the edges of every rule, each measure counted again in SQL of our own, and every figure that the program
// gives (school by school, overview, sheet) held against it. SEED=n and SCHOOLS=n draw other districts.
import type pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { MeasureFigureList, SchoolMeasureList } from '#contracts/measure.ts'
import { freezePeriod } from '../../server/commands/recompute-measures.ts'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { aWorld, type World } from '../api/world.ts'
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

it.each(PERIODS)('comes to the same in $id as SQL written outside: schools, overview, sheet', async (period) => {
  const counted = await countAgain(period)
  const query = `period=${period.id}`
  const differing: string[] = []
  for (let n = 1; n <= SCHOOLS; n += 1) {
    const { items } = (await world.as('bureau', { url: `/api/v1/schools/s-${n}/measures?${query}` })).json() as SchoolMeasureList
    for (const item of items) {
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
    expect(lines.find((line) => line.includes(`|${measure.id}|`))).toContain(`|${met}|${applicable}|`)
})
