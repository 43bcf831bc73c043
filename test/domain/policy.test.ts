import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Role, type Scope } from '../../server/contracts/session.ts'
import {
  ADMINISTRATORS,
  audienceOf,
  homeOf,
  isOfDistrict,
  mansDesk,
  may,
  RIGHTS,
  type Right,
  roomsOf,
  scopeRefusal,
  seesAlarm,
  seesSchool,
} from '../../server/domain/policy.ts'

const DISTRICT = null
const scopeOf = (ids: readonly string[] | null): Scope => (ids === null ? { kind: 'district' } : { kind: 'school', ids: [...ids] })
const reader = (role: Role, schoolIds: readonly string[] | null = DISTRICT, session: 'desk' | 'phone' = 'desk') => ({
  role,
  scope: scopeOf(schoolIds),
  schoolIds,
  session,
})
const holders = (right: Right) => Role.options.filter((role) => may(reader(role), right))

describe('rights', () => {
  it.each<[Right, Role[]]>([
    ['alarm:read', ['operator', 'shiftLeader', 'dutyLeader', 'guard', 'schoolOfficer', 'schoolHead', 'bureau']],
    ['alarm:live', ['operator', 'shiftLeader', 'dutyLeader', 'guard', 'schoolOfficer', 'schoolHead']],
    ['alarm:acknowledge', ['operator', 'shiftLeader']],
    ['alarm:close', ['operator', 'shiftLeader']],
    ['alarm:reopen', ['shiftLeader']],
    ['alarm:arrive', ['operator', 'shiftLeader', 'guard']],
    ['alarm:answer', ['operator', 'shiftLeader', 'guard']],
    ['alarm:release', ['operator', 'shiftLeader']],
    ['alarm:takeAsReal', ['operator', 'shiftLeader']],
    ['sos:raise', ['guard']],
    ['site:read', ['guard']],
    ['exercise:open', ['shiftLeader', 'technician']],
    ['device:write', ['systemAdmin']],
    ['deadLetter:press', ['technician']],
    ['decode', ['technician', 'systemAdmin']],
    ['account:write', ['securityAdmin']],
    ['enrolment:write', ['schoolOfficer']],
    ['audit:read', ['auditor']],
  ])('%s is held by %j alone', (right, roles) => {
    expect(holders(right)).toEqual(roles)
  })
  it('gives systemAdmin and auditor nothing of an alarm’s content', () => {
    for (const right of RIGHTS.filter((name) => name.startsWith('alarm:'))) {
      expect(ADMINISTRATORS.filter((role) => may(reader(role), right))).toEqual([])
    }
  })
  it('lets an enrolled phone read, hear, answer, arrive, call for help and know its own school, and no more (R54)', () => {
    const held = RIGHTS.filter((right) => may(reader('guard', ['a'], 'phone'), right))
    expect(held).toEqual(['alarm:read', 'alarm:live', 'alarm:arrive', 'alarm:answer', 'sos:raise', 'site:read'])
  })
  it('has at the district’s desk who may take any alarm of it, at a desk and not in a part', () => {
    expect(Role.options.filter((role) => mansDesk(reader(role)))).toEqual(['operator', 'shiftLeader'])
    expect(mansDesk(reader('operator', ['a']))).toBe(false)
    expect(mansDesk(reader('operator', DISTRICT, 'phone'))).toBe(false)
  })
  it('gives every role a home', () => {
    for (const role of Role.options) expect(homeOf(role)).toMatch(/^\/[a-z-]+$/)
  })
})

