import type { InjectOptions } from 'fastify'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildApp } from '../../server/api/app.ts'
import { removeSecondFactor } from '../../server/commands/remove-second-factor.ts'
import { installationKey } from '../../server/store/installation-key.ts'
import { sealSecondFactors } from '../../server/store/second-factor.ts'
import { aWorld, cookieOf, PASSWORD, signIn, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())
beforeEach(async () => {
  await world.owner.query('delete from sign_in_back_off')
})

const STEP_MS = 30_000
const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * STEP_MS })
/** What the server has taken is forgotten, so that a test need not wait half a minute for the next code. */
const forgetSteps = () => world.owner.query('update second_factor set last_step = null')
const post = (url: string, payload: object): InjectOptions => ({ method: 'POST', url: `/api/v1${url}`, payload })
const put = (url: string, payload: object): InjectOptions => ({ method: 'PUT', url: `/api/v1${url}`, payload })

async function enrol(username: string): Promise<string> {
  const offer = await world.as(username, post('/session/second-factor', { password: PASSWORD }))
  expect(offer.statusCode).toBe(200)
  const { secret, uri } = offer.json() as { secret: string; uri: string }
  expect(uri).toMatch(new RegExp(`^otpauth://totp/.*${username}\\?.*secret=${secret}`))
  expect((await world.as(username, put('/session/second-factor', { code: codeOf(secret) }))).statusCode).toBe(204)
  return secret
}

describe('a second factor', () => {
  it('counts from its first right code, is asked for at the sign-in, and no code opens twice', async () => {
    const offer = await world.as('bureau', post('/session/second-factor', { password: PASSWORD }))
    const { secret } = offer.json() as { secret: string }
    await signIn(world.app, 'bureau') // offered, and not yet proven: nobody is locked out by a phone that was never set up
    expect((await world.as('bureau', put('/session/second-factor', { code: '000000' }))).statusCode).toBe(422)
    expect((await world.as('bureau', put('/session/second-factor', { code: codeOf(secret) }))).statusCode).toBe(204)
    expect((await world.as('bureau', { url: '/api/v1/session' })).json()).toMatchObject({ secondFactor: true, kind: 'desk' })

    const open = (more: object) => world.call(post('/session', { username: 'bureau', password: PASSWORD, ...more }))
    const without = await open({})
    expect([without.statusCode, without.json().type]).toEqual([401, '/problems/code-required'])
    expect((await open({ code: codeOf(secret) })).statusCode).toBe(401) // the one that proved it
    await forgetSteps()
    const code = codeOf(secret)
    expect((await open({ code })).statusCode).toBe(200)
    expect((await open({ code })).statusCode).toBe(401)
    expect((await open({ code: codeOf(secret, -3) })).statusCode).toBe(401)
    expect((await open({ password: 'wrong password', code })).json().type).toBe('/problems/sign-in-refused')
  })

  it('is offered to who knows the password, and never a second time', async () => {
    const wrong = await world.as('department', post('/session/second-factor', { password: 'wrong password' }))
    expect([wrong.statusCode, wrong.json().errors[0].path]).toEqual([422, 'body.password'])
    await enrol('department')
    expect((await world.as('department', post('/session/second-factor', { password: PASSWORD }))).statusCode).toBe(409)
  })

  it('is taken away by a security administrator, with the sessions, and never by its owner', async () => {
    await enrol('technician')
    const cookie = await world.cookie('technician')
    const remove = (username: string) => world.as('securityAdmin', { method: 'DELETE', url: `/api/v1/accounts/${username}/second-factor` })
    expect((await remove('technician')).statusCode).toBe(204)
    expect((await world.call({ url: '/api/v1/session', headers: { cookie } })).statusCode).toBe(401)
    await signIn(world.app, 'technician')
    expect((await remove('technician')).statusCode).toBe(409)
    expect((await remove('securityAdmin')).statusCode).toBe(409)
    expect((await remove('nobody')).statusCode).toBe(404)
  })
})

