import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Notice } from '#contracts/notice.ts'
import type { ReportDelivery, ReportSchedule } from '#contracts/report-schedule.ts'
import { CLOCKWORK, deliverDueReport } from '../../server/commands/deliver-report.ts'
import { freezePeriod } from '../../server/commands/recompute-measures.ts'
import { briefOf } from '../../server/reports/brief-of.ts'
import { letterHtml } from '../../server/reports/letter-html.ts'
import { printPdf } from '../../server/reports/print-pdf.ts'
import { findPeriod } from '../../server/store/period.ts'
import { chromiumOptions } from '../support/chromium.ts'
import { aWorld, type World } from './world.ts'

let world: World
let filesRoot: string
beforeAll(async () => {
  world = await aWorld()
  filesRoot = world.deps.config.filesRoot ?? (await mkdtemp(path.join(tmpdir(), 'xiaowei-')))
  await world.owner.query(
    `insert into period (id, kind, name, from_day, to_day, cutoff_at) values ('spring', 'term', '示例学期', '2026-02-15', '2026-07-10', '2100-01-01')`,
  )
})
afterAll(() => world.stop())

const schedule = (recipients: string[], who = 'bureau') =>
  world.as(who, { method: 'POST', url: '/api/v1/report-schedules', payload: { periodKind: 'term', reportKind: 'monthly', recipients } })
const { executablePath } = chromiumOptions()
const print = (letter: Parameters<typeof letterHtml>[0]): Promise<Buffer> => printPdf(executablePath ?? '', letterHtml(letter))
const run = (printer: typeof print | null) =>
  deliverDueReport(world.pool, {
    filesRoot,
    unitName: '示例区教育局',
    figuresOf: (period) => briefOf(world.pool, CLOCKWORK, period, period),
    print: printer,
  })
const inbox = async (who = 'bureau'): Promise<ReportDelivery[]> => (await world.as(who, { url: '/api/v1/report-deliveries' })).json().items

it('takes the figures of the period that is asked for, where two kinds have the same days, and refuses a twin of the same kind', async () => {
  const period = { kind: 'custom', name: '示例', from: '2026-02-15', to: '2026-07-10', cutoffAt: '2100-01-01T00:00:00.000Z' }
  const make = (id: string, kind: string) =>
    world.as('bureau', { method: 'POST', url: '/api/v1/periods', payload: { ...period, id, kind } })
  const twin = await make('again', 'term')
  expect([twin.statusCode, twin.json().detail]).toEqual([409, 'period spring is of the same kind and days already'])
  expect((await make('a-custom', 'custom')).statusCode).toBe(201)
  const days = { from: period.from, to: period.to }
  const asked = [await findPeriod(world.pool, 'a-custom'), await findPeriod(world.pool, 'spring')]
  await world.owner.query(
    `insert into measure_sum select 'a-custom', id, '', 1, 0, 0, 0, 0, 1, 1, false, 1, 1, 1, 1, now() from measure where id = 'guardsEmployed'`,
  )
  const applicable = async (of: (typeof asked)[number]) =>
    (await briefOf(world.pool, CLOCKWORK, days, of)).measures.filter((measure) => measure.applicable > 0).length
  expect([await applicable(asked[0] ?? null), await applicable(asked[1] ?? null), await applicable(null)]).toEqual([1, 0, 0])
  await world.owner.query(`delete from measure_sum where period_id = 'a-custom'; delete from period where id = 'a-custom'`)
})

it('refuses recipients to whom no report is due, naming them', async () => {
  const refused = await schedule(['bureau', 'guard'])
  expect([refused.statusCode, refused.json().errors]).toEqual([
    422,
    [{ path: 'body.recipients.1', message: 'guard receives no reports of the district' }],
  ])
})

it('delivers nothing before the period is frozen, then once, with a PDF by Chromium and a receipt', async () => {
  const { id } = (await schedule(['bureau', 'department'])).json() as ReportSchedule
  expect(await run(null)).toBe(false)
  await freezePeriod(world.pool, 'spring', 'bureau')
  expect(await Promise.all([run(print), run(print)])).toContain(true)
  expect(await run(null)).toBe(false)
  const [delivery, ...others] = await inbox()
  expect([delivery?.title, delivery?.receivedAt, others]).toEqual([expect.stringContaining('校园安全月报'), null, []])
  const file = await world.as('bureau', { url: `/api/v1/files/${delivery?.fileId}` })
  expect([file.statusCode, file.headers['content-type']]).toEqual([200, 'application/pdf'])
  const pdf = file.rawPayload.toString('latin1')
  expect([pdf.slice(0, 5), /\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/.test(pdf)]).toEqual(['%PDF-', true]) // A4 portrait, in points
  await world.as('bureau', { method: 'POST', url: `/api/v1/report-deliveries/${delivery?.id}/receive` })
  expect((await inbox())[0]?.receivedAt).not.toBeNull()
  const listed = (await world.as('bureau', { url: '/api/v1/report-schedules' })).json().items as ReportSchedule[]
  expect(listed.find((one) => one.id === id)?.runs).toMatchObject([{ periodId: 'spring', state: 'delivered', message: null }])
})

it('gives a liaison of a department the paper that was sent to it, and nothing behind it', async () => {
  const [delivery] = await inbox('department')
  expect((await world.as('department', { url: `/api/v1/files/${delivery?.fileId}` })).statusCode).toBe(200)
  expect((await world.as('police', { url: `/api/v1/files/${delivery?.fileId}` })).statusCode).toBe(404)
  expect((await world.as('department', { url: `/api/v1/reports/${delivery?.reportId}` })).statusCode).toBe(403)
})

