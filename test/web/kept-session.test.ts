// @vitest-environment happy-dom
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { School } from '#contracts/school.ts'
import type { Session } from '#contracts/session.ts'
import { followSession, isFresh, keepPart, openSession, recallPart } from '../../web/live/kept-session.ts'
import { useRegister } from '../../web/live/register.ts'
import { endSession, startSession, useSession } from '../../web/live/session.ts'

const HOUR_MS = 3_600_000
const technician = { user: { username: 'technician', name: '示例·运维' }, home: '/technician' }
const answers = (body: object, status = 200) =>
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } }))
const noNetwork = () => vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
/** The page is opened anew: what it knew is gone, what the device keeps is not. */
const reopen = () => useSession.setState({ session: undefined, isRemembered: false, hasEnded: false, isLeaving: false })

beforeAll(followSession)
beforeEach(() => {
  localStorage.clear()
  reopen()
})
afterEach(() => vi.unstubAllGlobals())

it('opens without network as who was signed in, with what was read last', async () => {
  answers(technician)
  await openSession('/technician')
  keepPart('board', { faults: 3 }, 'technician')
  reopen()
  noNetwork()
  await openSession('/technician')
  expect(useSession.getState()).toMatchObject({ session: technician, isRemembered: true })
  expect(recallPart('board')).toEqual({ faults: 3 })
})

it('remembers nobody on another page, and nobody of another home', async () => {
  answers({ ...technician, home: '/control-room' })
  await openSession('/technician')
  reopen()
  noNetwork()
  await openSession('/technician')
  expect(useSession.getState().session).toBeUndefined()
})

it('forgets who was signed in, and what was kept, once the server has ended the session', async () => {
  answers(technician)
  await openSession('/technician')
  keepPart('board', { faults: 3 }, 'technician')
  reopen()
  answers({ type: 'x', title: 'x', status: 401, detail: 'x' }, 401)
  await openSession('/technician')
  expect(useSession.getState()).toMatchObject({ session: null, hasEnded: true })
  expect(localStorage.length).toBe(0)
})

it('shows the telephones without network no longer than an unused session lives', async () => {
  answers(technician)
  await openSession('/technician')
  for (const part of ['board', 'schools'] as const) keepPart(part, [part], 'technician')
  noNetwork()
  const heardAgo = (ms: number) =>
    localStorage.setItem('xiaowei.kept-session', JSON.stringify({ session: technician, heardAt: Date.now() - ms }))
  for (const [minutes, schools] of [
    [29, ['schools']],
    [31, null],
  ] as const) {
    reopen()
    heardAgo(minutes * 60_000)
    await openSession('/technician')
    expect([recallPart('board'), recallPart('schools')]).toEqual([['board'], schools])
  }
})

it('shows nothing older than a session can live, nor from a clock that was ahead', () => {
  expect(isFresh({ heardAt: 0 }, 12 * HOUR_MS - 1)).toBe(true)
  expect(isFresh({ heardAt: 0 }, 12 * HOUR_MS)).toBe(false)
  expect(isFresh({ heardAt: HOUR_MS }, 0)).toBe(false)
})

it('shows nobody the page of whoever has asked to leave without network, and signs out before it says whose page it is', async () => {
  answers(technician)
  await openSession('/technician')
  keepPart('board', { faults: 3 }, 'technician')
  noNetwork()
  await endSession()
  keepPart('schools', ['s'], 'technician')
  expect(Object.keys(localStorage).filter((name) => name.includes('kept'))).toEqual([])
  reopen()
  await openSession('/technician')
  expect(useSession.getState()).toMatchObject({ session: undefined, isUnreachable: true })
  const asked: string[] = []
  vi.stubGlobal('fetch', async (path: string, { method }: { method: string }) => {
    asked.push(`${method} ${path}`)
    return new Response(null, { status: 204 })
  })
  dispatchEvent(new Event('online'))
  await expect.poll(() => useSession.getState().session).toBeNull()
  expect(asked).toEqual(['DELETE /api/v1/session'])
  answers(technician)
  await startSession('technician', 'x')
  reopen()
  await openSession('/technician')
  expect(useSession.getState().session).toEqual(technician)
})

it('does not sign out who has signed in elsewhere while the one before was leaving', async () => {
  answers(technician)
  await openSession('/technician')
  noNetwork()
  await endSession()
  localStorage.removeItem('xiaowei.leaving') // as another tab does once somebody has signed in
  answers({ ...technician, user: { username: 'vendor', name: 'x' } })
  dispatchEvent(new Event('online'))
  await expect.poll(() => useSession.getState().session?.user.username).toBe('vendor')
  expect(useSession.getState().isLeaving).toBe(false)
})

it('forgets what was kept for one person when the session is another’s, also of another home', async () => {
  for (const other of [
    { user: { username: 'guard', name: 'x' }, home: '/guard' },
    { user: { username: 'vendor', name: 'x' }, home: '/technician' },
    { ...technician, home: '/control-room' },
  ]) {
    answers(technician)
    await openSession('/technician')
    keepPart('board', { faults: 3 }, 'technician')
    answers(other)
    dispatchEvent(new StorageEvent('storage', { key: 'xiaowei.session-changed' }))
    await expect.poll(() => useSession.getState().session).toEqual(other)
    expect(localStorage.getItem('xiaowei.kept-part.board')).toBeNull()
    expect(localStorage.getItem('xiaowei.kept-session') ?? '').not.toContain('"technician"')
    keepPart('board', { faults: 3 }, 'technician') // an answer that was under way
    expect(localStorage.getItem('xiaowei.kept-part.board')).toBeNull()
  }
})

it('has no school of the one before for the next person', () => {
  useSession.setState({ session: technician as Session })
  useRegister.setState({ schools: new Map([['s1', { id: 's1' } as School]]) })
  useSession.setState({ session: { ...technician } as Session })
  expect(useRegister.getState().schools.size).toBe(1)
  useSession.setState({ session: null })
  expect(useRegister.getState().schools.size).toBe(0)
})
