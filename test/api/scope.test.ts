import { randomUUID } from 'node:crypto'
import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureAccount } from '../../server/commands/ensure-account.ts'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { anAlarm, aWorld, NORTH, PASSWORD, SOUTH, type World } from './world.ts'

let world: World
const alarms = { north: '', south: '', silent: '', nowhere: '' }
beforeAll(async () => {
  world = await aWorld()
  alarms.north = await anAlarm(world.owner, { schoolId: NORTH })
  alarms.south = await anAlarm(world.owner, { schoolId: SOUTH })
  alarms.silent = await anAlarm(world.owner, { schoolId: NORTH, silent: true })
  alarms.nowhere = await anAlarm(world.owner, { schoolId: null })
})
afterAll(() => world.stop())

const items = async (username: string, url: string): Promise<{ id: string; schoolId?: string | null }[]> => {
  const answer = await world.as(username, { url: `/api/v1/${url}` })
  expect(answer.statusCode).toBe(200)
  const body = answer.json()
  return body.items ?? body.features
}
const command = (alarmId: string, name: string, body: object = {}): InjectOptions => ({
  method: 'POST',
  url: `/api/v1/alarms/${alarmId}/${name}`,
  headers: { 'idempotency-key': `${alarmId}/${name}/${Math.random()}` },
  payload: { version: 1, ...body },
})

describe('alarms', () => {
  it.each([
    ['operator', ['north', 'south', 'silent', 'nowhere']],
    ['bureau', ['north', 'south', 'silent', 'nowhere']],
    ['northLeader', ['north', 'silent']],
    ['schoolHead', ['north', 'silent']],
    ['guard', ['north']],
    ['guard2', ['south']],
    ['officer2', ['south']],
  ] as const)('shows %s exactly %j, in the list and one by one', async (username, visible) => {
    const ids = visible.map((name) => alarms[name])
    expect((await items(username, 'alarms')).map(({ id }) => id).sort()).toEqual([...ids].sort())
    for (const [name, id] of Object.entries(alarms)) {
      const { statusCode } = await world.as(username, { url: `/api/v1/alarms/${id}` })
      expect([name, statusCode]).toEqual([name, ids.includes(id) ? 200 : 404])
    }
  })

  it('answers of another school’s alarm what it answers of one that does not exist', async () => {
    const other = await world.as('guard', { url: `/api/v1/alarms/${alarms.south}` })
    const missing = await world.as('guard', { url: '/api/v1/alarms/00000000-0000-4000-8000-000000000000' })
    const neutral = (text: string, id: string) => text.replaceAll(id, '…')
    expect(neutral(other.body, alarms.south)).toBe(neutral(missing.body, '00000000-0000-4000-8000-000000000000'))
  })

  it('takes no command on another school’s alarm, and no filter widens the scope', async () => {
    expect((await world.as('guard', command(alarms.south, 'arrive'))).statusCode).toBe(404)
    expect((await world.as('guard', command(alarms.silent, 'answer', { answer: 'going' }))).statusCode).toBe(404)
    expect((await world.as('northLeader', command(alarms.south, 'acknowledge'))).statusCode).toBe(404)
    expect(await items('guard', `alarms?school=${SOUTH}`)).toEqual([])
    const { rows } = await world.owner.query('select version from alarm where id = any($1)', [[alarms.south, alarms.silent]])
    expect(rows).toEqual([{ version: 1 }, { version: 1 }])
  })
})

describe('places, devices, faults', () => {
  it.each([
    ['operator', [NORTH, SOUTH]],
    ['securityAdmin', [NORTH, SOUTH]],
    ['northLeader', [NORTH]],
    ['guard', [NORTH]],
    ['officer2', [SOUTH]],
    ['vendor', [NORTH]],
  ] as const)('shows %s the schools %j with their campuses', async (username, schools) => {
    expect((await items(username, 'schools')).map(({ id }) => id)).toEqual(schools)
    expect((await items(username, 'campuses')).map(({ id }) => id)).toEqual(schools.map((id) => `${id}-c`))
  })

  it.each([
    ['operator', [NORTH, SOUTH]],
    ['northLeader', [NORTH]],
    ['schoolOfficer', [NORTH]],
    ['vendor', [NORTH]],
  ] as const)('shows %s the devices and faults of %j', async (username, schools) => {
    expect((await items(username, 'devices')).map(({ schoolId }) => schoolId)).toEqual(schools)
    expect((await items(username, 'faults')).map(({ schoolId }) => schoolId).sort()).toEqual([...schools].sort())
    expect(await items(username, 'devices?school=elsewhere')).toEqual([])
  })

  it('gives telephone numbers to those who must call alone', async () => {
    const phones = async (username: string) => (await world.as(username, { url: '/api/v1/schools' })).json().items[0].phones.length
    expect([await phones('operator'), await phones('guard'), await phones('vendor'), await phones('systemAdmin')]).toEqual([1, 1, 0, 0])
  })
})