describe('the secret of a second factor', () => {
  const held = async (username: string) => {
    const { rows } = await world.owner.query<{ secret: Buffer; keyId: string | null }>(
      `select secret, key_id as "keyId" from second_factor where account_id = (select id from account where username = $1)`,
      [username],
    )
    return rows[0]
  }

  it('is nowhere in the database as the authenticator has it, and one of before is sealed at the next start', async () => {
    const secret = await enrol('police')
    const plain = Buffer.from(Secret.fromBase32(secret).bytes)
    const { id } = await world.deps.readKey()
    const sealed = await held('police')
    expect(sealed?.keyId).toBe(id)
    expect(sealed?.secret.includes(plain)).toBe(false)

    const mine = `account_id = (select id from account where username = 'police')`
    await world.owner.query(`update second_factor set secret = $1, key_id = null, last_step = null where ${mine}`, [plain])
    const open = () => world.call(post('/session', { username: 'police', password: PASSWORD, code: codeOf(secret) }))
    expect((await open()).statusCode).toBe(200)
    expect(await sealSecondFactors(world.pool, world.deps.readKey)).toEqual([])
    expect((await held('police'))?.secret.includes(plain)).toBe(false)
    await forgetSteps()
    expect((await open()).statusCode).toBe(200)
  })

  it('opens neither under the key of another installation nor at another account', async () => {
    const secret = await enrol('auditor')
    const { id } = await world.deps.readKey()
    const other = installationKey('', 'a'.repeat(64))
    expect(await sealSecondFactors(world.pool, other)).toEqual([id])
    await forgetSteps()
    const factors = `(select secret from second_factor where account_id = (select id from account where username = 'auditor'))`
    await world.owner.query(
      `insert into second_factor (account_id, secret, key_id, proven_at) select id, ${factors}, $1, now() from account where username = 'guard2'`,
      [id],
    )
    const moved = await world.app.inject(post('/session', { username: 'guard2', password: PASSWORD, code: codeOf(secret) }))
    expect(moved.statusCode).toBe(500)
    await world.owner.query(`delete from second_factor where account_id = (select id from account where username = 'guard2')`)
  })
})

describe('where a second factor is required', () => {
  it('who may take data away comes in to set one up and for nothing else; a watch-keeper on the spot comes in', async () => {
    const app = await buildApp({
      ...world.deps,
      config: { ...world.deps.config, factorRequired: true, isRemote: (address) => address === '203.0.113.7' },
    })
    const open = (username: string, remoteAddress = '127.0.0.1') =>
      app.inject({ ...post('/session', { username, password: PASSWORD }), remoteAddress })
    const answer = await open('schoolHead')
    expect(answer.json()).toMatchObject({ kind: 'enrolling', secondFactor: false })
    const cookie = cookieOf(answer)
    const ask = (request: InjectOptions) => app.inject({ ...request, headers: { cookie } })
    const refused = await ask({ url: '/api/v1/alarms' })
    expect([refused.statusCode, refused.json().detail]).toEqual([
      403,
      'this account must set up a second factor first: POST and PUT /api/v1/session/second-factor',
    ])
    const { secret } = (await ask(post('/session/second-factor', { password: PASSWORD }))).json() as { secret: string }
    expect((await ask(put('/session/second-factor', { code: codeOf(secret) }))).statusCode).toBe(204)
    expect((await ask({ url: '/api/v1/alarms' })).statusCode).toBe(200)
    expect((await open('operator')).json().kind).toBe('desk')
    expect((await open('operator', '203.0.113.7')).json().kind).toBe('enrolling')
    await app.close()
  })
})

describe('a workstation that stays signed in', () => {
  it('says again who is at it before an export, and not for anything else (R54)', async () => {
    const cookie = await signIn(world.app, 'shiftLeader')
    const ask = (request: InjectOptions) => world.call({ ...request, headers: { cookie } })
    const sheet = { url: '/api/v1/exports/faults' }
    expect((await ask(sheet)).statusCode).toBe(200)
    await world.owner.query(
      `update session set confirmed_at = now() - interval '11 minutes' where account_id = (select id from account where username = 'shiftLeader')`,
    )
    const refused = await ask(sheet)
    expect([refused.statusCode, refused.json().type]).toEqual([403, '/problems/confirm-identity'])
    expect((await ask({ url: '/api/v1/alarms' })).statusCode).toBe(200)
    expect((await ask(post('/session/confirm', { password: 'wrong password' }))).statusCode).toBe(422)
    expect((await ask(sheet)).statusCode).toBe(403)
    expect((await ask(post('/session/confirm', { password: PASSWORD }))).statusCode).toBe(204)
    expect((await ask(sheet)).statusCode).toBe(200)
    const { rows } = await world.owner.query(
      `select result from audit_log where action = 'session.confirm' and account = 'shiftLeader' order by id`,
    )
    expect(rows.map(({ result }) => result)).toEqual(['refused-input', 'ok'])
  })
})

