// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react'
import { createRef } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { useLanguage } from '../../web/i18n/text.ts'
import { useRegister } from '../../web/live/register.ts'
import { AlarmQueue } from '../../web/screens/control-room/AlarmQueue.tsx'
import { anAlarm } from '../support/builders.ts'

vi.stubGlobal(
  'ResizeObserver',
  class {
    observe() {}
    disconnect() {}
  },
)
afterEach(() => {
  cleanup()
  useRegister.setState({ schools: new Map() })
})

const school = {
  id: 'school-1',
  name: '示例第一小学',
  level: 'primary',
  initials: 'sldyxx',
  townshipId: 't',
  synthetic: true,
  pupils: null,
  boarding: false,
  phones: [],
} as const

function show(open: Alarm[], onAccept: ((alarm: Alarm) => void) | null = () => {}) {
  useRegister.setState({ schools: new Map([[school.id, { ...school, phones: [] }]]) })
  return render(<AlarmQueue open={open} list={createRef<HTMLUListElement>()} selected={null} onSelect={() => {}} onAccept={onAccept} />)
}
const rows = () => within(screen.getByRole('list', { name: '警情' })).getAllByRole('listitem')

it('names school, place and state, and offers 受理 while nobody has acknowledged', () => {
  const accept = vi.fn()
  show([anAlarm({ point: '门卫室' }), anAlarm({ state: 'dispatched', unacknowledged: false })], accept)
  const [waiting, handled] = rows()
  expect(waiting?.textContent).toContain('示例第一小学')
  expect(waiting?.textContent).toContain('门卫室')
  expect(waiting?.textContent).toContain('待受理')
  within(waiting as HTMLElement)
    .getByRole('button', { name: '受理' })
    .click()
  expect(accept).toHaveBeenCalledOnce()
  expect(handled?.textContent).toContain('处置中')
  expect(within(handled as HTMLElement).queryByRole('button', { name: '受理' })).toBeNull()
})

it('offers no act to a person who only reads', () => {
  show([anAlarm()], null)
  expect(screen.queryByRole('button', { name: '受理' })).toBeNull()
})

it('shows a hostile name as the text it is', () => {
  const { container } = show([anAlarm({ schoolId: '<img src=x onerror=alert(1)>', point: '<b>x</b>' })])
  expect(container.querySelector('img, li b:not([class]) b')).toBeNull()
  expect(rows()[0]?.textContent).toContain('<img src=x onerror=alert(1)>')
})

it('speaks English when asked', () => {
  useLanguage.setState({ language: 'en' })
  show([anAlarm()])
  expect(screen.getByRole('list', { name: 'Alarms' }).textContent).toContain('New')
  useLanguage.setState({ language: 'zh-CN' })
})

it('sets the symbols to one beat when a flood has fallen to where they pulse again', () => {
  const alarms = Array.from({ length: 25 }, (_, i) => anAlarm({ schoolId: `school-${i}` }))
  const queue = (open: Alarm[]) => <AlarmQueue open={open} list={list} selected={null} onSelect={() => {}} onAccept={null} />
  const list = createRef<HTMLUListElement>()
  const { rerender } = render(queue(alarms))
  const begun = [...document.querySelectorAll('.pulsing')].map((pulsing, i) => {
    const animation = { startTime: (i + 1) * 100 }
    Object.assign(pulsing, { getAnimations: () => (list.current?.hasAttribute('data-still') ? [] : [animation]) })
    return animation
  })
  expect(list.current?.hasAttribute('data-still')).toBe(true)
  rerender(queue(alarms.slice(1)))
  expect(begun.filter(({ startTime }) => startTime === 0)).toHaveLength(24)
})
