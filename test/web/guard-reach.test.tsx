// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Pulse, Subscribed } from '#contracts/push.ts'
import type { Session } from '#contracts/session.ts'
import { clearBoard, receiveAnswer } from '../../web/live/board.ts'
import { heardPulse, lookAtClock, noteListed, setConnected, startLinkClock } from '../../web/live/link.ts'
import { Calm, Reach } from '../../web/screens/guard/Calm.tsx'
import { StaleNotice } from '../../web/screens/guard/StaleNotice.tsx'

let now = 1_000_000
vi.spyOn(performance, 'now').mockImplementation(() => now)
const later = (ms: number) =>
  act(() => {
    now += ms
    lookAtClock()
  })
const pulse: Pulse = { at: '2026-03-02T08:00:00.000Z', gateway: true, database: true, probeAgeMs: 200 } as Pulse
const reach = () => document.querySelector('p')?.textContent

beforeEach(() => {
  now += 1_000_000
  setConnected(false)
  clearBoard()
  startLinkClock()()
})
afterEach(cleanup)

it('says by what an alarm would reach the guard: live, by asking and so late, or not at all', () => {
  render(<Reach />)
  later(6_000)
  expect(reach()).toContain('现在收不到报警')
  act(() => noteListed(now))
  expect(reach()).toContain('报警会迟到')
  expect(reach()).toContain('每 10 秒查询一次')
  // Asked again and again without an answer: nothing reaches him any more.
  later(31_000)
  expect(reach()).toContain('现在收不到报警')
  act(() => {
    setConnected(true)
    heardPulse(pulse)
  })
  expect(reach()).toContain('能收到报警')
})

it('calls the school calm only as long as it would know', () => {
  const session = { schools: [] } as unknown as Session
  const heading = () => screen.getByRole('heading').textContent
  render(<Calm session={session} here={null} onHere={() => {}} />)
  expect(heading()).toBe('正在取回警情…')
  later(6_000)
  expect(heading()).toBe('还没有取到警情')
  act(() => {
    setConnected(true)
    heardPulse(pulse)
    receiveAnswer({ alarms: [], cursor: 0, reset: true } as unknown as Subscribed, [])
  })
  expect(heading()).toBe('本校无警情')
  act(() => setConnected(false))
  later(6_000)
  expect(heading()).toBe('断线前本校无警情')
})

it('does not go on saying that alarms are asked for once that fails too', () => {
  render(<StaleNotice schoolId={null} />)
  later(6_000)
  act(() => noteListed(now))
  expect(screen.getByRole('alert').textContent).toContain('警情改为每 10 秒查询一次')
  later(31_000)
  expect(screen.getByRole('alert').textContent).not.toContain('查询一次')
})
