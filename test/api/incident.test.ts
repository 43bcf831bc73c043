import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IncidentDetail } from '#contracts/incident.ts'
import { eraseExpired, removeErasedBytes } from '../../server/commands/erase-incident.ts'
import { noteIncidentClocks } from '../../server/commands/note-incident-clocks.ts'
import { Zip } from '../../server/excel/zip.ts'
import { readBytes } from '../../server/store/file-bytes.ts'
import { aJpeg } from '../support/camera.ts'
import { anAlarm, aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())

let keys = 0
const send = (user: string, method: 'POST' | 'PUT', url: string, payload: object, key = `k${++keys}`) =>
  world.as(user, { method, url: `/api/v1${url}`, payload, headers: { 'idempotency-key': key } })
const post = (user: string, url: string, payload: object = {}, key?: string) => send(user, 'POST', url, payload, key)
const get = (user: string, url: string) => world.as(user, { url: `/api/v1${url}` })
const minutesAgo = (n: number) => new Date(Date.now() - n * 60_000).toISOString()

const DISPUTE = {
  schoolId: NORTH,
  kind: 'dispute',
  occurredAt: minutesAgo(30),
  place: '操场',
  summary: '示例甲在跑步时摔伤，家长示例乙到校',
  people: [
    { name: '示例甲', part: 'pupil', detail: '三年级' },
    { name: '示例乙', part: 'guardian' },
  ],
}
const open = async (given: object = {}, user = 'schoolOfficer'): Promise<IncidentDetail> => {
  const answer = await post(user, '/incidents', { ...DISPUTE, ...given })
  expect([answer.statusCode, answer.body]).toMatchObject([201, expect.anything()])
  return answer.json()
}
const detail = async (user: string, id: string): Promise<IncidentDetail> => (await get(user, `/incidents/${id}`)).json()
const audited = async (object: string) =>
  (
    await world.owner.query<{ action: string; account: string; result: string }>(
      'select action, account, result from audit_log where object = $1 order by id',
      [object],
    )
  ).rows.map(({ action, account, result }) => `${action} ${account} ${result}`)

describe('filing', () => {
  it('starts the clocks, once for a repeated key, and seals what names anybody', async () => {
    const first = await post('schoolOfficer', '/incidents', DISPUTE, 'same')
    const again = await post('schoolOfficer', '/incidents', DISPUTE, 'same')
    expect(again.json()).toEqual(first.json())
    expect(first.json()).toMatchObject({ state: 'open', people: 2, version: 1 })
    expect(first.json().clocks.map(({ clock, state }: { clock: string; state: string }) => [clock, state])).toEqual([
      ['guardian', 'running'],
      ['report', 'running'],
      ['insurance', 'running'],
    ])
    const { rows } = await world.owner.query(
      `select (select string_agg(t::text, '') from incident t) || (select string_agg(t::text, '') from incident_log t)
         || (select string_agg(encode(sealed, 'escape'), '') from incident_secret) || (select string_agg(t::text, '') from idempotency t) as everything`,
    )
    expect(rows[0].everything).not.toContain('示例甲')
  })

  it.each([
    ['a day of 1899', { occurredAt: '1899-12-31T00:00:00+08:00' }, 'body.occurredAt'],
    ['tomorrow', { occurredAt: new Date(Date.now() + 86_400_000).toISOString() }, 'body.occurredAt'],
    ['knowing before it happened', { knownAt: minutesAgo(40) }, 'body.knownAt'],
    ['another school', { schoolId: SOUTH }, 'body.schoolId'],
    ['校闹 of no kind', { kind: 'disturbance' }, 'body.facts.conducts'],
  ])('refuses %s and names the field', async (_, given, path) => {
    const answer = await post('schoolOfficer', '/incidents', { ...DISPUTE, ...given })
    expect([answer.statusCode, answer.json().errors[0].path]).toEqual([422, path])
  })

  it('keeps injected text as text', async () => {
    const { id } = await open({ place: '<img src=x onerror=alert(1)>', summary: "=cmd|'/c calc'!A1 '; drop table incident; --" })
    expect(await detail('bureau', id)).toMatchObject({
      place: '<img src=x onerror=alert(1)>',
      summary: "=cmd|'/c calc'!A1 '; drop table incident; --",
    })
  })
})

