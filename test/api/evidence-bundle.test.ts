import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { recomputeMeasures } from '../../server/commands/recompute-measures.ts'
import type { Period } from '../../server/contracts/measure.ts'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { Zip } from '../../server/excel/zip.ts'
import { aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
let period: Period
beforeAll(async () => {
  world = await aWorld()
  await recomputeMeasures(world.pool)
  period = (await world.as('bureau', { url: '/api/v1/periods' })).json().items[0]
})
afterAll(() => world.stop())

it('holds every school’s result and evidence, a numbered catalogue, and hashes that are true', async () => {
  const all = await world.as('bureau', { url: `/api/v1/evidence-bundle?period=${period.id}` })
  expect(all.statusCode).toBe(200)
  const zip = new Zip(all.rawPayload)
  const sums = (await zip.text('SHA256SUMS', 1_000_000)).trim().split('\n')
  expect(sums.length).toBeGreaterThanOrEqual(2)
  for (const line of sums) {
    const [sha256 = '', part = ''] = line.split('  ')
    expect([
      part,
      createHash('sha256')
        .update(await zip.text(part, 10_000_000))
        .digest('hex'),
    ]).toEqual([part, sha256])
  }
  const results = sums.map((line) => line.split('  ')[1] ?? '').filter((part) => part.startsWith('指标/'))
  for (const part of results) {
    const text = await zip.text(part, 10_000_000)
    expect(text).toContain(NORTH)
    expect(text).toContain(SOUTH)
  }
  expect(await zip.text('目录.html', 1_000_000)).toContain(sums[0]?.split('  ')[0])
  expect(zip.has('目录.xlsx')).toBe(true)
})

it('exports the measures that the overview shows, in its figures', async () => {
  const listed = (await world.as('bureau', { url: `/api/v1/measures?period=${period.id}` })).json().items as {
    measure: { id: string }
    met: number
  }[]
  const { rawPayload } = await world.as('bureau', { url: `/api/v1/exports/measures?period=${period.id}` })
  const { rows } = await readWorkbook(rawPayload)
  const exported = [...rows].filter(([n]) => n > 3).map(([, cells]) => [cells.get(1)?.text, Number(cells.get(4)?.text)])
  expect(exported.sort()).toEqual(listed.map(({ measure, met }) => [measure.id, met]).sort())
  const of = await world.as('bureau', { url: `/api/v1/exports/measure-schools?period=${period.id}&measure=${listed[0]?.measure.id}` })
  expect([...(await readWorkbook(of.rawPayload)).rows.keys()].filter((n) => n > 3)).toHaveLength(2)
})

it('names a measure or period that there is not', async () => {
  expect((await world.as('bureau', { url: '/api/v1/evidence-bundle?period=1999-01' })).statusCode).toBe(404)
  expect((await world.as('bureau', { url: `/api/v1/evidence-bundle?period=${period.id}&measures=nothing` })).json().detail).toBe(
    'there is no measure nothing',
  )
})
