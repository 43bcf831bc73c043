import { describe, expect, it } from 'vitest'
import { stateOf, stepFault, stepsFor } from '../../server/domain/incident.ts'
import { type ClockFacts, clockState, clocksOf, type IncidentRule, ruleAt, unmet } from '../../server/domain/incident-clock.ts'
import { afterDays, afterWorkingDays, type Calendar, isWorkingDay } from '../../server/domain/work-day.ts'

const rule = (name: string, amount: number, unit: IncidentRule['unit'], given: Partial<IncidentRule> = {}): IncidentRule => ({
  rule: name,
  version: 1,
  amount,
  unit,
  warnMinutes: 15,
  validFrom: new Date('2000-01-01'),
  ...given,
})
const RULES = [
  rule('guardian', 60, 'minutes'),
  rule('report', 60, 'minutes'),
  rule('police', 30, 'minutes'),
  rule('mandatory', 120, 'minutes'),
  rule('investigation', 10, 'days'),
  rule('insurance', 2, 'days'),
  rule('mediation', 60, 'days', { warnMinutes: 10_080 }),
  rule('result', 7, 'days'),
  rule('appeal', 15, 'workingDays'),
  rule('appealDecision', 15, 'workingDays'),
  rule('epidemic', 1440, 'minutes'),
]
const NONE: Calendar = new Map()
/** The week of National Day 2026 with the two days worked for it. */
const NATIONAL_DAY: Calendar = new Map([
  ...['01', '02', '03', '04', '05', '06', '07'].map((day): [string, 'off'] => [`2026-10-${day}`, 'off']),
  ['2026-09-20', 'work'],
  ['2026-10-10', 'work'],
])
const at = (text: string) => new Date(`${text}+08:00`)
const facts = (given: Partial<ClockFacts> = {}): ClockFacts => ({
  kind: 'dispute',
  grave: false,
  occurredAt: at('2026-03-02T10:00:00'),
  knownAt: at('2026-03-02T10:00:00'),
  steps: {},
  facts: {},
  ...given,
})
const clock = (incident: ClockFacts, name: string, calendar = NONE) => clocksOf(incident, RULES, calendar).find((one) => one.clock === name)

describe('days', () => {
  it.each([
    ['2026-10-08', true], // Thursday after the holiday
    ['2026-10-07', false],
    ['2026-10-10', true], // a Saturday that is worked
    ['2026-10-11', false],
    ['2026-03-07', false], // a plain Saturday
  ])('%s is a working day: %s', (day, expected) => expect(isWorkingDay(day, NATIONAL_DAY)).toBe(expected))

  it('count from the day after in Shanghai and end with the day', () => {
    expect(afterDays(at('2026-03-01T00:00:00'), 60)).toEqual(at('2026-04-30T23:59:59.999'))
    expect(afterDays(at('2026-03-01T23:59:59'), 60)).toEqual(at('2026-04-30T23:59:59.999'))
    // 16:30 UTC is the next day in Shanghai.
    expect(afterDays(new Date('2026-03-01T16:30:00Z'), 1)).toEqual(at('2026-03-03T23:59:59.999'))
  })
  it('leave out weekends and holidays, and count a Saturday that is worked', () => {
    expect(afterWorkingDays(at('2026-09-28T12:00:00'), 15, NATIONAL_DAY)).toEqual(at('2026-10-23T23:59:59.999'))
    expect(afterWorkingDays(at('2026-09-28T12:00:00'), 15, NONE)).toEqual(at('2026-10-19T23:59:59.999'))
  })
})