describe('an alarm', () => {
  it('that was genuine and closed becomes one incident in one act, by who may read both', async () => {
    const id = await anAlarm(world.owner, { state: 'closed', receivedAt: minutesAgo(10) })
    expect((await post('schoolOfficer', `/alarms/${id}/incident`)).statusCode).toBe(409)
    await world.owner.query(`update alarm set disposition = 'genuine' where id = $1`, [id])
    const waiting = async () =>
      (await get('dutyLeader', '/incident-candidates')).json().items.map(({ alarmId }: { alarmId: string }) => alarmId)
    expect(await waiting()).toContain(id)
    expect((await post('operator', `/alarms/${id}/incident`)).statusCode).toBe(403)
    expect((await post('officer2', `/alarms/${id}/incident`)).statusCode).toBe(404)
    const made = await post('dutyLeader', `/alarms/${id}/incident`)
    expect([made.statusCode, made.json()]).toMatchObject([201, { alarmId: id, schoolId: NORTH, kind: 'other' }])
    expect((await post('bureau', `/alarms/${id}/incident`)).statusCode).toBe(409)
    expect(await waiting()).not.toContain(id)
  })
})

describe('steps', () => {
  it('move the state and the clocks; of two clerks the second hears who was first', async () => {
    const { id } = await open()
    const told = await post('schoolOfficer', `/incidents/${id}/steps`, { version: 1, step: 'guardianTold', at: minutesAgo(20) })
    expect(told.json()).toMatchObject({ version: 2, clocks: [{ clock: 'guardian', state: 'met' }, {}, {}] })
    const late = await post('schoolHead', `/incidents/${id}/steps`, { version: 1, step: 'reported' })
    expect([late.statusCode, late.json()]).toMatchObject([
      409,
      { detail: expect.stringContaining('schoolOfficer'), current: { version: 2 } },
    ])
    const early = await post('bureau', `/incidents/${id}/steps`, { version: 2, step: 'mediationAccepted', at: minutesAgo(40) })
    expect([early.statusCode, early.json().errors[0].path]).toEqual([422, 'body.at'])
    const taken = await post('bureau', `/incidents/${id}/steps`, { version: 2, step: 'mediationAccepted', note: '示例甲家长申请' })
    expect(taken.json()).toMatchObject({ state: 'mediation', version: 3 })
    const open3 = await post('schoolOfficer', `/incidents/${id}/steps`, { version: 3, step: 'closed' })
    expect([open3.statusCode, open3.json().detail]).toEqual([409, 'not closed: still to be done: report, insurance, mediation'])
    const read = await detail('bureau', id)
    expect(read.log.map(({ kind, note }) => [kind, note])).toEqual([
      ['opened', null],
      ['guardianTold', null],
      ['mediationAccepted', '示*家长申请'],
    ])
    expect((await post('bureau', `/incidents/${id}/steps`, { version: 3, step: 'guardianTold' })).statusCode).toBe(422)
  })

  it('that are late are noted once by the worker', async () => {
    const { id } = await open({ occurredAt: minutesAgo(90) })
    const soon = await open({ occurredAt: minutesAgo(50) })
    await noteIncidentClocks(world.pool)
    await noteIncidentClocks(world.pool)
    const lines = async (one: string) => (await detail('bureau', one)).log.slice(1).map(({ kind, data }) => `${kind} ${data.clock}`)
    expect((await lines(id)).sort()).toEqual(['clockOverdue guardian', 'clockOverdue report'])
    expect((await lines(soon.id)).sort()).toEqual(['clockSoon guardian', 'clockSoon report'])
    const overdue = (await get('bureau', '/incidents?clock=overdue')).json().items.map((one: { id: string }) => one.id)
    expect([overdue.includes(id), overdue.includes(soon.id)]).toEqual([true, false])
  })
})

