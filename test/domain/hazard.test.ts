import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type HazardAct, HazardCommandName, HazardState } from '#contracts/hazard.ts'
import { type HazardFacts, OVERDUE_LADDER, overdueDays, type Party, partiesOf, possibleSteps, rungOf, stepHazard } from '#domain/hazard.ts'
import type { Principal } from '#domain/policy.ts'

const aHazard = (given: Partial<HazardFacts> = {}): HazardFacts => ({
  place: 'belt',
  risk: 'general',
  state: 'found',
  leadDept: 'market',
  coDepts: ['urban'],
  person: null,
  dueOn: '2026-03-20',
  extensionTo: null,
  extensionBy: null,
  fixedBy: null,
  fixedAt: null,
  verifiedBy: null,
  struckOffAt: null,
  recurrences: 0,
  reminded: 2,
  version: 4,
  ...given,
})
type Who = 'bureau' | 'lead' | 'co' | 'school' | 'head'
const WHO: Record<Who, Pick<Principal, 'role' | 'session' | 'username' | 'scope'>> = {
  bureau: { role: 'bureau', session: 'desk', username: 'bureau', scope: { kind: 'district' } },
  lead: { role: 'department', session: 'desk', username: 'market', scope: { kind: 'department', ids: ['market'] } },
  co: { role: 'department', session: 'desk', username: 'urban', scope: { kind: 'department', ids: ['urban'] } },
  school: { role: 'schoolOfficer', session: 'desk', username: 'officer', scope: { kind: 'school', ids: ['s1'] } },
  head: { role: 'schoolHead', session: 'desk', username: 'head', scope: { kind: 'school', ids: ['s1'] } },
}
const ACT: HazardAct = { version: 4, note: '说明', leadDept: 'market', coDepts: [], dueOn: '2026-03-25', to: '2026-04-01', fileIds: [] }
const today = '2026-03-10'
const now = new Date('2026-03-10T02:00:00Z')

const take = (who: Who, hazard: HazardFacts, command: HazardCommandName, act = ACT) => {
  const by = WHO[who]
  return stepHazard(hazard, command, act, { by, parties: partiesOf(by, hazard, []), now, today })
}

it.each([
  ['bureau', 'found', 'assign', 'assigned'],
  ['bureau', 'returned', 'assign', 'assigned'],
  ['lead', 'assigned', 'accept', 'accepted'],
  ['lead', 'assigned', 'return', 'returned'],
  ['co', 'assigned', 'accept', null],
  ['co', 'accepted', 'start', 'rectifying'],
  ['lead', 'assigned', 'fix', null], // signed for first
  ['lead', 'accepted', 'fix', 'fixed'], // mended on the spot
  ['bureau', 'fixed', 'verify', 'verified'],
  ['school', 'fixed', 'verify', 'verified'],
  ['lead', 'fixed', 'verify', null],
  ['head', 'fixed', 'verify', null],
  ['bureau', 'fixed', 'sendBack', 'rectifying'],
  ['bureau', 'fixed', 'strikeOff', null], // nobody has looked yet
  ['bureau', 'verified', 'strikeOff', 'struckOff'],
  ['school', 'verified', 'strikeOff', null],
  ['school', 'struckOff', 'reopen', 'found'],
  ['lead', 'struckOff', 'note', 'struckOff'],
  ['bureau', 'fixed', 'assign', null],
] as const)('lets %s take a hazard that is %s by %s to %s', (who, state, command, next) => {
  const stepped = take(who, aHazard({ state, struckOffAt: state === 'struckOff' ? now : null }), command)
  expect(stepped.ok ? stepped.hazard.state : null).toBe(next)
})

it('lets nobody verify what he mended, nor a school what it mended inside its walls', () => {
  const inside = aHazard({ place: 'school', leadDept: null, coDepts: [], state: 'accepted' })
  const fixed = take('school', inside, 'fix')
  expect(fixed.ok && fixed.hazard).toMatchObject({ state: 'fixed', fixedBy: 'officer' })
  expect(take('school', (fixed.ok && fixed.hazard) as HazardFacts, 'verify')).toEqual({
    ok: false,
    reason: 'who mended a hazard does not verify it',
  })
  expect(take('bureau', aHazard({ state: 'fixed', fixedBy: 'bureau' }), 'verify').ok).toBe(false)
})

