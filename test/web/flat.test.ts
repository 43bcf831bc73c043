// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { clearBoard, receiveAlarms, useBoard } from '../../web/live/board.ts'
import { ShownReceipts } from '../../web/live/shown.ts'
import { isQuiet } from '../../web/live/upgrade.ts'
import { anAlarm } from '../support/builders.ts'

beforeEach(clearBoard)

/** 10,000 alarms from press to close, five changes each, as pushes bring them. */
function* aWeek(): Generator<Alarm> {
  const states = ['new', 'acknowledged', 'dispatched', 'arrived', 'closed'] as const
  for (let n = 0; n < 10_000; n++) {
    const alarm = anAlarm({ id: `alarm-${n}`, schoolId: `school-${n % 175}` })
    for (const [i, state] of states.entries())
      yield { ...alarm, state, unacknowledged: state === 'new', version: i + 1, cursor: n * states.length + i + 1 }
  }
}

it('stays flat through 50,000 changes: what is open is all there, of what is closed the latest', () => {
  const shown = new ShownReceipts(async () => 'done')
  const open = anAlarm({ id: 'open-all-week', cursor: 0 })
  receiveAlarms([open])
  let largest = 0
  for (const change of aWeek()) {
    receiveAlarms([change])
    shown.paint([change])
    largest = Math.max(largest, useBoard.getState().alarms.size)
  }
  const { alarms, heard } = useBoard.getState()
  expect(heard).toBe(50_000)
  expect(largest).toBeLessThan(1_100)
  expect(alarms.get(open.id)).toEqual(open)
  expect(alarms.get('alarm-9999')?.state).toBe('closed')
  expect(alarms.has('alarm-0')).toBe(false)
  expect(shown.remembered).toBeLessThanOrEqual(5_000)
}, 20_000)

it.each([
  [61_000, 0, false, true],
  [59_000, 0, false, false],
  [61_000, 1, false, false],
  [61_000, 0, true, false],
])('after %i ms without a touch, %i waiting, busy %s: loading anew is %s', (now, waiting, busy, quiet) => {
  expect(isQuiet(now, 0, waiting, busy)).toBe(quiet)
})