describe('names', () => {
  it('are masked until a reason and a second person’s approval; every look is in the audit log', async () => {
    const { id } = await open()
    await post('schoolOfficer', `/incidents/${id}/steps`, { version: 1, step: 'statement', note: '示例丙看见示例甲摔倒' })
    const before = await detail('bureau', id)
    expect(before.persons).toEqual([
      { name: '示*', part: 'pupil' },
      { name: '示*', part: 'guardian' },
    ])
    expect(before.summary).toBe('示*在跑步时摔伤，家长示*到校')
    expect(before.log.at(-1)).toMatchObject({ kind: 'statement', note: null, hidden: true })
    expect((await post('bureau', `/incidents/${id}/look`)).statusCode).toBe(403)

    const asked = await post('bureau', `/incidents/${id}/requests`, { reason: '核对示例甲的监护人' })
    expect(asked.json()).toMatchObject({ state: 'waiting', reason: '核对示*的监护人', mayDecide: false })
    const request = asked.json().id
    expect((await post('bureau', `/incident-requests/${request}/decide`, { approve: true })).statusCode).toBe(403)
    expect((await post('schoolOfficer', `/incident-requests/${request}/decide`, { approve: true })).statusCode).toBe(403)
    expect((await post('officer2', `/incident-requests/${request}/decide`, { approve: true })).statusCode).toBe(404)
    expect((await get('dutyLeader', '/incident-requests')).json().items).toMatchObject([{ id: request, mayDecide: true }])
    const decided = await post('dutyLeader', `/incident-requests/${request}/decide`, { approve: true })
    expect(decided.json()).toMatchObject({ state: 'approved', decidedBy: 'dutyLeader' })
    expect((await post('schoolHead', `/incident-requests/${request}/decide`, { approve: false })).statusCode).toBe(409)

    const names = (await post('bureau', `/incidents/${id}/look`)).json()
    expect(names).toMatchObject({
      persons: [{ name: '示例甲', detail: '三年级' }, { name: '示例乙' }],
      statements: [{ text: '示例丙看见示例甲摔倒' }],
    })
    expect((await post('dutyLeader', `/incidents/${id}/look`)).statusCode).toBe(403)
    await world.owner.query(`update incident_request set ends_at = now() - interval '1 second' where id = $1`, [request])
    expect((await post('bureau', `/incidents/${id}/look`)).statusCode).toBe(403)
    expect((await audited(id)).filter((line) => !line.startsWith('incident.read'))).toEqual([
      'incident.open schoolOfficer ok',
      'incident.step schoolOfficer ok',
      'incident.look bureau not-allowed',
      'incident.ask.look bureau ok',
      'incident.decide.look bureau not-allowed',
      'incident.decide.look schoolOfficer not-allowed',
      'incident.decide.look dutyLeader ok',
      'incident.look bureau ok',
      'incident.look dutyLeader not-allowed',
      'incident.look bureau not-allowed',
    ])
  })

  it('are erased for good by request and by rule, with a proof; what was done stays', async () => {
    const { id } = await open()
    await post('schoolOfficer', `/incidents/${id}/reports/first`, { version: 0, body: '示例甲摔伤', submit: true })
    const asked = await post('schoolOfficer', `/incidents/${id}/requests`, { purpose: 'erase', reason: '监护人要求删除' })
    expect((await post('dutyLeader', `/incident-requests/${asked.json().id}/decide`, { approve: true })).statusCode).toBe(403)
    expect((await post('schoolHead', `/incident-requests/${asked.json().id}/decide`, { approve: true })).statusCode).toBe(200)
    const erased = await detail('bureau', id)
    expect(erased).toMatchObject({ persons: [], summary: null, reports: [{ kind: 'first', body: null }] })
    expect(erased.log.at(-2)?.kind === 'erased' ? erased.log.at(-2) : erased.log.at(-1)).toMatchObject({
      kind: 'erased',
      data: { rule: 'request', texts: 3, sha256: expect.stringMatching(/^[\da-f]{64}$/) },
    })
    const { rows } = await world.owner.query(
      'select count(*)::int as n from record_key k join incident_secret s using (id) where s.incident_id = $1 and k.key is not null',
      [id],
    )
    expect(rows[0].n).toBe(0)

    const old = await open()
    await world.owner.query(`update incident set state = 'closed', closed_at = now() - interval '4 years' where id = $1`, [old.id])
    expect(await eraseExpired(world.pool, new Date())).toBe(1)
    expect(await eraseExpired(world.pool, new Date())).toBe(0)
    expect((await detail('bureau', old.id)).erasedAt).not.toBeNull()
    expect(await audited(old.id)).toContain('incident.erase null ok')
  })
})