describe('exercises', () => {
  const drill = (subject: object): InjectOptions => ({
    method: 'POST',
    url: '/api/v1/exercises',
    payload: { kind: 'drill', minutes: 30, policeNotifiedBy: '李', policeNotifiedAt: new Date().toISOString(), ...subject },
  })
  it('are opened, seen and ended in scope only', async () => {
    expect((await world.as('northLeader', drill({ schoolId: SOUTH }))).statusCode).toBe(404)
    expect((await world.as('northLeader', drill({ deviceId: `${SOUTH}-b` }))).statusCode).toBe(404)
    const opened = await world.as('shiftLeader', drill({ schoolId: SOUTH }))
    expect(opened.statusCode).toBe(201)
    const { id } = opened.json()
    expect(await items('northLeader', 'exercises')).toEqual([])
    expect((await items('officer2', 'exercises')).map((exercise) => exercise.id)).toEqual([id])
    const end: InjectOptions = { method: 'POST', url: `/api/v1/exercises/${id}/end` }
    expect((await world.as('northLeader', end)).statusCode).toBe(404)
    const ended = await world.as('shiftLeader', end)
    expect(ended.json()).toMatchObject({ id, endedAt: expect.any(String) })
    expect(await items('shiftLeader', 'exercises')).toEqual([])
  })
})

describe('a drill', () => {
  it('does not begin before the police have been told, and keeps its reason', async () => {
    const open = (told: Date, more = {}) =>
      world.as('shiftLeader', {
        method: 'POST',
        url: '/api/v1/exercises',
        payload: { kind: 'drill', schoolId: NORTH, minutes: 30, policeNotifiedBy: '李', policeNotifiedAt: told.toISOString(), ...more },
      })
    const early = await open(new Date(Date.now() + 600_000))
    expect([early.statusCode, early.json().errors[0].path]).toEqual([422, 'body.policeNotifiedAt'])
    const opened = await open(new Date(), { reason: '防暴恐演练' })
    expect([opened.statusCode, opened.json()]).toMatchObject([201, { reason: '防暴恐演练', policeNotifiedBy: '李' }])
    await world.as('shiftLeader', { method: 'POST', url: `/api/v1/exercises/${opened.json().id}/end` })
  })
})

describe('dead letters', () => {
  it('hide the payload of what may have been a press from systemAdmin, and show it to the technician', async () => {
    await world.owner.query(
      `insert into dead_letter (received_at, topic, payload, reason, suspect) values (now(), 't', '\\x01', 'bad', 'panic'), (now(), 't', '\\x02', 'bad', null)`,
    )
    const payloads = async (username: string) =>
      (await world.as(username, { url: '/api/v1/dead-letters' }))
        .json()
        .items.map((item: { payloadBase64: string | null }) => item.payloadBase64)
    expect(await payloads('technician')).toEqual(['Ag==', 'AQ=='])
    expect(await payloads('systemAdmin')).toEqual(['Ag==', null])
  })
})