describe('clocks', () => {
  it('of a dispute start when the school knew: guardian and report in an hour, insurance in two days, no mediation yet', () => {
    const incident = facts({ knownAt: at('2026-03-02T12:00:00') })
    expect(clocksOf(incident, RULES, NONE).map(({ clock: name, dueAt }) => [name, dueAt])).toEqual([
      ['guardian', at('2026-03-02T13:00:00')],
      ['report', at('2026-03-02T13:00:00')],
      ['insurance', at('2026-03-04T23:59:59.999')],
    ])
  })
  it('of mediation run 60 days from acceptance, whatever was before, and a second mediation has a clock of its own', () => {
    const first = facts({ steps: { mediationAccepted: at('2026-03-10T09:00:00') } })
    expect(clock(first, 'mediation')).toMatchObject({ dueAt: at('2026-05-09T23:59:59.999'), metAt: null })
    const again = facts({ steps: { mediationAccepted: at('2026-06-01T09:00:00'), mediationEnded: at('2026-05-01T09:00:00') } })
    expect(clock(again, 'mediation')).toMatchObject({ dueAt: at('2026-07-31T23:59:59.999'), metAt: null })
  })
  it('of discipline ask for the guardian before a severe measure, in time for a heavier one, not for a light one', () => {
    const discipline = (measure: 'suspension' | 'campusService' | 'criticism') =>
      facts({ kind: 'discipline', facts: { measure }, steps: { measureTaken: at('2026-03-03T09:00:00') } })
    expect(clock(discipline('suspension'), 'guardian')).toMatchObject({ dueAt: at('2026-03-03T09:00:00') })
    expect(clock(discipline('campusService'), 'guardian')).toMatchObject({ dueAt: at('2026-03-03T10:00:00') })
    expect(clock(discipline('criticism'), 'guardian')).toBeUndefined()
    expect(clock(discipline('suspension'), 'appeal')).toMatchObject({ dueAt: at('2026-03-24T23:59:59.999') })
    expect(clock(discipline('campusService'), 'appeal')).toBeUndefined()
  })
  it('of serious bullying, disturbance and an epidemic are their own', () => {
    expect(clock(facts({ kind: 'bullying' }), 'mandatory')).toBeUndefined()
    expect(clock(facts({ kind: 'bullying', grave: true }), 'mandatory')).toMatchObject({ dueAt: at('2026-03-02T12:00:00') })
    expect(clock(facts({ kind: 'disturbance' }), 'police')).toMatchObject({ dueAt: at('2026-03-02T10:30:00') })
    expect(clock(facts({ kind: 'health' }), 'epidemic')).toBeUndefined()
    expect(clock(facts({ kind: 'health', facts: { cluster: true } }), 'epidemic')).toMatchObject({ dueAt: at('2026-03-03T10:00:00') })
  })
  it('keep the version of the rule that was in force when they started', () => {
    const rules = [...RULES, rule('report', 120, 'minutes', { version: 2, validFrom: at('2026-04-01T00:00:00') })]
    expect(ruleAt(rules, 'report', at('2026-03-31T23:59:59'))).toMatchObject({ version: 1 })
    expect(ruleAt(rules, 'report', at('2026-04-01T00:00:00'))).toMatchObject({ version: 2, amount: 120 })
    expect(ruleAt(rules, 'nothing', at('2026-04-01T00:00:00'))).toBeNull()
  })
  it.each([
    ['2026-03-02T10:44:59', null, 'running'],
    ['2026-03-02T10:45:00', null, 'soon'],
    ['2026-03-02T11:00:00', null, 'soon'],
    ['2026-03-02T11:00:00.001', null, 'overdue'],
    ['2026-03-02T15:00:00', '2026-03-02T11:00:00', 'met'],
    ['2026-03-02T15:00:00', '2026-03-02T11:00:01', 'metLate'],
  ])('at %s, done at %s, stand at %s', (now, done, state) => {
    const incident = facts(done === null ? {} : { steps: { reported: at(done) } })
    const report = clock(incident, 'report')
    expect(report && clockState(report, at(now))).toBe(state)
  })
  it('that are a right lapse without being overdue, and do not keep an incident open then', () => {
    const incident = facts({
      kind: 'discipline',
      facts: { measure: 'punishment' },
      steps: { guardianTold: at('2026-03-02T11:00:00'), measureTaken: at('2026-03-03T09:00:00') },
    })
    const clocks = clocksOf(incident, RULES, NONE)
    expect(unmet(clocks, at('2026-03-24T12:00:00'))).toEqual(['appeal'])
    expect(unmet(clocks, at('2026-03-25T00:00:00'))).toEqual([])
  })
})