describe('who hears of an alarm', () => {
  it('calls the district and the school, and the guards unless the button is silent (R25)', () => {
    expect(audienceOf({ schoolId: 'a', silent: false, released: false })).toEqual(['district', 'school:a', 'guard:a'])
    expect(audienceOf({ schoolId: 'a', silent: true, released: false })).toEqual(['district', 'school:a'])
  })
  it('calls the guards of a silent button once the control room has released it', () => {
    expect(audienceOf({ schoolId: 'a', silent: true, released: true })).toEqual(['district', 'school:a', 'guard:a'])
  })
  it('tells the district alone of an alarm without school', () => {
    expect(audienceOf({ schoolId: null, silent: false, released: false })).toEqual(['district'])
  })
  it.each<[Role, readonly string[] | null, 'desk' | 'phone', string[]]>([
    ['operator', DISTRICT, 'desk', ['district']],
    ['operator', ['a', 'b'], 'desk', ['school:a', 'school:b']],
    ['schoolHead', ['a'], 'desk', ['school:a']],
    ['guard', ['a'], 'desk', ['guard:a']],
    ['guard', ['a'], 'phone', ['guard:a']],
    ['guard', DISTRICT, 'desk', []],
    ['bureau', DISTRICT, 'desk', []],
    ['systemAdmin', DISTRICT, 'desk', []],
    ['auditor', DISTRICT, 'desk', []],
    ['technician', DISTRICT, 'desk', []],
    ['police', DISTRICT, 'desk', []],
  ])('puts %s of %j at a %s into %j', (role, schools, session, rooms) => {
    expect(roomsOf(reader(role, schools, session))).toEqual(rooms)
  })

  const anyReader = fc
    .tuple(fc.constantFrom(...Role.options), fc.option(fc.uniqueArray(fc.constantFrom('a', 'b', 'c'))), fc.constantFrom('desk', 'phone'))
    .map(([role, schoolIds, session]) => reader(role, schoolIds, session))
  const anyAlarm = fc.record({ schoolId: fc.option(fc.constantFrom('a', 'b', 'c')), silent: fc.boolean(), released: fc.boolean() })
  it('never pushes what its reader may not read, and pushes everything that who is called may read', () => {
    fc.assert(
      fc.property(anyReader, anyAlarm, (principal, alarm) => {
        const rooms = roomsOf(principal)
        const hears = audienceOf(alarm).some((room) => rooms.includes(room))
        if (hears) expect(seesAlarm(principal, alarm)).toBe(true)
        const guardOfNoSchool = principal.schoolIds === null && (principal.role === 'guard' || principal.session === 'phone')
        if (may(principal, 'alarm:live') && seesAlarm(principal, alarm) && !guardOfNoSchool) expect(hears).toBe(true)
      }),
    )
  })
})

describe('the district’s own', () => {
  it('is done by who has the whole district, never by who has a township of it', () => {
    const clerk = { ...reader('bureau', ['a']), scope: { kind: 'township' as const, ids: ['t'] } }
    const own = RIGHTS.filter(isOfDistrict)
    expect(own).toEqual(expect.arrayContaining(['measure:rule', 'measure:period', 'requestList:decide', 'appraisal:write']))
    for (const right of own) expect([right, may(clerk, right), may(reader('bureau'), right)]).toEqual([right, false, true])
    expect(may(clerk, 'measure:exempt')).toBe(true)
  })
})

describe('scope', () => {
  it('shows what belongs to no school to the district alone', () => {
    expect(seesSchool({ schoolIds: DISTRICT }, null)).toBe(true)
    expect(seesSchool({ schoolIds: ['a'] }, null)).toBe(false)
  })
  it('hides a silent alarm from a guard, at a desk and on a phone', () => {
    const silent = { schoolId: 'a', silent: true, released: false }
    expect(seesAlarm(reader('guard', ['a']), silent)).toBe(false)
    expect(seesAlarm(reader('guard', ['a'], 'phone'), silent)).toBe(false)
    expect(seesAlarm(reader('schoolOfficer', ['a']), silent)).toBe(true)
  })
  it('refuses a scope that the role cannot have, and says what it needs', () => {
    expect(scopeRefusal('guard', { kind: 'district' })).toBe('expected a scope of kind school for guard, found district')
    expect(scopeRefusal('guard', { kind: 'school', ids: [] })).toBe('expected at least one id')
    expect(scopeRefusal('guard', { kind: 'school', ids: ['a'] })).toBeNull()
    expect(scopeRefusal('auditor', { kind: 'district' })).toBeNull()
  })
})