it('moves the day by an extension only when somebody else grants it', () => {
  const asked = take('lead', aHazard({ state: 'rectifying' }), 'askExtension')
  expect(asked.ok && asked.hazard).toMatchObject({ dueOn: '2026-03-20', extensionTo: '2026-04-01', extensionBy: 'market' })
  const waiting = (asked.ok && asked.hazard) as HazardFacts
  expect(take('lead', waiting, 'askExtension').ok).toBe(false)
  expect(take('lead', waiting, 'grantExtension').ok).toBe(false)
  const granted = take('bureau', waiting, 'grantExtension')
  expect(granted.ok && granted.hazard).toMatchObject({ dueOn: '2026-04-01', extensionTo: null, reminded: 0 })
  const refused = take('bureau', waiting, 'refuseExtension')
  expect(refused.ok && refused.hazard).toMatchObject({ dueOn: '2026-03-20', extensionTo: null, reminded: 2 })
  expect(take('lead', aHazard({ state: 'accepted' }), 'askExtension', { ...ACT, to: '2026-03-20' }).ok).toBe(false)
})

it('keeps the history of a recurrence, and gives it a new day', () => {
  const again = take('bureau', aHazard({ state: 'struckOff', struckOffAt: now, fixedBy: 'market', recurrences: 1 }), 'reopen')
  expect(again.ok && again.hazard).toMatchObject({ recurrences: 2, struckOffAt: null, fixedBy: null, dueOn: null, reminded: 0 })
})

it('refuses to give a belt’s hazard to a school, or anything a day that is past', () => {
  expect(take('bureau', aHazard(), 'assign', { ...ACT, leadDept: null })).toMatchObject({
    reason: expect.stringContaining('needs a department'),
  })
  expect(take('bureau', aHazard(), 'assign', { ...ACT, dueOn: '2026-03-09' })).toMatchObject({
    reason: expect.stringContaining('2026-03-10'),
  })
  expect(take('bureau', aHazard({ place: 'school' }), 'assign', { ...ACT, leadDept: null }).ok).toBe(true)
})

it.each([
  ['2026-03-12', 0],
  ['2026-03-13', 1],
  ['2026-03-18', 1],
  ['2026-03-19', 2],
  ['2026-03-20', 2], // the day itself
  ['2026-03-21', 3],
  ['2026-03-26', 3],
  ['2026-03-27', 4],
  ['2026-12-01', 4],
])('stands on %s at rung %i of the ladder', (day, rung) => {
  expect(rungOf(aHazard({ state: 'rectifying' }), day)).toBe(rung)
})

it('stops the clock of what was sent back as nobody’s, and of what is mended', () => {
  for (const state of ['returned', 'fixed', 'verified', 'struckOff', 'found'] as const)
    expect(overdueDays(aHazard({ state }), '2026-05-01')).toBeNull()
  expect(overdueDays(aHazard({ state: 'accepted' }), '2026-03-22')).toBe(2)
  expect(OVERDUE_LADDER.map(({ fromDays }) => fromDays)).toEqual([-7, -1, 1, 7])
})

it('offers exactly the steps that it then takes', () => {
  const hazard = fc.record({
    state: fc.constantFrom(...HazardState.options),
    place: fc.constantFrom('belt' as const, 'school' as const),
    fixedBy: fc.constantFrom(null, 'bureau', 'market', 'officer'),
    extensionTo: fc.constantFrom(null, '2026-04-02'),
  })
  fc.assert(
    fc.property(hazard, fc.constantFrom(...(Object.keys(WHO) as Who[])), (given, who) => {
      const one = aHazard(given)
      const by = WHO[who]
      const parties: Party[] = partiesOf(by, one, [])
      const taken = HazardCommandName.options.filter((command) => take(who, one, command).ok)
      expect(taken).toEqual(possibleSteps(one, by, parties))
    }),
  )
})
