import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { missedSince } from '../../server/push/subscribe.ts'
import { liveSessions, principalOf, type SignedIn, tokenOf } from '../../server/store/session.ts'
import { anAlarm, aWorld, cookieOf, NORTH, PASSWORD, SOUTH, signIn, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())
beforeEach(() => world.owner.query('delete from sign_in_back_off'))

const post = (payload: object, headers: Record<string, string> = {}, remoteAddress = '127.0.0.1') =>
  world.call({ method: 'POST', url: '/api/v1/session', payload, headers, remoteAddress })
const whoami = async (cookie: string) => (await world.call({ url: '/api/v1/session', headers: { cookie } })).statusCode
/** Moves a session's times into the past, as waiting would. */
const age = (cookie: string, column: 'last_seen_at' | 'expires_at', interval: string) =>
  world.owner.query(`update session set ${column} = ${column} - $2::interval where token_sha256 = $1`, [tokenOf(cookie), interval])

describe('a session', () => {
  it('tells who is signed in, in which role and scope, and where the home page is', async () => {
    const cookie = await signIn(world.app, 'guard')
    const answer = await world.call({ url: '/api/v1/session', headers: { cookie } })
    expect(answer.json()).toEqual({
      user: { username: 'guard', name: 'guard（示例）' },
      role: 'guard',
      scope: { kind: 'school', ids: [NORTH] },
      home: '/guard',
      departments: [],
      kind: 'desk',
      secondFactor: false,
      unit: '示例区教育局',
      schools: [{ id: NORTH, name: `示例${NORTH}` }],
    })
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('ends when signed out, and when the browser signs in anew', async () => {
    const first = await signIn(world.app, 'bureau')
    const second = cookieOf(await post({ username: 'bureau', password: PASSWORD }, { cookie: first }))
    expect([await whoami(first), await whoami(second)]).toEqual([401, 200])
    const out = await world.call({ method: 'DELETE', url: '/api/v1/session', headers: { cookie: second } })
    expect(out.statusCode).toBe(204)
    expect(out.headers['set-cookie']).toMatch(/^xiaowei=;/)
    expect(await whoami(second)).toBe(401)
  })

  it('is kept as a hash: who reads the database cannot sign in', async () => {
    const cookie = await signIn(world.app, 'bureau')
    const { rows } = await world.owner.query('select token_sha256::text as hash from session')
    expect(JSON.stringify(rows)).not.toContain(cookie.slice('xiaowei='.length))
  })

  it.each([
    ['bureau', '31 minutes', 401],
    ['bureau', '29 minutes', 200],
    ['systemAdmin', '31 minutes', 401],
    ['operator', '11 hours', 200],
    ['shiftLeader', '11 hours', 200],
    ['dutyLeader', '11 hours', 200],
  ] as const)('of %s, idle for %s, answers %i (R54)', async (username, interval, status) => {
    const cookie = await signIn(world.app, username)
    await age(cookie, 'last_seen_at', interval)
    expect(await whoami(cookie)).toBe(status)
  })

  it('begins its idle time anew with each use', async () => {
    const cookie = await signIn(world.app, 'bureau')
    for (let use = 0; use < 3; use += 1) {
      await age(cookie, 'last_seen_at', '20 minutes')
      expect(await whoami(cookie)).toBe(200)
    }
  })

  it('of an operator ends after 12 hours all the same', async () => {
    const cookie = await signIn(world.app, 'operator')
    await age(cookie, 'expires_at', '12 hours')
    expect(await whoami(cookie)).toBe(401)
  })

  it('is no longer live for the push once it has ended, and looking does not keep it alive', async () => {
    const [kept, ended] = [await signIn(world.app, 'bureau'), await signIn(world.app, 'bureau')]
    const tokens = [kept, ended].map((cookie) => tokenOf(cookie) as Buffer)
    await world.call({ method: 'DELETE', url: '/api/v1/session', headers: { cookie: ended } })
    const live = await liveSessions(world.pool, tokens)
    expect([...live.keys()]).toEqual([tokens[0]?.toString('hex')])
    expect([...live.values()]).toEqual([(await principalOf(world.pool, kept))?.principal])
    await age(kept, 'last_seen_at', '31 minutes')
    expect((await liveSessions(world.pool, tokens)).size).toBe(0)
  })

  it('is nobody’s with a cookie that is not ours', async () => {
    for (const cookie of ['xiaowei=', 'xiaowei=x', `xiaowei=${'A'.repeat(43)}`, 'other=1'])
      expect(await principalOf(world.pool, cookie)).toBeNull()
    expect(await principalOf(world.pool, undefined)).toBeNull()
  })

  it('resolves a township to its schools of today', async () => {
    const cookie = await signIn(world.app, 'northLeader')
    expect((await principalOf(world.pool, cookie))?.principal.schoolIds).toEqual([NORTH])
  })
})

it('has a cursor only for the schools for which it was given', async () => {
  const cookie = await signIn(world.app, 'northLeader')
  const asked = async (since?: number) => missedSince(world.pool, ((await principalOf(world.pool, cookie)) as SignedIn).principal, since)
  const { cursor, reset } = await asked()
  expect([reset, (await asked(cursor)).reset]).toEqual([true, false])
  const open = await anAlarm(world.owner, { schoolId: SOUTH })
  await world.owner.query(`update school set township_id = 'north' where id = $1`, [SOUTH])
  const moved = await asked(cursor)
  expect(moved).toMatchObject({ reset: true, cursor })
  expect(moved.alarms.map(({ id }) => id)).toContain(open)
  // Whoever else has that number may have it from before: a second tab, a second sign-in.
  expect((await asked(cursor)).reset).toBe(true)
  await world.owner.query(`update school set township_id = 'south' where id = $1`, [SOUTH])
})

describe('the cookie', () => {
  const setCookie = async (headers: Record<string, string>) =>
    String((await post({ username: 'bureau', password: PASSWORD }, headers)).headers['set-cookie'])
  it('is HttpOnly, SameSite=Strict and for the whole site', async () => {
    expect(await setCookie({ host: 'localhost:8080' })).toMatch(/^xiaowei=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/)
  })
  it.each([
    ['localhost:8080', {}, false],
    ['127.0.0.1', {}, false],
    ['[::1]:8080', {}, false],
    ['xiaowei.example', {}, true],
    ['192.168.1.5:8080', {}, true],
    ['127.0.0.1.evil.example', {}, true],
    ['127.0.0.1:8080', { 'x-forwarded-proto': 'https' }, true],
    ['localhost', { 'x-forwarded-for': '10.0.0.1' }, true],
  ])('at host %s, forwarded %j, is Secure: %s', async (host, forwarded, secure) => {
    expect((await setCookie({ host, ...forwarded })).includes('Secure')).toBe(secure)
  })
})

describe('a refused sign-in', () => {
  it('does not tell whether the user exists', async () => {
    const bodies = await Promise.all(
      ['bureau', 'no-such-user', 'no such\u0000user'].map(async (username) => {
        const answer = await post({ username, password: 'wrong password' })
        return [answer.statusCode, answer.body]
      }),
    )
    expect(new Set(bodies.map(String)).size).toBe(1)
    expect(bodies[0]?.[0]).toBe(401)
  })

  it('takes as long for a name that nobody has', async () => {
    const time = async (username: string) => {
      await world.owner.query('delete from sign_in_back_off')
      const start = performance.now()
      await post({ username, password: 'wrong password' })
      return performance.now() - start
    }
    const median = async (username: string) => {
      const times = []
      for (let run = 0; run < 7; run += 1) times.push(await time(username))
      return times.sort((a, b) => a - b)[3] ?? 0
    }
    await time('bureau')
    const [known, unknown] = [await median('bureau'), await median('no-such-user')]
    expect(unknown).toBeGreaterThan(known / 3)
    expect(known).toBeGreaterThan(unknown / 3)
  })

  it('of a disabled account is the same refusal', async () => {
    await world.owner.query(`update account set disabled_at = now() where username = 'police'`)
    expect((await post({ username: 'police', password: PASSWORD })).statusCode).toBe(401)
    await world.owner.query(`update account set disabled_at = null where username = 'police'`)
  })

  it('slows down the same address and name, whatever is tried meanwhile, and nobody else', async () => {
    const wrong = (address: string) => post({ username: 'operator', password: 'wrong password' }, {}, address)
    const statuses = []
    for (let run = 0; run < 7; run += 1) statuses.push((await wrong('10.0.0.9')).statusCode)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
    const waiting = await post({ username: 'operator', password: PASSWORD }, {}, '10.0.0.9')
    expect([waiting.statusCode, waiting.headers['retry-after']]).toEqual([429, '1'])
    expect((await post({ username: 'operator', password: PASSWORD }, {}, '10.0.0.10')).statusCode).toBe(200)
    expect((await post({ username: 'shiftLeader', password: PASSWORD }, {}, '10.0.0.9')).statusCode).toBe(200)
  })

  it('doubles the wait up to a minute, and is forgotten after the right password', async () => {
    const wait = async () => {
      await post({ username: 'operator', password: 'wrong password' }, {}, '10.0.0.9')
      const { rows } = await world.owner.query<{ wait: number }>(
        'select extract(epoch from retry_at - failed_at)::int as wait from sign_in_back_off',
      )
      await world.owner.query('update sign_in_back_off set retry_at = now()')
      return rows[0]?.wait
    }
    const waits = []
    for (let failure = 0; failure < 13; failure += 1) waits.push(await wait())
    expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60])
    expect((await post({ username: 'operator', password: PASSWORD }, {}, '10.0.0.9')).statusCode).toBe(200)
    expect((await world.owner.query('select from sign_in_back_off')).rowCount).toBe(0)
  })

  it('does not let parallel guesses escape the count', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post({ username: 'operator', password: 'wrong password' }, {}, '10.0.0.11')),
    )
    expect(answers.filter(({ statusCode }) => statusCode === 401)).toHaveLength(5)
  })
})

describe('requests of other sites', () => {
  it.each([
    [{}, 200],
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://localhost:8080' }, 200],
    [{ origin: 'http://localhost:8080' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'http://localhost:9999' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'file://localhost:8080' }, 403],
  ])('with %j are answered %i when they change something', async (headers, status) => {
    const answer = await post(
      { username: 'bureau', password: PASSWORD },
      { host: 'localhost:8080', ...(headers as Record<string, string>) },
    )
    expect(answer.statusCode).toBe(status)
    if (status === 403) expect(answer.json().type).toBe('/problems/foreign-origin')
  })
})
