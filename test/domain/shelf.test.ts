import { expect, it } from 'vitest'
import { AlarmKind } from '#contracts/alarm.ts'
import type { AlarmRow } from '#domain/alarm-row.ts'
import { overdueAt } from '#domain/escalation.ts'
import { priorityOf } from '#domain/kind.ts'
import { comeBack, shelfRefusal, shelve, takeBack } from '#domain/shelf.ts'
import { anAlarm } from '../support/builders.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 0, minute))
const aRow = (given: Partial<AlarmRow> = {}): AlarmRow => ({
  ...anAlarm({ kind: 'intrusion', priority: 2 }),
  deviceTime: null,
  arrivedAt: null,
  shelvedUntil: null,
  pressBeforeAt: null,
  chatteringAt: null,
  receivedAt: at(0),
  lastPressAt: at(0),
  changedAt: at(0),
  unacknowledgedSince: at(0),
  actedAt: null,
  lastPressId: null,
  source: null,
  identity: null,
  foldKey: null,
  ...given,
})

it('puts aside only what nobody can have pressed: no panic, duress, medical, suspect or fire, and nothing of a button', () => {
  const kinds = AlarmKind.options.filter((kind) => shelfRefusal(anAlarm({ kind, priority: priorityOf(kind) }), false) === null)
  expect(kinds).toEqual(['intrusion', 'alarm-input', 'alarm-other'])
  expect(shelfRefusal(anAlarm({ kind: 'alarm-input', priority: 3 }), true)).not.toBeNull()
  // Pressed in a drill it is of priority 4, and a press all the same.
  expect(shelfRefusal(anAlarm({ kind: 'panic', priority: 4, exercise: 'drill', exerciseVerified: true }), false)).not.toBeNull()
  expect(shelfRefusal(anAlarm({ kind: 'intrusion', priority: 2, state: 'closed' }), false)).toBe('the alarm is closed')
})

it('neither sounds nor climbs while it is put aside, and keeps its progress', () => {
  const shelved = shelve(aRow({ state: 'arrived', overdue: 1 }), 30, 'operator', at(1))
  expect(shelved).toMatchObject({ state: 'arrived', unacknowledged: false, shelvedUntil: at(31), handledBy: 'operator', overdue: 0 })
  expect(shelve(aRow(), 1, 'operator', at(1))).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'operator' })
  expect(overdueAt(shelve(aRow(), 480, 'operator', at(1)), at(60))).toBe(0)
})

it('comes back by itself as one that nobody has acknowledged, and by hand as one that somebody has', () => {
  const shelved = { ...shelve(aRow(), 30, 'operator', at(1)), escalation: 3 }
  expect(comeBack(shelved, at(31))).toMatchObject({
    shelvedUntil: null,
    unacknowledged: true,
    unacknowledgedSince: at(31),
    escalation: 0,
    state: 'acknowledged',
    version: shelved.version + 1,
  })
  expect(takeBack(shelved, 'second', at(2))).toMatchObject({
    shelvedUntil: null,
    unacknowledged: false,
    handledBy: 'second',
    actedAt: at(2),
  })
})