describe('discipline', () => {
  it('is read by the school alone; the bureau gets counts', async () => {
    const made = await open({ kind: 'discipline', people: [{ name: '示例丁', part: 'pupil' }] })
    const { id } = made
    await post('schoolOfficer', `/incidents/${id}/steps`, { version: 1, step: 'guardianTold', at: minutesAgo(20) })
    const taken = await post('schoolOfficer', `/incidents/${id}/steps`, {
      version: 2,
      step: 'measureTaken',
      at: minutesAgo(10),
      facts: { measure: 'suspension', ground: 'violence' },
    })
    expect(taken.json()).toMatchObject({
      state: 'settled',
      clocks: [
        { clock: 'guardian', state: 'met' },
        { clock: 'appeal', state: 'running' },
      ],
    })
    for (const user of ['bureau', 'dutyLeader', 'officer2']) {
      expect((await get(user, `/incidents/${id}`)).statusCode).toBe(404)
      expect((await get(user, '/incidents?kind=discipline')).json().items).toEqual([])
      expect((await post(user, `/incidents/${id}/requests`, { reason: '我想看看' })).statusCode).toBe(404)
      expect((await post(user, `/incidents/${id}/look`)).statusCode).toBe(404)
    }
    expect((await get('schoolHead', '/incidents?kind=discipline')).json().items).toMatchObject([{ id }])
    expect((await post('bureau', '/incidents', { ...DISPUTE, kind: 'discipline' })).statusCode).toBe(422)
    const counts = (await get('bureau', '/incident-counts')).json().items
    expect(counts).toContainEqual(expect.objectContaining({ kind: 'discipline', schoolId: NORTH, incidents: 1 }))
    expect((await get('officer2', '/incident-counts')).json().items).toEqual([])
  })
})

describe('reports', () => {
  it('are drafted from the alarm’s log, versioned, and the first one handed in is the reporting', async () => {
    const alarmId = await anAlarm(world.owner, { state: 'closed', receivedAt: minutesAgo(10) })
    await world.owner.query(`update alarm set disposition = 'genuine' where id = $1`, [alarmId])
    await world.owner.query(
      `insert into alarm_log (alarm_id, at, kind, by_account) values ($1, now() - interval '10 minutes', 'raised', null), ($1, now() - interval '9 minutes', 'acknowledged', 'operator')`,
      [alarmId],
    )
    const { id } = (await post('schoolHead', `/alarms/${alarmId}/incident`)).json()
    const draft = (await get('schoolOfficer', `/incidents/${id}/reports/first/draft`)).json().body
    expect(draft).toContain('关于示例north-1其他事件的首报')
    expect(draft).toContain('值班员受理（operator（示例））')
    const saved = await post('schoolOfficer', `/incidents/${id}/reports/first`, { version: 0, body: draft })
    expect(saved.json().steps).toEqual({})
    expect((await post('schoolHead', `/incidents/${id}/reports/first`, { version: 0, body: 'x' })).statusCode).toBe(409)
    const handed = await post('schoolHead', `/incidents/${id}/reports/first`, { version: 1, body: draft, submit: true })
    expect(handed.json().clocks).toMatchObject([{ clock: 'report', state: 'met' }])
    const { reports } = await detail('bureau', id)
    expect(reports.map(({ kind, version, submitted }) => [kind, version, submitted])).toEqual([
      ['first', 2, true],
      ['first', 1, false],
    ])
    const version = handed.json().version
    const closed = await post('schoolHead', `/incidents/${id}/steps`, { version, step: 'closed' })
    expect([closed.statusCode, closed.json().detail]).toEqual([409, 'not closed: the final report 终报 is missing'])
    const final = await post('schoolHead', `/incidents/${id}/reports/final`, { version: 0, body: '完', submit: true })
    const done = await post('schoolHead', `/incidents/${id}/steps`, { version: final.json().version, step: 'closed' })
    expect(done.json()).toMatchObject({ state: 'closed', closedAt: expect.any(String) })
  })
})

