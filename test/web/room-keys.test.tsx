// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import type { Session } from '#contracts/session.ts'
import { ClosedList } from '../../web/screens/control-room/ClosedList.tsx'
import { ReleaseSilent } from '../../web/screens/control-room/ReleaseSilent.tsx'
import { anAlarm } from '../support/builders.ts'

const sent: string[] = []
const operator = { role: 'operator', kind: 'desk' } as Session
const press = (key: string, repeat = false) => dispatchEvent(new KeyboardEvent('keydown', { key, repeat, bubbles: true }))

afterEach(() => {
  cleanup()
  sent.length = 0
  vi.unstubAllGlobals()
})

it('tells the guards of a silent alarm by S, asked by S, and not by a key that is held', async () => {
  vi.stubGlobal('fetch', async (url: string) => {
    sent.push(url)
    return new Response(JSON.stringify(anAlarm({ silent: true, released: true })), { status: 200 })
  })
  render(<ReleaseSilent alarm={anAlarm({ silent: true })} session={operator} keysCount />)
  press('s')
  await screen.findByRole('alert')
  press('s', true)
  expect(sent).toEqual([])
  press('s')
  await expect.poll(() => sent.length).toBe(1)
  expect(sent[0]).toContain('/release')
})

it('does nothing by S before a person can have seen the alarm', () => {
  render(<ReleaseSilent alarm={anAlarm({ silent: true })} session={operator} keysCount={false} />)
  press('s')
  expect(screen.queryByRole('alert')).toBeNull()
})

it('opens the closed alarms by B', () => {
  const onShown = vi.fn()
  render(<ClosedList shown={false} onShown={onShown} selected={null} onSelect={() => {}} />)
  press('b')
  expect(onShown).toHaveBeenCalledWith(true)
})
