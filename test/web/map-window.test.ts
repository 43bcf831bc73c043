// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest'
import { clearBoard, receiveAlarms } from '../../web/live/board.ts'
import { momentOfMap } from '../../web/screens/control-room/MapWindow.tsx'
import { anAlarm } from '../support/builders.ts'

afterEach(clearBoard)

it('knows how many alarms wait while it would load itself anew', () => {
  expect(momentOfMap().waiting).toBe(0)
  receiveAlarms([anAlarm(), anAlarm({ unacknowledged: false, state: 'acknowledged' }), anAlarm({ state: 'closed' })])
  expect(momentOfMap().waiting).toBe(1)
})