describe('a clerk of the bureau with one township', () => {
  const [key, day] = ['00000000-0000-4000-8000-000000000000', '2026-01-01']
  beforeAll(async () => {
    const scope = { kind: 'township' as const, ids: ['north'] }
    await ensureAccount(world.pool, {
      username: 'northClerk',
      name: '北镇（示例）',
      password: PASSWORD,
      role: 'bureau',
      scope,
      synthetic: true,
    })
  })
  const venue = (position: [number, number]) => ({ kind: 'bar', name: '示例酒吧', position, accuracyM: 5 })

  it.each([
    ['measures/buttons/versions', { text: 't', source: 's', clause: 'c', thresholds: {}, validFrom: '2099-01-01', reason: 'r' }],
    ['periods', { id: 'x', kind: 'term', name: 'x', from: day, to: '2026-02-01', cutoffAt: '2026-02-05T00:00:00Z' }],
    [`request-list/${key}/decide`, { version: 1, decision: 'approved' }],
    [`distance-rules/${key}/approve`, {}],
    ['appraisal-periods', { period: '2026-01' }],
    ['accountabilities', {}],
  ])('leaves %s to who has the district', async (url, payload) => {
    const answer = await world.as('northClerk', { method: 'POST', url: `/api/v1/${url}`, payload })
    expect(answer.statusCode).toBe(403)
    expect((await world.as('bureau', { method: 'POST', url: `/api/v1/${url}`, payload })).statusCode).not.toBe(403)
  })

  it('sees no figure that the district reported beside the own part’s', async () => {
    const payload = {
      periodId: (await world.as('bureau', { url: '/api/v1/measures' })).json().period.id,
      version: 0,
      value: { met: 168, applicable: 175 },
      reason: '口径',
    }
    expect((await world.as('bureau', { method: 'PUT', url: '/api/v1/measures/buttons/reported', payload })).statusCode).toBe(200)
    const reported = async (who: string) =>
      (await world.as(who, { url: '/api/v1/measures' })).json().items.find((item: { reported: object | null }) => item.reported)
        ?.reported ?? null
    expect(await reported('bureau')).toMatchObject({ value: payload.value })
    for (const who of ['dutyLeader', 'shiftLeader', 'auditor'])
      expect([who, await reported(who)]).toEqual([who, expect.objectContaining({ value: payload.value })])
    expect([await reported('northClerk'), await reported('schoolHead')]).toEqual([null, null])
  })

  it('reads and signs for what the bureau is told of the own schools’ hazards alone', async () => {
    const hazard = async (schoolId: string) => {
      const body = { schoolId, place: 'belt', kind: 'streetStall', title: `占道 ${schoolId}`, risk: 'general' }
      const headers = { 'idempotency-key': randomUUID() }
      const { id } = (await world.as('bureau', { method: 'POST', url: '/api/v1/hazards', headers, payload: body })).json()
      const told = await world.owner.query<{ id: string }>(
        `insert into notice (kind, owner_kind, owner_id, subject, audience, audience_id) values ('overdue', 'hazard', $1, $2, 'bureau', '') returning id`,
        [id, body.title],
      )
      return { id, notice: told.rows[0]?.id }
    }
    const [north, south] = [await hazard(NORTH), await hazard(SOUTH)]
    const read = async (who: string, query = '') =>
      (await world.as(who, { url: `/api/v1/notices?limit=100${query}` })).json().items.map(({ ownerId }: { ownerId: string }) => ownerId)
    const ofDistrict = await read('bureau')
    expect([north.id, south.id].every((id) => ofDistrict.includes(id))).toBe(true)
    expect(await read('northClerk')).toEqual([north.id])
    expect(await read('northClerk', `&ownerKind=hazard&ownerId=${south.id}`)).toEqual([])
    const sign = async (id: string | undefined) =>
      (await world.as('northClerk', { method: 'POST', url: `/api/v1/notices/${id}/receive`, payload: {} })).statusCode
    expect([await sign(south.notice), await sign(north.notice)]).toEqual([404, 200])
  })

  it('reads, takes along and ends the supervision orders on the own schools’ hazards alone', async () => {
    const post = (who: string, url: string, payload: object) =>
      world.as(who, { method: 'POST', url: `/api/v1${url}`, payload, headers: { 'idempotency-key': randomUUID() } })
    const onHazard = async (schoolId: string) => {
      const body = { schoolId, place: 'belt', kind: 'streetStall', title: `占道 ${schoolId}`, risk: 'general' }
      const { id } = (await post('bureau', '/hazards', body)).json()
      await post('bureau', `/hazards/${id}/assign`, { version: 1, leadDept: 'traffic', coDepts: [], dueOn: '2099-01-01' })
      const wanted = { ownerKind: 'hazard', ownerId: id, departmentId: 'traffic', demand: '限期整改', dueOn: '2099-01-01' }
      const issued = await post('bureau', '/supervision-orders', wanted)
      expect(issued.statusCode).toBe(201)
      return issued.json().id as string
    }
    const onTask = await world.owner.query<{ id: string }>(
      `insert into supervision_order (year, number, owner_kind, owner_id, subject, department_id, demand, due_on, issued_by, changed_by)
       values (2020, 1, 'task', 'T-1', '示例任务', 'traffic', 'x', '2099-01-01', 'bureau', 'bureau') returning id`,
    )
    const [north, south, task] = [await onHazard(NORTH), await onHazard(SOUTH), onTask.rows[0]?.id ?? '']
    const listed = async (who: string) => (await items(who, 'supervision-orders')).map(({ id }) => id).sort()
    expect(await listed('bureau')).toEqual([north, south, task].sort())
    expect(await listed('northClerk')).toEqual([north])
    const sheet = await readWorkbook((await world.as('northClerk', { url: '/api/v1/exports/supervision-orders' })).rawPayload)
    const cells = [...sheet.rows.values()].flatMap((row) => [...row.values()].map(({ text }) => text))
    expect([`占道 ${NORTH}`, `占道 ${SOUTH}`, '示例任务'].map((subject) => cells.some((cell) => cell.includes(subject)))).toEqual([
      true,
      false,
      false,
    ])
    for (const [id, status] of [
      [north, 200],
      [south, 404],
      [task, 404],
    ] as const)
      for (const part of ['', '/docx'])
        expect((await world.as('northClerk', { url: `/api/v1/supervision-orders/${id}${part}` })).statusCode).toBe(status)
    for (const act of ['close', 'return', 'withdraw'])
      for (const id of [south, task])
        expect((await post('northClerk', `/supervision-orders/${id}/${act}`, { version: 1, note: 'x' })).statusCode).toBe(404)
    const { rows } = await world.owner.query('select version, state from supervision_order where id = any($1)', [[south, task]])
    expect(rows).toEqual([
      { version: 1, state: 'issued' },
      { version: 1, state: 'issued' },
    ])
    expect((await post('northClerk', `/supervision-orders/${north}/withdraw`, { version: 1, note: 'x' })).json()).toMatchObject({
      state: 'withdrawn',
    })
  })

  it('writes venues down near the own schools alone, and changes no other’s', async () => {
    // The two schools of this world stand at one place: the southern one moves ten kilometres.
    await world.owner.query(
      `update campus set point = '{"type":"Point","coordinates":[106.3,38.5]}',
         zone = '{"type":"Polygon","coordinates":[[[106.298,38.498],[106.302,38.498],[106.302,38.502],[106.298,38.502],[106.298,38.498]]]}' where school_id = $1`,
      [SOUTH],
    )
    const post = (who: string, position: [number, number]) =>
      world.as(who, { method: 'POST', url: '/api/v1/venues', payload: venue(position) })
    expect((await post('northClerk', [106.3, 38.5])).json().errors[0]).toMatchObject({ path: 'body.position' })
    const own = await post('northClerk', [106.2005, 38.4])
    expect(own.statusCode).toBe(201)
    const theirs = await post('bureau', [106.3, 38.5])
    const edit = (id: string, position: [number, number]) =>
      world.as('northClerk', { method: 'POST', url: `/api/v1/venues/${id}`, payload: { ...venue(position), version: 1 } })
    expect((await edit(theirs.json().id, [106.2, 38.4])).statusCode).toBe(404)
    expect((await edit(own.json().id, [106.3, 38.5])).statusCode).toBe(422)
    expect((await edit(own.json().id, [106.2006, 38.4])).statusCode).toBe(200)
  })

  it('asks and reads of the own schools alone', async () => {
    await world.owner.query(
      `insert into request_list (id, department_id, kind, title, basis, approver, frequency, fields, filed_on, valid_from, valid_to, proposed_by, state, decided_by, decided_at)
       values ($1, 'traffic', 'inspection', '示例', '示例', '示例', 'yearly',
         '[{"key":"pupils","label":"学生数","type":"number","required":true,"source":"pupils"},{"key":"name","label":"校名","type":"text","required":true,"source":"name"}]',
         '2020-01-01', '2020-03-01', '2099-01-01', 'department', 'approved', 'bureau', now())`,
      [key],
    )
    await world.owner.query('update school set pupils = null')
    const ask = (schools: string[] | null) => ({
      method: 'POST' as const,
      url: '/api/v1/school-requests',
      payload: { listId: key, departmentId: 'traffic', dueOn: '2099-01-01', ...(schools ? { schools } : {}) },
    })
    expect((await world.as('northClerk', ask([SOUTH]))).json().errors[0]).toMatchObject({ path: 'body.schools' })
    const asked = await world.as('northClerk', ask(null))
    expect(asked.json()).toMatchObject({ schools: 1 })
    // The number of pupils is unknown, so the school types it: of two fields one is saved.
    const burden = (await world.as('bureau', { url: '/api/v1/request-burden' })).json()
    expect(burden.schools).toMatchObject([{ schoolId: NORTH, fields: 2, filled: 1 }])
    const south = await world.as('bureau', ask([SOUTH]))
    expect(south.json()).toMatchObject({ schools: 1 })
    expect((await items('northClerk', 'school-requests')).map(({ id }) => id)).toEqual([asked.json().id])
    expect((await world.as('northClerk', { url: `/api/v1/school-requests/${south.json().id}` })).statusCode).toBe(404)
    expect((await world.as('northClerk', { url: '/api/v1/request-burden' })).json().schools).toHaveLength(1)
  })

  it('notes a campaign’s finding at the own schools alone', async () => {
    const opened = await world.as('bureau', {
      method: 'POST',
      url: '/api/v1/campaigns',
      payload: { name: '示例整治', leadDept: 'traffic', departments: [], startsOn: day, endsOn: '2099-01-01' },
    })
    const find = (schoolId: string) => ({
      method: 'POST' as const,
      url: `/api/v1/campaigns/${opened.json().id}/findings`,
      payload: { departmentId: 'traffic', schoolId, foundOn: day, text: '示例', hazard: null },
    })
    expect((await world.as('northClerk', find(SOUTH))).json().errors[0]).toMatchObject({ path: 'body.schoolId' })
    expect((await world.as('northClerk', find(NORTH))).statusCode).toBe(201)
  })
})
