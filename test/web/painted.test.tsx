// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react'
import { useRef } from 'react'
import { afterAll, afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { drawnLongEnough, usePainted } from '../../web/live/painted.ts'
import { shown } from '../../web/live/socket.ts'
import { anAlarm } from '../support/builders.ts'

const receipts = vi.spyOn(shown, 'paint').mockImplementation(() => {})
const drawnAt = vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect')
beforeEach(() => {
  drawnAt.mockReturnValue({ top: 0, bottom: 40, height: 40 } as DOMRect)
})
afterEach(() => {
  cleanup()
  receipts.mockClear()
})
afterAll(() => vi.restoreAllMocks())

interface Drawn {
  alarms: readonly Alarm[]
  isOnMap: ((alarm: Alarm) => boolean) | null
  markers?: readonly string[]
  /** id of the alarm whose detail is open */
  detail?: string
}

function Room({ alarms, isOnMap, markers = [], detail }: Drawn) {
  const list = useRef<HTMLUListElement>(null)
  usePainted(alarms, list, isOnMap)
  return (
    <>
      <ul ref={list}>
        {alarms.map(({ id }) => (
          <li key={id} data-row={id} />
        ))}
      </ul>
      {detail && (
        <section>
          <header data-detail={detail} />
        </section>
      )}
      {markers.map((id) => (
        <i key={id} data-alarm={id} />
      ))}
    </>
  )
}

const receiptsOf = () => receipts.mock.calls.flatMap(([alarms]) => alarms.map(({ id }) => id))
const keysCount = (alarm: Alarm | undefined) => alarm !== undefined && drawnLongEnough(alarm, performance.now() + 500)

it('counts keys from the row, and says 已显示, of an alarm whose place is wrong and whose school has no campus', async () => {
  const alarms = [anAlarm({ position: [38.5, 106.2] })]
  render(<Room alarms={alarms} isOnMap={() => false} />)
  const id = alarms[0]?.id ?? ''
  await expect.poll(() => keysCount(alarms[0])).toBe(true)
  expect(alarms.some((alarm) => drawnLongEnough(alarm))).toBe(false)
  expect(receiptsOf()).toContain(id)
})

it('counts keys while the map is still awaited, and says 已显示 once the marker stands there', async () => {
  const alarms = [anAlarm()]
  const id = alarms[0]?.id ?? ''
  const onMap = () => true
  const { rerender } = render(<Room alarms={alarms} isOnMap={onMap} />)
  await expect.poll(() => keysCount(alarms[0])).toBe(true)
  expect(receiptsOf()).not.toContain(id)
  rerender(<Room alarms={alarms} isOnMap={onMap} markers={[id]} />)
  await expect.poll(receiptsOf).toContain(id)
})

it('says 已显示 of a card that is higher than the window, as soon as its head is before the eyes', async () => {
  const alarms = [anAlarm()]
  const height = innerHeight * 3 // a guard's card in large type
  drawnAt.mockReturnValue({ top: 0, bottom: height, height } as DOMRect)
  render(<Room alarms={alarms} isOnMap={null} />)
  await expect.poll(receiptsOf).toContain(alarms[0]?.id)
})

it('says nothing of a card whose head is scrolled away', async () => {
  const alarms = [anAlarm()]
  drawnAt.mockReturnValue({ top: -800, bottom: 900, height: 1700 } as DOMRect)
  render(<Room alarms={alarms} isOnMap={null} />)
  await expect.poll(() => receipts.mock.calls.length).toBeGreaterThan(0) // it has looked
  expect(receiptsOf()).toEqual([])
})

it('counts keys, and says 已显示, of an alarm whose row is scrolled away but whose detail is before the eyes', async () => {
  const [row, detail] = [
    { top: 2000, bottom: 2040, height: 40 },
    { top: 10, bottom: 410, height: 400 },
  ]
  drawnAt.mockImplementation(function (this: HTMLElement) {
    return (this.dataset.detail ? detail : this.dataset.row ? row : { top: 0, bottom: 700, height: 700 }) as DOMRect
  })
  const alarms = [anAlarm(), anAlarm()]
  const [first, second] = alarms.map(({ id }) => id)
  render(<Room alarms={alarms} isOnMap={null} detail={first ?? ''} />)
  await expect.poll(() => keysCount(alarms[0])).toBe(true)
  expect(receiptsOf()).toContain(first)
  expect([keysCount(alarms[1]), receiptsOf().includes(second ?? '')]).toEqual([false, false])
})

it('says nothing of an alarm whose detail is scrolled past its head, until it is scrolled back', async () => {
  // Looked at by nothing but the scrolling: the look once a second is not taken here.
  const never = vi.spyOn(globalThis, 'setInterval').mockReturnValue(0 as never)
  onTestFinished(() => never.mockRestore())
  let headTop = -300
  drawnAt.mockImplementation(function (this: HTMLElement) {
    if (this.dataset.row) return { top: 2000, bottom: 2040, height: 40 } as DOMRect
    if (this.dataset.detail) return { top: headTop, bottom: headTop + 100, height: 100 } as DOMRect
    return { top: 0, bottom: 700, height: 700 } as DOMRect
  })
  const alarms = [anAlarm()]
  const id = alarms[0]?.id ?? ''
  const { container } = render(<Room alarms={alarms} isOnMap={null} detail={id} />)
  await expect.poll(() => receipts.mock.calls.length).toBeGreaterThan(0)
  expect(receiptsOf()).toEqual([])
  headTop = 0
  container.querySelector('section')?.dispatchEvent(new Event('scroll'))
  await expect.poll(receiptsOf).toContain(id)
})

it('waits anew before keys count once a drill has turned out to be real', async () => {
  const drill = anAlarm({ exercise: 'drill', exerciseVerified: true })
  const { rerender } = render(<Room alarms={[drill]} isOnMap={null} />)
  await expect.poll(() => keysCount(drill)).toBe(true)
  const real = { ...drill, exercise: null, exerciseVerified: false, version: 2, handledBy: 'leader' }
  expect(keysCount(real)).toBe(false)
  rerender(<Room alarms={[real]} isOnMap={null} />)
  await expect.poll(() => keysCount(real)).toBe(true)
})
