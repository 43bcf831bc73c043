// @vitest-environment happy-dom
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import type { Handover } from '#contracts/handover.ts'
import type { Session } from '#contracts/session.ts'
import { clearBoard, receiveAlarms } from '../../web/live/board.ts'
import { useHandovers } from '../../web/live/handovers.ts'
import { HandoverCount, HandoverPanel } from '../../web/screens/control-room/HandoverPanel.tsx'
import { ShelfList } from '../../web/screens/control-room/Shelf.tsx'
import { anAlarm } from '../support/builders.ts'

const mine = anAlarm({ id: '7a3c8f0e-6f0e-4a55-8d0b-0e5a3f2b1c4d', handledBy: 'wang', unacknowledged: false, state: 'acknowledged' })
const nobodys = anAlarm({ id: '7a3c8f0e-6f0e-4a55-8d0b-0e5a3f2b1c4e', cursor: 2 })
const handover: Handover = {
  id: '7a3c8f0e-6f0e-4a55-8d0b-0e5a3f2b1c4f',
  by: 'wang',
  byName: '示例·王',
  startedAt: new Date().toISOString(),
  takenBy: null,
  takenByName: null,
  withdrawn: false,
  endedAt: null,
  alarms: [mine, nobodys].map(({ id, handledBy }) => ({
    alarmId: id,
    from: handledBy,
    takenBy: null,
    takenByName: null,
    takenAt: null,
    closed: false,
  })),
}
const sessionOf = (username: string) => ({ role: 'operator', kind: 'desk', user: { username } }) as Session

function show(username: string, items: Handover[] = [handover]) {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ items })))
  receiveAlarms([mine, nobodys])
  render(
    <>
      <HandoverCount onOpen={() => {}} />
      <HandoverPanel session={sessionOf(username)} onClose={() => {}} />
    </>,
  )
  return screen.findByRole('heading', { name: /开始交班/ })
}

afterEach(() => {
  cleanup()
  clearBoard()
  useHandovers.setState({ items: [], failed: false })
  vi.unstubAllGlobals()
})

it('offers each alarm to whoever comes, and the shift only when none is left', async () => {
  await show('li')
  expect(screen.getAllByRole('button', { name: '接手' })).toHaveLength(2)
  expect(screen.getByRole('button', { name: '接班' })).toHaveProperty('disabled', true)
  expect(screen.getByText('还没有值班员受理')).toBeTruthy()
  expect(screen.getByText('交接班 未接 2 起')).toBeTruthy()
})

it('says why an alarm or the shift was not taken, in the words of the refusal', async () => {
  await show('li')
  const closed = { ...handover, alarms: handover.alarms.map((one) => ({ ...one, closed: true })) }
  const refuseWith = (detail: string) => {
    const body = JSON.stringify({ type: '/problems/conflict', title: 'conflict', status: 409, detail })
    vi.stubGlobal('fetch', async (_: unknown, init?: RequestInit) =>
      init?.method === 'POST' ? new Response(body, { status: 409 }) : new Response(JSON.stringify({ items: [closed] })),
    )
  }
  refuseWith('nobody else hands this alarm over, or it has been taken')
  screen.getAllByRole('button', { name: '接手' })[0]?.click()
  expect(await screen.findByText('未执行：没有人在交这起警情，或已有人接手。')).toBeTruthy()
  const shift = screen.getByRole('button', { name: '接班' })
  await vi.waitFor(() => expect(shift).toHaveProperty('disabled', false))
  refuseWith('2 open alarms of this hand-over have not been taken yet')
  shift.click()
  expect(await screen.findByText('未执行：还有 2 起没有人接手。')).toBeTruthy()
})

it('lets who hands over take back, and take none of the alarms again', async () => {
  await show('wang')
  expect(screen.queryByRole('button', { name: '接手' })).toBeNull()
  expect(screen.getByRole('button', { name: '撤回交班' })).toBeTruthy()
})

it('gives the shift to whoever has taken all', async () => {
  const taken = { takenBy: 'li', takenByName: '示例·李', takenAt: new Date().toISOString() }
  await show('li', [{ ...handover, alarms: handover.alarms.map((one, n) => (n === 0 ? { ...one, ...taken } : { ...one, closed: true })) }])
  expect(screen.getByRole('button', { name: '接班' })).toHaveProperty('disabled', false)
  expect(screen.getByText('交接班 待接班')).toBeTruthy()
})

it('leads a hand on the keyboard out once the shift is taken, and not to handing it over again', async () => {
  const all = handover.alarms.map((one) => ({ ...one, closed: true }))
  await show('li', [{ ...handover, alarms: all }])
  const shift = screen.getByRole('button', { name: '接班' })
  shift.focus()
  const ended = { ...handover, alarms: all, takenBy: 'li', takenByName: '示例·李', endedAt: new Date().toISOString() }
  vi.stubGlobal('fetch', async (url: string) => new Response(JSON.stringify(url.includes('/end') ? ended : { items: [ended] })))
  shift.click() // as Enter does it: detail 0
  await waitFor(() => expect(screen.queryByRole('button', { name: '接班' })).toBeNull())
  await waitFor(() => expect(document.activeElement?.textContent).toBe('关闭'))
})

it('shows what is shelved with the time that is left, in a group of its own', () => {
  const shelved = anAlarm({ kind: 'intrusion', unacknowledged: false, shelvedUntil: new Date(Date.now() + 600_000).toISOString() })
  const choose = vi.fn()
  render(<ShelfList alarms={[shelved]} selected={null} onSelect={choose} />)
  expect(screen.getByRole('heading', { name: '暂缓 1' })).toBeTruthy()
  const row = screen.getByRole('button')
  expect(row.textContent).toMatch(/还有 (9 分|10 分)/)
  row.click()
  expect(choose).toHaveBeenCalledWith(shelved.id)
})