describe('a password', () => {
  it('is changed with the old one, and the other desks are signed out', async () => {
    const [mine, other] = [await signIn(world.app, 'dutyLeader'), await signIn(world.app, 'dutyLeader')]
    const change = (payload: object) => world.call({ ...put('/session/password', payload), headers: { cookie: mine } })
    const NEW = 'staple battery horse'
    expect((await change({ password: 'wrong password', newPassword: NEW })).statusCode).toBe(422)
    const weak = await change({ password: PASSWORD, newPassword: '12345678' })
    expect([weak.statusCode, weak.json().errors[0].path]).toEqual([422, 'body.newPassword'])
    expect((await change({ password: PASSWORD, newPassword: NEW })).statusCode).toBe(204)
    const alive = async (cookie: string) => (await world.call({ url: '/api/v1/session', headers: { cookie } })).statusCode
    expect([await alive(mine), await alive(other)]).toEqual([200, 401])
    await signIn(world.app, 'dutyLeader', NEW)
  })

  it('is set anew by a security administrator, and an account is closed and opened by one', async () => {
    const cookie = await signIn(world.app, 'vendor')
    const reset = (username: string) => world.as('securityAdmin', put(`/accounts/${username}/password`, { password: 'a quite new phrase' }))
    expect((await reset('vendor')).statusCode).toBe(204)
    expect((await world.call({ url: '/api/v1/session', headers: { cookie } })).statusCode).toBe(401)
    await signIn(world.app, 'vendor', 'a quite new phrase')
    expect([(await reset('securityAdmin')).statusCode, (await reset('nobody')).statusCode]).toEqual([409, 404])
    const close = (username: string, disabled: boolean) => world.as('securityAdmin', put(`/accounts/${username}/disabled`, { disabled }))
    expect((await close('vendor', true)).statusCode).toBe(204)
    const closed = await world.call(post('/session', { username: 'vendor', password: 'a quite new phrase' }))
    expect(closed.statusCode).toBe(401)
    expect((await close('vendor', false)).statusCode).toBe(204)
    await signIn(world.app, 'vendor', 'a quite new phrase')
    expect((await close('securityAdmin', true)).statusCode).toBe(409)
  })
})

describe('where the key is lost', () => {
  it('nothing is sealed under another beside what is left, and whoever runs the server takes that away', async () => {
    await enrol('systemAdmin')
    const app = await buildApp({ ...world.deps, readKey: installationKey('', 'b'.repeat(64)) })
    const cookie = await world.cookie('guard')
    const offer = () => app.inject({ ...post('/session/second-factor', { password: PASSWORD }), headers: { cookie } })
    const refused = await offer()
    expect([refused.statusCode, refused.json().detail]).toEqual([409, expect.stringContaining('another key')])

    const { rows: left } = await world.owner.query<{ username: string }>(
      'select username from account join second_factor f on f.account_id = account.id where f.proven_at is not null',
    )
    for (const { username } of left) expect(await removeSecondFactor(world.pool, null, username)).toEqual({ ok: true })
    expect(await removeSecondFactor(world.pool, null, 'systemAdmin')).toMatchObject({ ok: false, problem: { status: 409 } })
    expect((await offer()).statusCode).toBe(200)
    const { rows } = await world.owner.query(
      `select account, role, data from audit_log where action = 'secondFactor.remove' and object = 'systemAdmin'`,
    )
    expect(rows).toEqual([{ account: null, role: null, data: { commandLine: true } }])
    await app.close()
  })
})
