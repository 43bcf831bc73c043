import { afterAll, beforeAll, expect, it } from 'vitest'
import type { MadeApiKey } from '../../server/contracts/api-key.ts'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { anAlarm, aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  for (const schoolId of [NORTH, SOUTH]) {
    const id = await anAlarm(world.owner, { schoolId })
    await world.owner.query(`update alarm set acknowledged_by = 'operator', point = '=cmd' where id = $1`, [id])
  }
})
afterAll(() => world.stop())

const make = async (body: object): Promise<MadeApiKey> => {
  const answer = await world.as('securityAdmin', {
    method: 'POST',
    url: '/api/v1/api-keys',
    payload: { name: '统计平台', lists: ['alarms'], scope: { kind: 'district' }, days: 30, ...body },
  })
  expect(answer.statusCode).toBe(201)
  return answer.json()
}
const read = (key: string, url: string) => world.call({ url: `/api/v1/data/${url}`, headers: { authorization: `Bearer ${key}` } })

it('hands another program its lists within its scope, without anybody’s name, and writes it down', async () => {
  const { key } = await make({ scope: { kind: 'township', ids: ['north'] } })
  const { items, columns, filter } = (await read(key, 'alarms?state=open')).json()
  expect(items).toEqual([expect.objectContaining({ schoolId: NORTH, state: '待受理', point: '=cmd' })])
  expect(columns.map((column: { key: string }) => column.key)).not.toContain('acknowledgedBy')
  expect(JSON.stringify(items)).not.toContain('operator')
  expect(filter).toBe('状态：未归档')
  const { rows } = await world.owner.query(
    `select account, object, result from audit_log where action = 'data.read' order by id desc limit 1`,
  )
  expect(rows[0]).toEqual({ account: 'key:统计平台', object: 'alarms: 状态：未归档', result: 'ok' })
})

it('writes CSV in which no text is a formula', async () => {
  const { key } = await make({})
  const { body } = await read(key, 'alarms?format=csv')
  const [head, ...lines] = body.trimEnd().split('\r\n')
  expect(head).toMatch(/^\ufeffpriority,schoolId,/)
  expect(lines).toHaveLength(2)
  expect(lines[0]).toContain(`,'=cmd,`)
})

it('opens nothing else, and nothing after it was revoked or expired; the key itself is kept nowhere', async () => {
  const { key, id } = await make({})
  expect((await read(key, 'devices')).statusCode).toBe(403)
  expect((await read(`${key}x`, 'alarms')).statusCode).toBe(401)
  const kept = await world.owner.query('select row_to_json(api_key)::text as row from api_key')
  expect(kept.rows.map(({ row }) => row).join()).not.toContain(key)
  expect((await world.as('securityAdmin', { url: '/api/v1/api-keys' })).body).not.toContain(key)
  await world.as('securityAdmin', { method: 'POST', url: `/api/v1/api-keys/${id}/revoke` })
  expect((await read(key, 'alarms')).statusCode).toBe(401)
  const late = await make({})
  await world.owner.query(`update api_key set expires_at = now() where id = $1`, [late.id])
  expect((await read(late.key, 'alarms')).statusCode).toBe(401)
})

it('tells why a school is not met without a guard’s name or what was typed by hand; the export does name the guard', async () => {
  const gaps = [
    { code: 'licenceMissing', params: { name: '示例·赵' }, since: null },
    { code: 'conditionBroken', params: { condition: 'noSafetyAccident', checkedOn: '2026-09-01', note: '示例·钱受伤' }, since: null },
  ]
  const period = (await world.as('bureau', { url: '/api/v1/periods' })).json().items[0].id
  await world.owner.query(
    `insert into measure_result (period_id, measure_id, school_id, school_name, township_id, version, result, met, required, gaps, changed_at)
     values ($1, 'guardLicences', $2, '北', 'north', 1, 'notMet', 0, 1, $3, now())
     on conflict (period_id, measure_id, school_id) do update set result = 'notMet', gaps = excluded.gaps`,
    [period, NORTH, JSON.stringify(gaps)],
  )
  const query = `measure-schools?measure=guardLicences&period=${period}`
  const { key } = await make({ lists: ['measure-schools'] })
  for (const format of ['json', 'csv']) {
    const { statusCode, body } = await read(key, `${query}&format=${format}`)
    expect([statusCode, body]).toEqual([200, expect.stringMatching(/没有保安员证号；前置条件“无安全责任事故”不符合/)])
    expect(body).not.toContain('示例·')
  }
  const { rows } = await readWorkbook((await world.as('bureau', { url: `/api/v1/exports/${query}` })).rawPayload)
  expect([...rows.values()].flatMap((row) => [...row.values()].map(({ text }) => text)).join()).toContain('示例·赵 没有保安员证号')
})
