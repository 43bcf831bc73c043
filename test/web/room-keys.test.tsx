// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import type { Session } from '#contracts/session.ts'
import { ClosedList } from '../../web/screens/control-room/ClosedList.tsx'
import { ReleaseSilent } from '../../web/screens/control-room/ReleaseSilent.tsx'
import { TakeAsReal } from '../../web/screens/control-room/TakeAsReal.tsx'
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

it('takes the alarm of a test as real by J, and offers nothing of the kind on a real one', async () => {
  vi.stubGlobal('fetch', async (url: string) => {
    sent.push(url)
    return new Response(JSON.stringify(anAlarm()), { status: 200 })
  })
  const inTest = anAlarm({ exercise: 'test', exerciseVerified: true, priority: 4 })
  const { rerender } = render(<TakeAsReal alarm={inTest} session={operator} keysCount={false} />)
  press('j')
  expect(sent).toEqual([])
  rerender(<TakeAsReal alarm={inTest} session={operator} keysCount />)
  press('j')
  await expect.poll(() => sent.filter((url) => url.includes('/real'))).toHaveLength(1)
  rerender(<TakeAsReal alarm={anAlarm()} session={operator} keysCount />)
  expect(screen.queryByRole('button')).toBeNull()
})

it('opens the closed alarms by B', () => {
  const onShown = vi.fn()
  render(<ClosedList shown={false} onShown={onShown} selected={null} onSelect={() => {}} />)
  press('b')
  expect(onShown).toHaveBeenCalledWith(true)
})
