import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureAccount } from '../../server/commands/ensure-account.ts'
import type { Scope } from '../../server/contracts/session.ts'
import { liveSessions, tokenOf } from '../../server/store/session.ts'
import { anAlarm, aWorld, cookieOf, NORTH, PASSWORD, SOUTH, signIn, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())

const change = (username: string, role: string, scope: object = { kind: 'district' }): InjectOptions => ({
  method: 'PUT',
  url: `/api/v1/accounts/${username}/role`,
  payload: { role, scope },
})
const create = (fields: object): InjectOptions => ({
  method: 'POST',
  url: '/api/v1/accounts',
  payload: { name: '张', password: 'a long enough phrase', role: 'operator', scope: { kind: 'district' }, ...fields },
})

describe('accounts', () => {
  it('are made with one role and can sign in', async () => {
    const answer = await world.as('securityAdmin', create({ username: 'zhang' }))
    expect([answer.statusCode, answer.json()]).toMatchObject([201, { username: 'zhang', role: 'operator', synthetic: false, sessions: 0 }])
    await signIn(world.app, 'zhang', 'a long enough phrase')
    const { rows } = await world.owner.query<{ hash: string }>(`select password_hash as hash from account where username = 'zhang'`)
    expect(rows[0]?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })
  it.each([
    [{ username: 'operator' }, 409, 'body.username'],
    [{ username: 'li', password: '12345678' }, 422, 'body.password'],
    [{ username: 'li', password: 'short' }, 400, 'body.password'],
    [{ username: 'l i' }, 400, 'body.username'],
    [{ username: 'li', role: 'guard' }, 422, 'body.scope'],
    [{ username: 'li', role: 'guard', scope: { kind: 'school', ids: ['nowhere'] } }, 422, 'body.scope.ids'],
    [{ username: 'li', isAdmin: true }, 400, 'body.isAdmin'],
  ])('with %j are refused with %i at %s', async (fields, status, path) => {
    const answer = await world.as('securityAdmin', create(fields))
    expect([answer.statusCode, answer.json().errors.map((error: { path: string }) => error.path)]).toEqual([status, [path]])
  })
  it('of the demo are refreshed at start, and never take a real person’s name', async () => {
    const scope: Scope = { kind: 'school', ids: [NORTH] } // two keys, which jsonb gives back in another order
    const demo = { username: 'demo', name: '演示', password: PASSWORD, role: 'schoolHead', scope, synthetic: true } as const
    await ensureAccount(world.pool, demo)
    const cookie = await signIn(world.app, 'demo')
    await ensureAccount(world.pool, demo)
    expect((await world.call({ url: '/api/v1/session', headers: { cookie } })).statusCode).toBe(200)
    await ensureAccount(world.pool, { ...demo, password: 'another' })
    expect((await world.call({ url: '/api/v1/session', headers: { cookie } })).statusCode).toBe(401)
    await signIn(world.app, 'demo', 'another')
    await expect(ensureAccount(world.pool, { ...demo, username: 'zhang' })).rejects.toThrow('account zhang exists and is not synthetic')
    await expect(ensureAccount(world.pool, { ...demo, scope: { kind: 'district' } })).rejects.toThrow('expected a scope of kind school')
  })
})

describe('a change of role', () => {
  it('ends the account’s sessions, so that open sockets are cut', async () => {
    const cookie = await signIn(world.app, 'police')
    const token = tokenOf(cookie) as Buffer
    expect((await liveSessions(world.pool, [token])).size).toBe(1)
    const answer = await world.as('securityAdmin', change('police', 'bureau'))
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { role: 'bureau', sessions: 0 }])
    expect((await liveSessions(world.pool, [token])).size).toBe(0)
    const { rows } = await world.owner.query(
      `select h.role from account_role_history h join account a on a.id = h.account_id where username = 'police'`,
    )
    expect(rows).toEqual([{ role: 'police' }])
  })
  it('never gives one account two of the three administrators’ roles, not even one after the other', async () => {
    const direct = await world.as('securityAdmin', change('systemAdmin', 'auditor'))
    expect([direct.statusCode, direct.json().detail]).toEqual([
      409,
      'no account holds two of systemAdmin, securityAdmin and auditor (三员): systemAdmin is or was systemAdmin; make another account',
    ])
    expect((await world.as('securityAdmin', change('auditor', 'operator'))).statusCode).toBe(200)
    expect((await world.as('securityAdmin', change('auditor', 'systemAdmin'))).statusCode).toBe(409)
    expect((await world.as('securityAdmin', change('auditor', 'auditor'))).statusCode).toBe(200)
  })
  it('is never one’s own', async () => {
    expect((await world.as('securityAdmin', change('securityAdmin', 'operator'))).statusCode).toBe(409)
  })
  it('of nobody is 404', async () => {
    expect((await world.as('securityAdmin', change('nobody', 'operator'))).statusCode).toBe(404)
  })
})

describe('ended sessions', () => {
  it('are ended for good, and counted', async () => {
    const cookies = [await signIn(world.app, 'schoolHead'), await signIn(world.app, 'schoolHead')]
    const answer = await world.as('securityAdmin', { method: 'DELETE', url: '/api/v1/accounts/schoolHead/sessions' })
    expect(answer.json()).toEqual({ ended: 2 })
    for (const cookie of cookies) expect((await world.call({ url: '/api/v1/session', headers: { cookie } })).statusCode).toBe(401)
  })
})

