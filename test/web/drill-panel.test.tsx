// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import type { OpenExercise } from '#contracts/exercise.ts'
import type { Session } from '#contracts/session.ts'
import { DrillPanel } from '../../web/screens/control-room/DrillPanel.tsx'

const DAY_MS = 86_400_000
const drill: OpenExercise = {
  id: '7a3c8f0e-6f0e-4a55-8d0b-0e5a3f2b1c4d',
  kind: 'drill',
  deviceId: null,
  schoolId: 'school-1',
  openedBy: 'leader',
  openedAt: new Date().toISOString(),
  endsAt: new Date(Date.now() + DAY_MS).toISOString(),
  endedAt: null,
  policeNotifiedBy: 'leader',
  policeNotifiedAt: new Date().toISOString(),
  reason: null,
}
const session = { role: 'shiftLeader', kind: 'desk', user: { username: 'leader' } } as Session

/** The panel with one drill open, and what the server says to ending it. */
async function endOf(answer: () => Response): Promise<void> {
  vi.stubGlobal('fetch', async (url: string) => (url.endsWith('/end') ? answer() : new Response(JSON.stringify({ items: [drill] }))))
  render(<DrillPanel session={session} onClose={() => {}} />)
  const end = await screen.findByRole('button', { name: '提前结束' })
  end.click()
}

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it('says in words of drills that one has ended already', async () => {
  await endOf(() => new Response(JSON.stringify({ type: '/problems/not-found', title: 'x', status: 404, detail: 'x' }), { status: 404 }))
  expect(await screen.findByText('这项演练已结束，或这所学校已不在名册中')).toBeTruthy()
})

it('says that nobody knows what became of it when the server does not answer', async () => {
  await endOf(() => {
    throw new TypeError('Failed to fetch')
  })
  expect(await screen.findByText(/服务器没有答复，不知道是否已结束/)).toBeTruthy()
})

it('says on which day a drill ends that ends on another one', async () => {
  await endOf(() => new Response(null, { status: 500 }))
  expect(await screen.findByText(/到 (\d{4}\/)?\d{2}\/\d{2} \d{2}:\d{2}:\d{2}/)).toBeTruthy()
})