describe('limits', () => {
  it('change by a new version that a second person approves; what started before keeps the old one', async () => {
    const before = await open()
    const wanted = { rule: 'report', amount: 120, warnMinutes: 30, source: '示例区办法第三条', reason: '本区改为 2 小时' }
    expect((await post('schoolOfficer', '/incident-rules', wanted)).statusCode).toBe(403)
    expect((await post('bureau', '/incident-rules', wanted)).statusCode).toBe(200)
    expect((await post('bureau', '/incident-rules', wanted)).statusCode).toBe(409)
    expect((await post('bureau', '/incident-rules/report/2/approve')).statusCode).toBe(409)
    const waiting = await open({ occurredAt: new Date().toISOString() })
    expect(waiting.clocks.find(({ clock }) => clock === 'report')).toMatchObject({ ruleVersion: 1 })
    expect((await post('dutyLeader', '/incident-rules/report/2/approve')).statusCode).toBe(200)
    const after = await open({ occurredAt: new Date().toISOString() })
    const report = after.clocks.find(({ clock }) => clock === 'report')
    expect(report).toMatchObject({ ruleVersion: 2, warnMinutes: 30 })
    expect(Date.parse(report?.dueAt ?? '') - Date.parse(report?.startedAt ?? '')).toBe(120 * 60_000)
    const noted = await post('schoolOfficer', `/incidents/${before.id}/steps`, { version: 1, step: 'note', note: '无' })
    expect(noted.json().clocks.find(({ clock }: { clock: string }) => clock === 'report')).toMatchObject({ ruleVersion: 1 })
  })

  it('in working days follow the list of holidays as it is now', async () => {
    const { id } = await open({ kind: 'discipline' })
    const facts = { measure: 'punishment', ground: 'danger' }
    const taken = (await post('schoolOfficer', `/incidents/${id}/steps`, { version: 1, step: 'measureTaken', facts })).json()
    const due = (clocks: IncidentDetail['clocks']) => clocks.find(({ clock }) => clock === 'appeal')?.dueAt ?? ''
    const first = due(taken.clocks)
    const day = new Date(Date.parse(first) + 8 * 3_600_000).toISOString().slice(0, 10)
    const year = Number(day.slice(0, 4))
    const wrong = await send('bureau', 'PUT', '/holidays', { year: year + 1, days: [{ day, kind: 'off', name: '示例' }] })
    expect(wrong.statusCode).toBe(400)
    const set = await send('bureau', 'PUT', '/holidays', { year, days: [{ day, kind: 'off', name: '示例假日' }] })
    expect(set.json().holidays).toContainEqual({ day, kind: 'off', name: '示例假日' })
    expect(Date.parse(due((await detail('schoolOfficer', id)).clocks))).toBeGreaterThan(Date.parse(first))
  })
})

it('opens an incident’s files only by an approved look, writes every look down, and erases them with the names', async () => {
  const made = await open()
  const file = await world.as('schoolOfficer', {
    method: 'POST',
    url: `/api/v1/files?ownerKind=incident&ownerId=${made.id}&name=${encodeURIComponent('示例·小明病历.jpg')}`,
    payload: aJpeg(),
    headers: { 'content-type': 'application/octet-stream' },
  })
  expect(file.statusCode).toBe(201)
  const { id } = file.json()
  const shown = (await world.as('bureau', { url: `/api/v1/incidents/${made.id}` })).json()
  expect(shown.files).toMatchObject([{ id, mediaType: 'image/jpeg' }])
  expect(JSON.stringify(shown)).not.toContain('小明病历')
  const look = (user: string) => world.as(user, { url: `/api/v1/files/${id}` })
  expect([(await look('bureau')).statusCode, (await look('officer2')).statusCode, (await look('police')).statusCode]).toEqual([
    404, 404, 404,
  ])

  const asked = await world.as('bureau', {
    method: 'POST',
    url: `/api/v1/incidents/${made.id}/requests`,
    payload: { purpose: 'look', reason: '核对病历' },
  })
  await world.as('dutyLeader', {
    method: 'POST',
    url: `/api/v1/incident-requests/${asked.json().id}/decide`,
    payload: { approve: true },
  })
  expect((await look('bureau')).statusCode).toBe(200)
  const { rows } = await world.owner.query(
    `select result from audit_log where action = 'incident.lookAtFile' and object = $1 order by result`,
    [made.id],
  )
  expect(rows.map(({ result }) => result)).toEqual(['not-allowed', 'not-allowed', 'not-found', 'ok'])
  const log = (await world.as('bureau', { url: `/api/v1/incidents/${made.id}` })).json().log
  expect(log.filter(({ kind }: { kind: string }) => kind === 'fileLooked')).toHaveLength(1)

  const erase = (
    await world.as('bureau', {
      method: 'POST',
      url: `/api/v1/incidents/${made.id}/requests`,
      payload: { purpose: 'erase', reason: '依规清除' },
    })
  ).json()
  await world.as('dutyLeader', { method: 'POST', url: `/api/v1/incident-requests/${erase.id}/decide`, payload: { approve: true } })
  expect((await look('bureau')).statusCode).toBe(404)
  const { filesRoot } = world.deps.config
  const bytes = () => readBytes(filesRoot, file.json().sha256)
  expect(await bytes()).not.toBeNull()
  await removeErasedBytes(world.pool, filesRoot)
  expect(await bytes()).toBeNull()
})

