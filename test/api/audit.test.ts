import { afterAll, beforeAll, expect, it } from 'vitest'
import { audit, verifyAudit } from '../../server/store/audit.ts'
import { transaction } from '../../server/store/pool.ts'
import { anAlarm, aWorld, PASSWORD, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())

const lines = async (query = '') => (await world.as('auditor', { url: `/api/v1/audit${query}` })).json().items
const line = (action: string, data: Record<string, unknown> = {}) => ({
  account: 'x',
  role: null,
  address: null,
  action,
  object: null,
  result: 'ok',
  data,
})
const write = (action: string, data?: Record<string, unknown>) => transaction(world.pool, (db) => audit(db, line(action, data)))

it('holds sign-ins and refused ones, without the names that nobody has', async () => {
  await world.call({ method: 'POST', url: '/api/v1/session', payload: { username: 'my password 123', password: 'wrong password' } })
  await world.call({
    method: 'POST',
    url: '/api/v1/session',
    payload: { username: 'operator', password: 'wrong password' },
    remoteAddress: '10.1.1.1',
  })
  await world.call({
    method: 'POST',
    url: '/api/v1/session',
    payload: { username: 'operator', password: PASSWORD },
    remoteAddress: '10.1.1.1',
  })
  const [in_, wrong, unknown] = await lines('?action=session.open').then((all: { account: string | null }[]) =>
    all.filter(({ account }) => account !== 'auditor'),
  )
  expect(in_).toMatchObject({ account: 'operator', role: 'operator', address: '10.1.1.1', object: 'desk', result: 'ok' })
  expect(wrong).toMatchObject({ account: 'operator', address: '10.1.1.1', result: 'sign-in-refused' })
  expect(unknown).toMatchObject({ account: null, result: 'sign-in-refused' })
})

it('holds alarm commands with their result, and changes of roles with what was before', async () => {
  const id = await anAlarm(world.owner)
  const acknowledge = (username: string, version: number) =>
    world.as(username, {
      method: 'POST',
      url: `/api/v1/alarms/${id}/acknowledge`,
      headers: { 'idempotency-key': username },
      payload: { version },
    })
  await acknowledge('operator', 1)
  await acknowledge('shiftLeader', 1)
  expect(await lines('?action=alarm.acknowledge')).toMatchObject([
    { account: 'shiftLeader', object: id, result: 'version-conflict' },
    { account: 'operator', object: id, result: 'ok' },
  ])
  await world.as('securityAdmin', {
    method: 'PUT',
    url: '/api/v1/accounts/police/role',
    payload: { role: 'bureau', scope: { kind: 'district' } },
  })
  expect(await lines('?action=account.role')).toMatchObject([
    { account: 'securityAdmin', object: 'police', data: { role: 'bureau', before: { role: 'police' } } },
  ])
})

it('pages without losing or doubling a line while others are written', async () => {
  for (let n = 0; n < 7; n += 1) await write('page')
  const seen: number[] = []
  let cursor: string | null = null
  do {
    const answer: { items: { id: number }[]; nextCursor: string | null } = (
      await world.as('auditor', { url: `/api/v1/audit?action=page&limit=3${cursor ? `&cursor=${cursor}` : ''}` })
    ).json()
    seen.push(...answer.items.map(({ id }) => id))
    cursor = answer.nextCursor
    await write('page')
  } while (cursor)
  expect(seen).toHaveLength(7)
  expect(new Set(seen).size).toBe(7)
})

it('chains what is written at the same time, whatever it holds', async () => {
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      write('parallel', { z: 1, a: { n, text: '值班员 "x" é', nothing: undefined, list: [1.5, null, { b: 1, a: 2 }] } }),
    ),
  )
  // Node knows no address of a connection that was closed meanwhile, whatever the type says.
  await transaction(world.pool, (db) => audit(db, { ...line('hungUp'), address: undefined as unknown as null }))
  const { rows } = await world.owner.query<{ count: number }>('select count(*) from audit_log')
  expect(await verifyAudit(world.pool)).toEqual({ ok: true, lines: rows[0]?.count })
})

it('cannot be rewritten by the application, nor by the owner who forgets himself', async () => {
  for (const pool of [world.pool, world.owner]) {
    await expect(pool.query(`update audit_log set result = 'x'`)).rejects.toThrow(/permission denied|append-only/)
    await expect(pool.query('delete from audit_log')).rejects.toThrow(/permission denied|append-only/)
  }
})

it('shows a line that was altered, and one that is missing, to whoever checks the chain', async () => {
  const ids = (await lines('?limit=5')).map(({ id }: { id: number }) => id)
  await world.owner.query('alter table audit_log disable trigger audit_log_append_only')
  await world.owner.query(`update audit_log set account = 'somebody else' where id = $1`, [ids[2]])
  expect(await verifyAudit(world.pool)).toEqual({ ok: false, id: ids[2], reason: 'the line was altered' })
  await world.owner.query('delete from audit_log where id = $1', [ids[2]])
  expect(await verifyAudit(world.pool)).toEqual({ ok: false, id: ids[1], reason: 'the line before it is missing or was replaced' })
})