it('hides a report’s PDF from others, and stops when it is ended', async () => {
  const [delivery] = await inbox()
  expect((await world.as('schoolHead', { url: `/api/v1/files/${delivery?.fileId}` })).statusCode).toBe(404)
  const [{ id } = { id: '' }] = (await world.as('bureau', { url: '/api/v1/report-schedules' })).json().items as ReportSchedule[]
  const end = () => world.as('bureau', { method: 'POST', url: `/api/v1/report-schedules/${id}/end` })
  expect([(await end()).statusCode, (await end()).statusCode]).toEqual([200, 409])
})

it('says so where no Chromium could print', async () => {
  await world.owner.query(
    `insert into period (id, kind, name, from_day, to_day, cutoff_at) values ('autumn', 'term', '示例学期', '2025-09-01', '2026-01-15', '2100-01-01')`,
  )
  await schedule(['bureau'])
  await freezePeriod(world.pool, 'autumn', 'bureau')
  expect(await run(null)).toBe(true)
  const listed = (await world.as('bureau', { url: '/api/v1/report-schedules' })).json().items as ReportSchedule[]
  expect(listed.flatMap(({ runs }) => runs).find(({ periodId }) => periodId === 'autumn')?.message).toContain('no Chromium')
})

it('tries a failed delivery again with the same draft, tells the bureau of it and of whom it did not reach', async () => {
  await world.owner.query(
    `insert into period (id, kind, name, from_day, to_day, cutoff_at) values ('winter', 'year', '示例年度', '2024-01-01', '2025-01-01', '2100-01-01')`,
  )
  const payload = { periodKind: 'year', reportKind: 'monthly', recipients: ['bureau', 'police'] }
  const made = (await world.as('bureau', { method: 'POST', url: '/api/v1/report-schedules', payload })).json() as ReportSchedule
  await freezePeriod(world.pool, 'winter', 'bureau')
  const newest = async () => {
    const { items } = (await world.as('bureau', { url: '/api/v1/report-schedules' })).json() as { items: ReportSchedule[] }
    return items.find(({ id }) => id === made.id)?.runs[0]
  }
  const told = async () => {
    const { items } = (await world.as('bureau', { url: `/api/v1/notices?ownerKind=reportSchedule&ownerId=${made.id}` })).json()
    return (items as Notice[]).map(({ kind, subject, receivedAt }) => `${receivedAt ? 'signed' : 'waiting'} ${kind} ${subject}`)
  }
  const jam = () => Promise.reject(new Error('the printer is gone'))
  await expect(run(jam)).rejects.toThrow('could not be printed')
  const failed = await newest()
  expect(failed).toMatchObject({
    state: 'failed',
    triesLeft: 4,
    message: 'the report could not be printed by Chromium',
    reportId: expect.any(String),
  })
  expect(await told()).toEqual(['waiting deliveryFailed 示例年度月报'])
  expect(await run(jam)).toBe(false) // not at once

  const later = () => world.owner.query(`update report_run set touched_at = now() - interval '6 minutes' where schedule_id = $1`, [made.id])
  await later()
  await expect(run(jam)).rejects.toThrow('could not be printed')
  expect(await told()).toHaveLength(1)
  await later()
  await world.owner.query(`update account set disabled_at = now() where username = 'police'`)
  expect(await run(() => Promise.resolve(Buffer.from('%PDF-')))).toBe(true)
  const delivered = await newest()
  expect(delivered).toMatchObject({
    state: 'delivered',
    reportId: failed?.reportId,
    message: 'not delivered to police（示例）: no account that receives reports any more',
  })
  expect((await inbox()).some(({ reportId }) => reportId === failed?.reportId)).toBe(true)
  // What could not be printed has been; whom it did not reach is told anew.
  expect(await told()).toEqual(['waiting deliveryFailed 示例年度月报', 'signed deliveryFailed 示例年度月报'])
  await later()
  expect(await run(jam)).toBe(false)
  await world.owner.query(`update account set disabled_at = null where username = 'police'`)
})

it('ends a delivery whose server died in its last try, and tells the bureau', async () => {
  await world.owner.query(
    `insert into period (id, kind, name, from_day, to_day, cutoff_at) values ('half', 'term', '示例半年', '2024-02-01', '2024-07-01', '2100-01-01')`,
  )
  const payload = { periodKind: 'term', reportKind: 'monthly', recipients: ['bureau'] }
  const made = (await world.as('bureau', { method: 'POST', url: '/api/v1/report-schedules', payload })).json() as ReportSchedule
  await freezePeriod(world.pool, 'half', 'bureau')
  await world.owner.query(
    `insert into report_run (schedule_id, period_id, state, tries, touched_at) values ($1, 'half', 'running', 5, now() - interval '6 minutes')`,
    [made.id],
  )
  while (await run(() => Promise.resolve(Buffer.from('%PDF-'))));
  const { items } = (await world.as('bureau', { url: '/api/v1/report-schedules' })).json() as { items: ReportSchedule[] }
  expect(items.find(({ id }) => id === made.id)?.runs[0]).toMatchObject({ state: 'failed', triesLeft: 0, reportId: null })
  const { items: notices } = (await world.as('bureau', { url: `/api/v1/notices?ownerKind=reportSchedule&ownerId=${made.id}` })).json()
  expect(notices).toMatchObject([{ kind: 'deliveryFailed', subject: '示例半年月报', receivedAt: null }])
})
