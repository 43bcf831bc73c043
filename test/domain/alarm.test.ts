import { expect, it } from 'vitest'
import { foldPress, STATES, step } from '#domain/alarm.ts'
import { anAlarm } from '../support/builders.ts'

it.each([
  ['new', true, 'acknowledge', 'acknowledged', false],
  ['arrived', true, 'acknowledge', 'arrived', false], // a second press: progress is kept
  ['new', true, 'dispatch', 'dispatched', false],
  ['new', true, 'arrive', 'arrived', true], // a guard stood there already: dispatch is skipped, nobody has acknowledged
  ['acknowledged', false, 'resolve', 'resolved', false],
  ['new', true, 'close', 'closed', false],
  ['closed', false, 'reopen', 'new', true],
] as const)('takes an alarm that is %s (unacknowledged: %s), on %s, to %s (%s)', (state, unacknowledged, name, next, still) => {
  const alarm = anAlarm({ state, unacknowledged, version: 7 })
  expect(step(alarm, name)).toMatchObject({ ok: true, alarm: { state: next, unacknowledged: still, version: 8 } })
})

it.each([
  ['arrived', false, 'dispatch'],
  ['acknowledged', false, 'acknowledge'],
  ['closed', true, 'acknowledge'],
  ['closed', false, 'close'],
  ['resolved', false, 'reopen'],
] as const)('refuses an alarm that is %s (unacknowledged: %s), on %s, and says why', (state, unacknowledged, name) => {
  const answer = step(anAlarm({ state, unacknowledged }), name)
  expect(answer).toMatchObject({ ok: false, reason: expect.stringContaining(`cannot ${name} an alarm that is ${state}`) })
})

it('never steps back, but for a reopening', () => {
  for (const state of STATES)
    for (const name of ['acknowledge', 'dispatch', 'arrive', 'resolve', 'close'] as const) {
      const answer = step(anAlarm({ state }), name)
      if (answer.ok) expect(STATES.indexOf(answer.alarm.state)).toBeGreaterThanOrEqual(STATES.indexOf(state))
    }
})

const at = (s: number) => new Date(Date.UTC(2026, 2, 2, 0, 0, s))
const open = {
  ...anAlarm(),
  lastPressAt: at(0),
  unacknowledgedSince: at(0),
  receivedAt: at(0),
  shelvedUntil: null as Date | null,
  pressBeforeAt: null as Date | null,
  chatteringAt: null as Date | null,
}

it('raises only the count while nobody has acknowledged, so that escalation runs from the first press', () => {
  const { alarm, realarmed } = foldPress(open, { receivedAt: at(20), takenAt: at(20), late: false, repeat: false }, 60_000)
  expect(realarmed).toBe(false)
  expect(alarm).toMatchObject({ count: 2, unacknowledgedSince: at(0), lastPressAt: at(20) })
})

it('alarms again after an acknowledgement, keeps the progress and starts escalation anew', () => {
  const acknowledged = { ...open, state: 'arrived' as const, unacknowledged: false, unacknowledgedSince: null, escalation: 2 }
  const { alarm, realarmed } = foldPress(acknowledged, { receivedAt: at(20), takenAt: at(20), late: false, repeat: false }, 60_000)
  expect(realarmed).toBe(true)
  expect(alarm).toMatchObject({ state: 'arrived', unacknowledged: true, unacknowledgedSince: at(20), escalation: 0 })
})

it('alarms again on a repeated state only after a minute of silence', () => {
  const acknowledged = { ...open, unacknowledged: false, unacknowledgedSince: null }
  expect(foldPress(acknowledged, { receivedAt: at(59), takenAt: at(59), late: false, repeat: true }, 60_000).realarmed).toBe(false)
  expect(foldPress(acknowledged, { receivedAt: at(60), takenAt: at(60), late: false, repeat: true }, 60_000).realarmed).toBe(true)
})

it('counts on the shelf and stays there; past its end the press alarms, whoever is to bring it back', () => {
  const shelved = { ...open, state: 'acknowledged' as const, unacknowledged: false, unacknowledgedSince: null, shelvedUntil: at(50) }
  const press = (s: number) => foldPress(shelved, { receivedAt: at(s), takenAt: at(s), late: false, repeat: false }, 60_000)
  expect(press(49)).toMatchObject({ realarmed: false, alarm: { count: 2, unacknowledged: false, shelvedUntil: at(50) } })
  expect(press(50)).toMatchObject({ realarmed: true, alarm: { count: 2, unacknowledged: true, shelvedUntil: null } })
})

it('is chattering from the third press within one minute on, wherever that minute begins, and not by the average', () => {
  const pressed = (...seconds: number[]) =>
    seconds.reduce((alarm, s) => foldPress(alarm, { receivedAt: at(s), takenAt: at(s), late: false, repeat: false }, 60_000).alarm, open)
  expect(pressed(5).chatteringAt).toBeNull()
  expect(pressed(5, 60).chatteringAt).toEqual(at(60))
  expect(pressed(31, 61, 92).chatteringAt).toBeNull()
  expect(pressed(500, 550, 560).chatteringAt).toEqual(at(560))
  expect(pressed(5, 10, 900).chatteringAt).toEqual(at(10))
})

it('is no longer late once a live press joins', () => {
  expect(foldPress({ ...open, late: true }, { receivedAt: at(1), takenAt: at(1), late: false, repeat: false }, 60_000).alarm.late).toBe(
    false,
  )
})