describe('an enrolled phone', () => {
  const makeCode = async (officer: string, username: string) => {
    const answer = await world.as(officer, { method: 'POST', url: '/api/v1/enrolments', payload: { username } })
    return { status: answer.statusCode, ...(answer.json() as { code: string; url: string }) }
  }
  const enrol = (code: string) => world.call({ method: 'POST', url: '/api/v1/session/enrolment', payload: { code } })

  it('is signed in for 180 days with a code that works once, however it is typed', async () => {
    const { code, url } = await makeCode('schoolOfficer', 'guard')
    expect(url).toMatch(new RegExp(`^http://[^/]+/guard#enrol=${code}$`))
    const typed = `${code.slice(0, 6)}-${code.slice(6)}`.toLowerCase()
    const answer = await enrol(typed)
    expect([answer.statusCode, answer.json()]).toMatchObject([
      200,
      { role: 'guard', kind: 'phone', home: '/guard', schools: [{ id: NORTH }] },
    ])
    expect(String(answer.headers['set-cookie'])).toContain(`Max-Age=${180 * 86_400}`)
    expect((await enrol(typed)).statusCode).toBe(401)
  })
  it('is not made with a wrong or an expired code', async () => {
    expect((await enrol('ABCDEFGHJKMN')).statusCode).toBe(401)
    const { code } = await makeCode('schoolOfficer', 'guard')
    await world.owner.query(`update enrolment set expires_at = now() - interval '1 s' where used_at is null`)
    expect((await enrol(code)).statusCode).toBe(401)
  })
  it('is made by the officer of the own school alone, for a guard alone', async () => {
    expect((await makeCode('officer2', 'guard')).status).toBe(404)
    expect((await makeCode('schoolOfficer', 'operator')).status).toBe(404)
    expect((await makeCode('schoolOfficer', 'nobody')).status).toBe(404)
  })
  it('is listed for the officer of its school alone, and ends when it is revoked', async () => {
    const answer = await enrol((await makeCode('schoolOfficer', 'guard')).code)
    const cookie = cookieOf(answer)
    const listed = async (officer: string) =>
      (await world.as(officer, { url: '/api/v1/phones' })).json().items as { id: string; username: string; enrolledAt: string }[]
    const newest = (await listed('schoolOfficer')).sort((a, b) => (a.enrolledAt < b.enrolledAt ? 1 : -1))[0]
    expect(newest).toMatchObject({ username: 'guard', name: 'guard（示例）' })
    expect((await listed('officer2')).map(({ id }) => id)).not.toContain(newest?.id)
    const revoke = (officer: string) => world.as(officer, { method: 'DELETE', url: `/api/v1/phones/${newest?.id}` })
    expect((await revoke('officer2')).statusCode).toBe(404)
    expect((await revoke('schoolOfficer')).statusCode).toBe(204)
    expect((await world.call({ url: '/api/v1/session', headers: { cookie } })).statusCode).toBe(401)
    expect((await revoke('schoolOfficer')).statusCode).toBe(404)
  })
  it('reads alarms of its school, answers and arrives, and may do nothing else (R54)', async () => {
    const cookie = cookieOf(await enrol((await makeCode('schoolOfficer', 'guard')).code))
    const ask = async (request: InjectOptions) =>
      (await world.call({ ...request, headers: { cookie, 'idempotency-key': String(Math.random()) } })).statusCode
    const [own, silent, other] = [
      await anAlarm(world.owner),
      await anAlarm(world.owner, { silent: true }),
      await anAlarm(world.owner, { schoolId: SOUTH }),
    ]
    expect(await ask({ url: `/api/v1/alarms/${own}` })).toBe(200)
    expect(await ask({ url: `/api/v1/alarms/${silent}` })).toBe(404)
    expect(await ask({ url: `/api/v1/alarms/${other}` })).toBe(404)
    const act = (name: string, body: object): InjectOptions => ({ method: 'POST', url: `/api/v1/alarms/${own}/${name}`, payload: body })
    expect(await ask(act('answer', { version: 1, answer: 'going' }))).toBe(200)
    expect(await ask(act('arrive', { version: 2 }))).toBe(200)
    expect(await ask(act('acknowledge', { version: 3 }))).toBe(403)
    for (const url of ['schools', 'campuses', 'devices', 'faults', 'exercises', 'audit', 'accounts'])
      expect([url, await ask({ url: `/api/v1/${url}` })]).toEqual([url, 403])
  })
  it('stays signed in without being used, until it is revoked', async () => {
    const cookie = cookieOf(await enrol((await makeCode('schoolOfficer', 'guard')).code))
    await world.owner.query(`update session set last_seen_at = now() - interval '100 days' where token_sha256 = $1`, [tokenOf(cookie)])
    const whoami = async () => (await world.call({ url: '/api/v1/session', headers: { cookie } })).statusCode
    expect(await whoami()).toBe(200)
    await world.as('securityAdmin', { method: 'DELETE', url: '/api/v1/accounts/guard/sessions' })
    expect(await whoami()).toBe(401)
  })
})
