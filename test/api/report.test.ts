import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../../server/api/app.ts'
import { ensureAccount } from '../../server/commands/ensure-account.ts'
import type { ReportDetail } from '../../server/contracts/report.ts'
import { Zip } from '../../server/excel/zip.ts'
import { findChromium } from '../../server/reports/print-pdf.ts'
import { anAlarm, aWorld, NORTH, PASSWORD, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  for (const [username, township] of [
    ['clerk2', null],
    ['northClerk', 'north'],
  ] as const)
    await ensureAccount(world.pool, {
      username,
      name: username,
      password: PASSWORD,
      role: 'bureau',
      scope: township ? { kind: 'township', ids: [township] } : { kind: 'district' },
      synthetic: true,
    })
  for (const [seconds, day] of [
    [10, '02-10'],
    [18, '02-11'],
    [70, '02-28'],
  ] as const) {
    const at = new Date(`2026-${day}T08:00:00+08:00`)
    const id = await anAlarm(world.owner, { schoolId: NORTH, state: 'closed', receivedAt: at.toISOString() })
    await world.owner.query(`update alarm set disposition = 'falseAlarm' where id = $1`, [id])
    await world.owner.query(`insert into alarm_log (alarm_id, at, kind) values ($1, $2, 'acknowledged')`, [
      id,
      new Date(at.getTime() + seconds * 1000),
    ])
  }
  // The first minute of March by the clock of the district is no longer February.
  await anAlarm(world.owner, { schoolId: NORTH, state: 'closed', receivedAt: '2026-02-28T16:00:30Z' })
  await anAlarm(world.owner, { schoolId: NORTH, state: 'closed', receivedAt: '2026-01-20T00:00:00Z' })
})
afterAll(() => world.stop())

const draft = async (username = 'bureau', body: object = { kind: 'monthly', from: '2026-02-01', to: '2026-03-01' }) => {
  const answer = await world.as(username, { method: 'POST', url: '/api/v1/reports', payload: body })
  expect(answer.statusCode).toBe(201)
  return answer.json() as ReportDetail
}
const save = (username: string, { id, letter }: ReportDetail, change: object) => {
  const { title, addressee, body, issuer, dated } = letter
  return world.as(username, { method: 'PUT', url: `/api/v1/reports/${id}`, payload: { title, addressee, body, issuer, dated, ...change } })
}

