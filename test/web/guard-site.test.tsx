// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Session } from '#contracts/session.ts'
import { clearBoard } from '../../web/live/board.ts'
import { endSession, startSession, useSession } from '../../web/live/session.ts'
import { Guard } from '../../web/screens/guard/Guard.tsx'
import { readSite } from '../../web/screens/guard/site.ts'

const DAY_MS = 86_400_000
const phoneOf = (username: string, kind: Session['kind'] = 'phone'): Session => ({
  user: { username, name: `示例·${username}` },
  role: 'guard',
  scope: { kind: 'school', ids: ['north'] },
  home: '/guard',
  kind,
  secondFactor: false,
  unit: '',
  departments: [],
  schools: [{ id: 'north', name: '北校（示例）' }],
})
const site = { controlRoomPhone: '0951-0000000', schools: [{ id: 'north', name: '北校（示例）', phones: [], buttons: [], plan: null }] }
/** The page may ask who is signed in at any time. */
const answers = (session: Session, guardSite: object = site) =>
  vi.stubGlobal('fetch', async (path: string) => {
    const body = path.endsWith('/session') ? session : guardSite
    return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } })
  })
const noNetwork = () => vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
const kept = () => localStorage.getItem('xiaowei.guard')

async function enrolled(session: Session): Promise<void> {
  answers(session)
  await startSession(session.user.username, 'x')
  await readSite()
}

/** What the page would open with: its store reads the device once, when it is loaded. */
async function opensWith(): Promise<unknown> {
  vi.resetModules()
  return (await import('../../web/screens/guard/site.ts')).useSite.getState().kept?.session.user.username ?? null
}

beforeEach(() => {
  localStorage.clear()
  clearBoard() // files of a worker share their modules, and the page draws every alarm
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.useRealTimers()
  useSession.setState({ session: undefined, isLeaving: false })
})

it('opens without network for whoever is enrolled, as long as a session can live', async () => {
  for (const [kind, days] of [
    ['phone', 180],
    ['desk', 0.5],
  ] as const) {
    await enrolled(phoneOf('guard', kind))
    expect(kept()).toContain('0951-0000000')
    vi.setSystemTime(Date.now() + days * DAY_MS - 60_000)
    expect(await opensWith()).toBe('guard')
    vi.setSystemTime(Date.now() + 120_000)
    expect(await opensWith()).toBeNull()
    vi.useRealTimers()
  }
})

it('is locked, with the emergency numbers alone, for whoever has asked to leave without network', async () => {
  await enrolled(phoneOf('guard'))
  noNetwork()
  await endSession()
  render(<Guard />)
  expect(screen.getByRole('alert').textContent).toContain('此页已锁定')
  expect(screen.getAllByRole('link').map(({ textContent }) => textContent)).toEqual(['110', '120', '119'])
  expect(document.body.textContent).not.toContain('示例')
  expect(kept()).toBeNull()
  await readSite().catch(() => {})
  expect(kept()).toBeNull()
  expect(await opensWith()).toBeNull()
})

it('shows the next guard nothing that was kept for the one before', async () => {
  await enrolled(phoneOf('guard'))
  answers(phoneOf('guard-m'), { ...site, controlRoomPhone: '0951-1111111' })
  await startSession('guard-m', 'x')
  render(<Guard />)
  await expect.poll(() => kept() ?? '').toContain('guard-m')
  expect(kept()).not.toContain('0951-0000000')
})
