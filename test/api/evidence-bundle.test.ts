import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freezePeriod, recomputeMeasures } from '../../server/commands/recompute-measures.ts'
import type { EvidenceRow, Period, SchoolEvidence } from '../../server/contracts/measure.ts'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { Zip } from '../../server/excel/zip.ts'
import { aJpeg } from '../support/camera.ts'
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
  const titles = [...(rows.get(3) ?? [])].map(([column, { text }]) => ({ column, text }))
  const columnOf = (title: string) => titles.find(({ text }) => text === title)?.column ?? -1
  const exported = [...rows]
    .filter(([n]) => n > 3)
    .map(([, cells]) => [cells.get(columnOf('指标代码'))?.text, Number(cells.get(columnOf('达标'))?.text)])
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

const sent = async (user: string, kind: string, id: string, shade: number, name: string) => {
  const answer = await world.as(user, {
    method: 'POST',
    url: `/api/v1/files?ownerKind=${kind}&ownerId=${id}&name=${encodeURIComponent(name)}`,
    payload: aJpeg({ shade }),
    headers: { 'content-type': 'application/octet-stream' },
  })
  expect([answer.statusCode, answer.body]).toEqual([201, answer.body])
  return answer.json() as { id: string; sha256: string }
}
const bundle = async (query: string) => new Zip((await world.as('bureau', { url: `/api/v1/evidence-bundle?${query}` })).rawPayload)
const evidenceAt = async (user: string, measure: string, of: string): Promise<SchoolEvidence> =>
  (await world.as(user, { url: `/api/v1/measures/${measure}/schools/${NORTH}?period=${of}` })).json()

it('holds the photos of surveys and hazards and the papers of schools, whole rows of a frozen period, and offers no file to those who may not open it', async () => {
  await world.owner.query(`
    insert into period (id, kind, name, from_day, to_day, cutoff_at) values ('past', 'custom', '2024年9月', '2024-09-01', '2024-10-01', now() + interval '9 days');
    insert into hazard (school_id, place, kind, title, risk, state, found_by, found_at, listed_at, due_on) values ('${NORTH}', 'belt', 'other', '校门口占道', 'general', 'rectifying', '示例', '2024-09-02', '2024-09-02', '2024-09-20');
    insert into belt_survey (campus_id, school_id, surveyed_at, surveyed_by) values ('north-1-c', '${NORTH}', '2024-09-10', 'schoolOfficer'), ('north-1-c', '${NORTH}', now() - interval '1 hour', 'schoolOfficer');
    insert into patrol_round (id, school_id, at, who, places, visited) select 'p-' || d || '-' || n, '${NORTH}', (date '2024-09-01' + d + time '08:00') at time zone 'Asia/Shanghai' + n * interval '1 minute', '示例', 8, 8
      from generate_series(0, 29) d, generate_series(1, 11) n;
    insert into measure_school (period_id, school_id, next_at) select 'past', id, now() from school on conflict do nothing`)
  const { rows: surveys } = await world.owner.query<{ id: string }>('select id from belt_survey order by surveyed_at')
  const { rows: hazards } = await world.owner.query<{ id: string }>('select id from hazard')
  const survey = await sent('schoolOfficer', 'beltSurvey', surveys[0]?.id ?? '', 1, '排查.jpg')
  const later = await sent('schoolOfficer', 'beltSurvey', surveys[1]?.id ?? '', 2, '再查.jpg')
  const hazard = await sent('bureau', 'hazard', hazards[0]?.id ?? '', 3, '占道.jpg')
  const paper = await sent('schoolOfficer', 'school', NORTH, 4, '一校一档.jpg')
  await freezePeriod(world.pool, 'past', 'bureau')
  await recomputeMeasures(world.pool)

  const filesOf = ({ evidence }: { evidence: EvidenceRow[] }) => evidence.flatMap(({ fileIds }) => fileIds)
  for (const of of ['past', period.id]) {
    expect(filesOf(await evidenceAt('schoolHead', 'hazardsStruckOff', of))).toEqual([hazard.id])
    expect(filesOf(await evidenceAt('bureau', 'beltSurveyed', of))).toEqual([of === 'past' ? survey.id : later.id])
    expect(filesOf(await evidenceAt('shiftLeader', 'beltSurveyed', of))).toEqual([])
  }
  const shown = await evidenceAt('bureau', 'patrols', 'past')
  expect([shown.evidence.length, shown.rows]).toEqual([300, 330])

  const zip = await bundle('period=past&measures=patrols,beltSurveyed,hazardsStruckOff')
  const sums = new Map(
    (await zip.text('SHA256SUMS', 1_000_000))
      .trim()
      .split('\n')
      .map((line) => line.split('  ').reverse() as [string, string]),
  )
  for (const [part, { sha256 }] of [
    [`文件/${survey.id}-排查.jpg`, survey],
    [`文件/${hazard.id}-占道.jpg`, hazard],
    [`一校一档/${paper.id}-一校一档.jpg`, paper],
  ] as const) {
    expect([part, sums.get(part)]).toEqual([part, sha256])
    expect(
      createHash('sha256')
        .update(await zip.bytes(part, 10_000_000))
        .digest('hex'),
    ).toBe(sha256)
  }
  expect([...sums.keys()].filter((part) => /^(文件|一校一档)/.test(part))).toHaveLength(3)
  expect((await zip.text('佐证/01-patrols.csv', 1_000_000)).trim().split('\n')).toHaveLength(331)
  expect(await zip.text('佐证/03-hazardsStruckOff.csv', 1_000_000)).toContain(hazard.id)
  expect(await zip.text('目录.html', 1_000_000)).toContain('<td>一校一档</td>')
})

it('holds what a correction of a frozen period rests on, with hash and number', async () => {
  await world.owner.query(`
    insert into period (id, kind, name, from_day, to_day, cutoff_at)
      select 'lately', 'custom', '上月', d, d + 30, now() + interval '9 days' from (select ((now() at time zone 'Asia/Shanghai')::date - 60) as d) x;
    insert into patrol_round (id, school_id, at, who, places, visited)
      select 'l-' || d || '-' || n, '${NORTH}', (from_day + d + time '08:00') at time zone 'Asia/Shanghai' + n * interval '1 minute', '示例', 8, 8
      from period, generate_series(0, 29) d, generate_series(1, 11) n where period.id = 'lately';
    insert into measure_school (period_id, school_id, next_at) select 'lately', id, now() from school on conflict do nothing`)
  await freezePeriod(world.pool, 'lately', 'bureau')
  await world.owner.query(`delete from patrol_round where id ~ '^l-[3-9]-'`) // a week, so that school days are among them
  await recomputeMeasures(world.pool)
  const corrected = await bundle('period=lately&measures=patrols')
  const rows = (await corrected.text('更正依据/01-patrols.csv', 1_000_000)).trim().split('\r\n').slice(1)
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.filter((row) => !row.includes('冻结时计入，其后已更改或撤销'))).toEqual([])
  expect((await corrected.text('佐证/01-patrols.csv', 1_000_000)).trim().split('\n')).toHaveLength(331)
  expect(await corrected.text('SHA256SUMS', 100_000)).toContain('更正依据/01-patrols.csv')
  expect(await corrected.text('目录.html', 100_000)).toContain('<td>更正依据</td>')
})
