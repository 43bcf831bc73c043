// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import type { Session } from '#contracts/session.ts'
import { useSession } from '../../web/live/session.ts'
import { SignOut } from '../../web/ui/SignOut.tsx'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const session = { user: { username: 'operator' } } as Session
const problem = (status: number) =>
  new Response(JSON.stringify({ type: 'x', title: 'x', status, detail: 'x' }), { status, headers: { 'content-type': 'application/json' } })

function press(answer: () => Response) {
  vi.stubGlobal('fetch', async () => answer())
  useSession.setState({ session, isLeaving: false })
  render(<SignOut className="">退出</SignOut>)
  screen.getByRole('button', { name: '退出' }).click()
}

it('stays signed in and says 未退出 without a network, and signs out when it is back', async () => {
  press(() => {
    throw new TypeError('Failed to fetch')
  })
  expect((await screen.findByRole('alert')).textContent).toContain('未退出')
  expect(useSession.getState().session).toBe(session)
  vi.stubGlobal('fetch', async () => new Response(null, { status: 204 }))
  dispatchEvent(new Event('online'))
  await expect.poll(() => useSession.getState().session).toBeNull()
  expect(useSession.getState().isLeaving).toBe(false)
})

it('is signed out when the server knows of no session', async () => {
  press(() => problem(401))
  await expect.poll(() => useSession.getState().session).toBeNull()
})

it('is not signed out by a server that fails', async () => {
  press(() => problem(503))
  await screen.findByRole('alert')
  expect(useSession.getState().session).toBe(session)
  vi.stubGlobal('fetch', async () => problem(401))
  dispatchEvent(new Event('online'))
  await expect.poll(() => useSession.getState().isLeaving).toBe(false)
})
