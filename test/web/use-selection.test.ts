// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { type Act, useActs } from '../../web/live/acts.ts'
import { useSelection } from '../../web/screens/control-room/use-selection.ts'
import { anAlarm } from '../support/builders.ts'

const theirs = anAlarm({ id: 'theirs', unacknowledged: false, state: 'acknowledged', acknowledgedBy: 'colleague', handledBy: 'colleague' })
const first = anAlarm({ id: 'theirs' })
const fresh = anAlarm({ id: 'fresh' })

function aRoom() {
  const { result, rerender } = renderHook(({ open, pointed }) => useSelection(open, null, pointed, 'me'), {
    initialProps: { open: [first] as Alarm[], pointed: false },
  })
  return { shows: () => result.current.selected, rerender }
}

afterEach(() => {
  cleanup()
  useActs.setState({ acts: new Map() })
})

it('changes nothing by itself while the pointer is inside the detail', () => {
  const { shows, rerender } = aRoom()
  rerender({ open: [fresh, theirs], pointed: true })
  expect(shows()).toBe('theirs')
  rerender({ open: [fresh, theirs], pointed: false })
  expect(shows()).toBe('fresh')
})

it.each(['sending', 'unsure', 'conflict', 'refused', 'failed'] as const)('changes nothing by itself while an act is %s', (status) => {
  const { shows, rerender } = aRoom()
  act(() => useActs.setState({ acts: new Map([['theirs', { alarmId: 'theirs', status } as Act]]) }))
  rerender({ open: [fresh, theirs], pointed: false })
  expect(shows()).toBe('theirs')
  act(() => useActs.setState({ acts: new Map() }))
  expect(shows()).toBe('fresh')
})

it('keeps what was in this person’s hand when a guard says that he is there', () => {
  const { shows, rerender } = aRoom()
  const mine = anAlarm({ id: 'theirs', state: 'dispatched', unacknowledged: false, handledBy: 'me' })
  rerender({ open: [mine], pointed: false })
  rerender({ open: [fresh, { ...mine, state: 'arrived', handledBy: 'guard' }], pointed: false })
  expect(shows()).toBe('theirs')
})
