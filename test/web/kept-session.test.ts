// @vitest-environment happy-dom
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { followSession, isFresh, keepPart, openSession, recallPart } from '../../web/live/kept-session.ts'
import { useSession } from '../../web/live/session.ts'

const HOUR_MS = 3_600_000
const technician = { user: { username: 'technician', name: '示例·运维' }, home: '/technician' }
const answers = (body: object, status = 200) =>
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } }))
const noNetwork = () => vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
/** The page is opened anew: what it knew is gone, what the device keeps is not. */
const reopen = () => useSession.setState({ session: undefined, isRemembered: false, hasEnded: false })

beforeAll(followSession)
beforeEach(() => {
  localStorage.clear()
  reopen()
})
afterEach(() => vi.unstubAllGlobals())

it('opens without network as who was signed in, with what was read last', async () => {
  answers(technician)
  await openSession('/technician')
  keepPart('board', { faults: 3 })
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
  keepPart('board', { faults: 3 })
  reopen()
  answers({ type: 'x', title: 'x', status: 401, detail: 'x' }, 401)
  await openSession('/technician')
  expect(useSession.getState()).toMatchObject({ session: null, hasEnded: true })
  expect(localStorage.length).toBe(0)
})

it('shows nothing older than a session can live, nor from a clock that was ahead', () => {
  expect(isFresh({ heardAt: 0 }, 12 * HOUR_MS - 1)).toBe(true)
  expect(isFresh({ heardAt: 0 }, 12 * HOUR_MS)).toBe(false)
  expect(isFresh({ heardAt: HOUR_MS }, 0)).toBe(false)
})