describe('steps', () => {
  const now = at('2026-03-20T12:00:00')
  const fault = (given: Partial<ClockFacts>, wanted: Partial<Parameters<typeof stepFault>[1]>) =>
    stepFault({ ...facts(given), state: stateOf(facts(given)) }, { step: 'guardianTold', at: now, note: null, facts: {}, ...wanted }, now)
  it.each([
    ['a mediation accepted before the incident', {}, { step: 'mediationAccepted', at: at('2026-03-01T10:00:00') }, 'body.at'],
    ['a day of 1899', {}, { at: new Date('1899-12-31T00:00:00Z') }, 'body.at'],
    ['tomorrow', {}, { at: at('2026-03-21T12:00:00') }, 'body.at'],
    ['an end without a beginning', {}, { step: 'mediationEnded', facts: { outcome: 'agreed' } }, 'body.step'],
    [
      'an end before its beginning',
      { steps: { mediationAccepted: at('2026-03-10T09:00:00') } },
      { step: 'mediationEnded', at: at('2026-03-09T09:00:00'), facts: { outcome: 'agreed' } },
      'body.at',
    ],
    [
      'an end without its outcome',
      { steps: { mediationAccepted: at('2026-03-10T09:00:00') } },
      { step: 'mediationEnded' },
      'body.facts.outcome',
    ],
    ['a step of another kind', {}, { step: 'epidemicNotice' }, 'body.step'],
    ['a note without words', {}, { step: 'note' }, 'body.note'],
    ['anything on a closed incident', { steps: { closed: at('2026-03-19T09:00:00') } }, {}, 'body.step'],
    ['reopening what is open', {}, { step: 'reopened', note: 'x' }, 'body.step'],
    [
      'a closing before the reopening',
      { steps: { closed: at('2026-03-18T10:00:00'), reopened: at('2026-03-19T11:00:00') } },
      { step: 'closed', at: at('2026-03-19T10:30:00') },
      'body.at',
    ],
    [
      'a closing at the very moment of the reopening',
      { steps: { closed: at('2026-03-18T10:00:00'), reopened: at('2026-03-19T11:00:00') } },
      { step: 'closed', at: at('2026-03-19T11:00:00') },
      'body.at',
    ],
    [
      'a reopening before the closing',
      { steps: { closed: at('2026-03-19T09:00:00') } },
      { step: 'reopened', at: at('2026-03-19T08:59:00'), note: 'x' },
      'body.at',
    ],
  ] as const)('refuse %s and name the field', (_, given, wanted, path) => {
    expect(fault(given as Partial<ClockFacts>, wanted as object)?.path).toBe(path)
  })
  it('may be recorded with a clock two minutes ahead', () => {
    expect(fault({}, { at: new Date(now.getTime() + 119_000) })).toBeNull()
  })
  it('come to a state', () => {
    const accepted = at('2026-03-10T09:00:00')
    expect(stateOf(facts())).toBe('open')
    expect(stateOf(facts({ steps: { mediationAccepted: accepted } }))).toBe('mediation')
    expect(stateOf(facts({ steps: { mediationAccepted: accepted, mediationEnded: now } }))).toBe('settled')
    expect(stateOf(facts({ steps: { closed: now } }))).toBe('closed')
    expect(stateOf(facts({ steps: { closed: accepted, reopened: now } }))).toBe('open')
  })
  it('of mediation are the bureau’s, the telling of guardians is the school’s', () => {
    expect(stepsFor('dispute', 'bureau')).toContain('mediationAccepted')
    expect(stepsFor('dispute', 'bureau')).not.toContain('guardianTold')
    expect(stepsFor('dispute', 'schoolOfficer')).toContain('guardianTold')
  })
})
