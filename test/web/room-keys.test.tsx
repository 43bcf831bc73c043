// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import type { Session } from '#contracts/session.ts'
import { useActs } from '../../web/live/acts.ts'
import { clearBoard, receiveAlarms } from '../../web/live/board.ts'
import { ActStatus } from '../../web/screens/control-room/ActStatus.tsx'
import { ClosedList } from '../../web/screens/control-room/ClosedList.tsx'
import { ReleaseSilent } from '../../web/screens/control-room/ReleaseSilent.tsx'
import { TakeAsReal } from '../../web/screens/control-room/TakeAsReal.tsx'
import { anAlarm } from '../support/builders.ts'

const sent: string[] = []
const operator = { role: 'operator', kind: 'desk' } as Session
const press = (key: string, repeat = false) => act(() => dispatchEvent(new KeyboardEvent('keydown', { key, repeat, bubbles: true })))
/** Acts begun, whether they have been sent yet or not. */
const begun = () => [...useActs.getState().acts.values()].map(({ name }) => name)

afterEach(() => {
  cleanup()
  sent.length = 0
  useActs.setState({ acts: new Map() })
  clearBoard()
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
  expect(begun()).toEqual([])
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
  expect(begun()).toEqual([])
  rerender(<TakeAsReal alarm={inTest} session={operator} keysCount />)
  press('j')
  await expect.poll(() => sent.filter((url) => url.includes('/real'))).toHaveLength(1)
  for (const other of [anAlarm(), anAlarm({ exercise: 'drill', exerciseVerified: false })]) {
    rerender(<TakeAsReal alarm={other} session={operator} keysCount />)
    expect(screen.queryByRole('button')).toBeNull()
  }
})

it('says which alarm stands against taking another one as real, and leads there', async () => {
  const problem = { type: '/problems/conflict', title: 'x', status: 409, detail: 'another alarm is open' }
  vi.stubGlobal('fetch', async (url: string) =>
    url.includes('/real') ? new Response(JSON.stringify(problem), { status: 409 }) : new Response('{"items":[]}', { status: 200 }),
  )
  const drill = anAlarm({ exercise: 'drill', exerciseVerified: true, priority: 4 })
  const real = anAlarm({ receivedAt: '2026-03-02T00:00:00.000Z' })
  receiveAlarms([drill, real, anAlarm({ deviceId: 'button-2' })])
  const onSelect = vi.fn()
  render(
    <>
      <TakeAsReal alarm={drill} session={operator} keysCount />
      <ActStatus alarm={drill} onSelect={onSelect} />
    </>,
  )
  press('j')
  const status = await screen.findByRole('button', { name: '打开那一起' })
  expect(status.parentElement?.textContent).toMatch(/已有一起未结警情（.*08:00:00 接报）。请处理那一起/)
  status.click()
  expect(onSelect).toHaveBeenCalledWith(real.id)
})

it('opens the closed alarms by B', () => {
  const onShown = vi.fn()
  render(<ClosedList shown={false} onShown={onShown} selected={null} onSelect={() => {}} />)
  press('b')
  expect(onShown).toHaveBeenCalledWith(true)
})