it('hands out a year’s audit of minors’ data as one file: requests, looks and erasures, and nobody’s name (R57)', async () => {
  const year = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear()
  const answer = await world.as('auditor', { url: `/api/v1/exports/minors-audit?year=${year}` })
  expect(answer.statusCode).toBe(200)
  const zip = new Zip(answer.rawPayload)
  const sheets = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => zip.text(`xl/worksheets/sheet${n}.xml`, 10_000_000)))
  expect(sheets[2]).toContain('依规清除')
  expect(sheets[3]).toContain('事件 · 查看材料')
  expect(sheets[4]).toMatch(/经申请删除；删除 \d+ 段，证明 SHA-256 [0-9a-f]{64}/)
  expect(sheets[6]).toContain('schoolOfficer')
  expect(sheets[8]).toContain('逐行哈希链完整')
  expect(sheets[6]).toMatch(/有权账号（\d{4}-\d\d-\d\d）/)
  // No code of the program in a Chinese paper.
  for (const n of [3, 4, 5, 7]) expect(sheets[n]).not.toMatch(/>(?:ok|conflict|not-allowed|[a-z]\w*\.\w+|\{.*\})</)
  for (const sheet of sheets) expect(sheet).not.toMatch(/示例甲|示例乙|小明/)
  expect((await world.as('auditor', { url: '/api/v1/exports/minors-audit?year=2021' })).statusCode).toBe(200)
})

it('counts 教育惩戒 and the acts of accounts in the bureau’s copy of the audit, and tells them to the auditor alone', async () => {
  const year = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear()
  const made = await open({ kind: 'discipline' })
  const asked = await post('schoolOfficer', `/incidents/${made.id}/requests`, { purpose: 'look', reason: '申诉复核需要' })
  expect(asked.statusCode).toBeLessThan(300)
  expect((await post('schoolHead', `/incident-requests/${asked.json().id}/decide`, { approve: true })).statusCode).toBe(200)
  expect((await post('schoolOfficer', `/incidents/${made.id}/look`)).statusCode).toBe(200)
  const dispute = await open()
  const erase = await post('schoolOfficer', `/incidents/${dispute.id}/requests`, { purpose: 'erase', reason: '家长要求' })
  expect((await post('schoolOfficer', `/incident-requests/${erase.json().id}/decide`, { approve: true })).statusCode).toBe(403)
  expect((await post('schoolHead', `/incident-requests/${erase.json().id}/decide`, { approve: false })).statusCode).toBe(200)

  const textOf = async (user: string) => {
    const answer = await get(user, `/exports/minors-audit?year=${year}`)
    expect(answer.statusCode).toBe(200)
    const zip = new Zip(answer.rawPayload)
    return Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => zip.text(`xl/worksheets/sheet${n}.xml`, 10_000_000)))
  }
  const whole = await textOf('auditor')
  expect(whole[2]).toContain(made.number)
  expect(whole[3]).toContain('申诉复核需要')
  expect(whole[4]).toContain('未获准，没有删除')
  expect(whole[4]).toContain('申请删除，未同意')
  const counted = await textOf('bureau')
  for (const sheet of counted) expect(sheet).not.toMatch(new RegExp(`${made.number}|申诉复核需要|教育惩戒</t>`))
  expect(counted[2]).toContain('家长要求')
  expect(counted[0]).toContain('其中教育惩戒的')
  expect(counted[3]).toContain('次数')
  expect(counted[3]).toContain('事件 · 查看姓名')
  // Whose accounts hold the rights is the auditor’s to know: the bureau’s copy says how many of each role.
  expect(whole[6]).toMatch(/schoolOfficer.*学校安全员/)
  expect(counted[6]).not.toContain('schoolOfficer')
  expect(counted[6]).toMatch(/账号数.*学校安全员<\/t>.*学校<\/t>.*<v>\d+<\/v>/)
})