describe('a monthly brief', () => {
  it('is drafted from the figures of its period, bounded by midnight in Shanghai', async () => {
    const { letter, version, state } = await draft()
    expect({ version, state, title: letter.title, issuer: letter.issuer }).toEqual({
      version: 1,
      state: 'draft',
      title: '校园安全月报（2026年2月）',
      issuer: '示例区教育局',
    })
    expect(letter.body).toContain('现将2026年2月1日至2026年2月28日校园安全情况报告如下。')
    expect(letter.body).toContain('本周期共收到警情 3 起（另有演练、测试 0 起，不计入），比上一周期增加 2 起；至今未归档 0 起。')
    expect(letter.body).toContain('误报 3 起')
    expect(letter.body).toContain(
      '15 秒内 1÷3（33.3%，目标 90%），20 秒内 2÷3（66.6%，目标 95%），30 秒内 2÷3（66.6%），60 秒内 2÷3（66.6%）',
    )
    expect(letter.body).toContain('| 已受理 | 3 | 18 秒 | 70 秒 | 70 秒 | 70 秒 |')
  })

  it('keeps every version; of two clerks the second is told who was first, and loses nothing', async () => {
    const report = await draft()
    expect((await save('bureau', report, { version: 1, title: '第一稿' })).json()).toMatchObject({ version: 2, title: '第一稿' })
    const late = await save('clerk2', report, { version: 1, title: '另一稿' })
    expect([late.statusCode, late.json()]).toEqual([
      409,
      expect.objectContaining({
        detail: 'version 1 was seen; bureau（示例） wrote version 2 since',
        current: expect.objectContaining({ version: 2, changedBy: 'bureau（示例）' }),
      }),
    ])
    expect((await save('clerk2', report, { version: 2, title: '合并稿' })).json()).toMatchObject({
      version: 3,
      versions: [
        { version: 3, by: 'clerk2' },
        { version: 2, by: 'bureau（示例）' },
        { version: 1, by: 'bureau（示例）' },
      ],
    })
    const first = await world.as('bureau', { url: `/api/v1/reports/${report.id}/versions/1` })
    expect(first.json()).toMatchObject({ title: report.letter.title })
    await expect(world.pool.query(`update report_version set title = 'x'`)).rejects.toThrow()
  })

  it('is final once it is issued, and is handed out as a letter', async () => {
    const report = await draft()
    const issue = { method: 'POST' as const, url: `/api/v1/reports/${report.id}/issue`, payload: { version: 1 } }
    expect((await world.as('bureau', issue)).json()).toMatchObject({ state: 'issued', version: 1 })
    expect((await save('bureau', report, { version: 1 })).statusCode).toBe(409)
    const { rawPayload } = await world.as('dutyLeader', { url: `/api/v1/reports/${report.id}/versions/1/docx` })
    expect(await new Zip(rawPayload).text('word/document.xml', 1_000_000)).toContain('校园安全月报（2026年2月）')
  })

  it('is printed as PDF by Chromium, and says so where there is none', async () => {
    const report = await draft()
    const url = `/api/v1/reports/${report.id}/versions/1/pdf`
    expect((await world.as('bureau', { url })).json()).toMatchObject({ status: 503, detail: expect.stringContaining('no Chromium') })
    const app = await buildApp({ ...world.deps, config: { ...world.deps.config, chromium: findChromium(undefined) } })
    const { rawPayload } = await app.inject({ url, headers: { cookie: await world.cookie('bureau') } })
    await app.close()
    expect(rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
    expect(rawPayload.toString('latin1')).toContain('/MediaBox [0 0 594.95996 841.91998]')
  })

  it('of one township is no other’s to read', async () => {
    const own = await draft('northClerk')
    const other = await draft('bureau')
    const listed = (await world.as('northClerk', { url: '/api/v1/reports' })).json().items as { id: string }[]
    expect(listed.map(({ id }) => id)).toEqual([own.id])
    expect((await world.as('northClerk', { url: `/api/v1/reports/${other.id}` })).statusCode).toBe(404)
  })

  it('needs days that make a period', async () => {
    const wrong = { method: 'POST' as const, url: '/api/v1/reports', payload: { kind: 'notice', from: '2026-03-01', to: '2026-02-01' } }
    expect((await world.as('bureau', wrong)).json().errors).toEqual([{ path: 'body.to', message: 'expected a day after from' }])
  })
})

describe('a gap note written into the report', () => {
  const write = (measureId: string, username = 'bureau') =>
    world.as(username, { method: 'POST', url: '/api/v1/reports/gap-notes', payload: { measureId, periodId: 'spring' } })

  it('begins the draft of the period, goes on in it, and keeps every version', async () => {
    await world.owner.query(
      `insert into period (id, kind, name, from_day, to_day, cutoff_at) values ('spring', 'custom', '示例期', '2026-02-03', '2026-03-04', '2100-01-01')`,
    )
    const first = (await write('buttons')).json() as ReportDetail
    expect([first.version, first.from, first.to, first.state]).toEqual([1, '2026-02-03', '2026-03-04', 'draft'])
    expect(first.letter.body).toMatch(/、差距说明\n（一）.*\n.*示例期/)
    const second = (await write('guardsEmployed')).json() as ReportDetail
    expect([second.id, second.version]).toEqual([first.id, 2])
    expect(second.letter.body).toContain('（二）专职保安配备')
    expect(((await write('guardsEmployed')).json() as ReportDetail).version).toBe(2)
  })

  it('leaves an issued report as it is and begins a new draft; refuses what there is not', async () => {
    const { id, version } = (await write('buttons')).json() as ReportDetail
    await world.as('bureau', { method: 'POST', url: `/api/v1/reports/${id}/issue`, payload: { version } })
    const next = (await write('buttons')).json() as ReportDetail
    expect([next.id === id, next.version]).toEqual([false, 1])
    expect((await write('noSuchMeasure')).statusCode).toBe(404)
    expect((await write('buttons', 'dutyLeader')).statusCode).toBe(403)
  })
})
