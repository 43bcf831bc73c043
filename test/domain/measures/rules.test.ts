import fc from 'fast-check'
import { expect, it } from 'vitest'
import { alarmAndVideo, videoCoverage } from '#domain/measures/coverage.ts'
import { checkInRefusal, guardPosts, mannedMinutes } from '#domain/measures/duty.ts'
import type { SchoolFacts } from '#domain/measures/facts.ts'
import { healthStaff, healthStaffRequired } from '#domain/measures/health.ts'
import { decideMeasure } from '#domain/measures/life.ts'
import { worstOf } from '#domain/measures/measure.ts'
import { equipment } from '#domain/measures/protection.ts'
import { MEASURES } from '#domain/measures/registry.ts'
import { drillSlices, drills, gateRoomRoster, guardBackground, holesOf } from '#domain/measures/staff.ts'
import { healthPromoting, safeSchool, titleRefusal } from '#domain/measures/title.ts'
import { addDays, shanghaiDay, startOfDay } from '#domain/shanghai.ts'

const MINUTE = 60_000
const spans = fc.array(fc.tuple(fc.nat(600), fc.integer({ min: 1, max: 200 })), { maxLength: 12 })

it('has about forty measures, each with its rule, source, clause, evidence and thresholds that its own check accepts', () => {
  expect(new Set(MEASURES.map(({ id }) => id)).size).toBe(MEASURES.length)
  for (const { id, rule, check, tables, evidence } of MEASURES) {
    expect([id, check(rule.thresholds)]).toEqual([id, []])
    expect([id, check({ ...rule.thresholds, nonsense: 1 }).map(({ field }) => field)]).toEqual([id, ['nonsense']])
    for (const text of [rule.text, rule.source, rule.clause, evidence.zh, evidence.en]) expect(text.length).toBeGreaterThan(1)
    expect(tables.length).toBeGreaterThan(0)
  }
})
it('names both sets of three 100 %', () => {
  const named = (set: 'plan2021' | 'national2020') => MEASURES.filter(({ sets }) => sets.includes(set)).map(({ id }) => id)
  expect(named('plan2021')).toEqual(['guardsEmployed', 'buttons', 'policeLink', 'networkingRate'])
  expect(named('national2020')).toEqual(['guardsEmployed', 'closedCampus', 'alarmAndVideo', 'postsSet'])
})
it('counts every minute once: manned and unmanned minutes of a window add up to it', () => {
  fc.assert(
    fc.property(spans, (list) => {
      const present = list.map(([from, long]) => ({ onMs: from * MINUTE, offMs: (from + long) * MINUTE }))
      const shifts = present.map(({ onMs, offMs }, n) => ({ id: String(n), campusId: null, startsMs: onMs, endsMs: offMs, guardName: '' }))
      const holes = holesOf(shifts, 100 * MINUTE, 500 * MINUTE).reduce((sum, hole) => sum + (hole.toMs - hole.fromMs) / MINUTE, 0)
      expect(mannedMinutes(present, 100 * MINUTE, 500 * MINUTE) + holes).toBe(400)
    }),
  )
})
it.each([
  ['its first shift began ten seconds ago', 600.5, [[600 + 1 / 3, 700]], 0, 600],
  [
    'two holes of a minute and a half each',
    600,
    [
      [0, 100],
      [101.5, 200],
      [201.5, 600],
    ],
    597,
    600,
  ],
  ['no hole', 600.5, [[0, 700]], 600, 600],
] as const)('counts a gate room minute by minute: %s', (_, minutes, list, met, required) => {
  const fromMs = startOfDay('2026-11-01')
  const shifts = list.map(([from, to]) => ({ id: '', startsMs: fromMs + from * MINUTE, endsMs: fromMs + to * MINUTE, guardName: '' }))
  const clock = { asOfMs: fromMs + minutes * MINUTE - 1, today: '2026-11-01', from: '2026-11-01', begins: '2026-11-01', to: '2026-12-01' }
  expect(gateRoomRoster.decide({ shifts } as unknown as SchoolFacts, clock, {})).toMatchObject({ met, required })
})
it('takes of two findings about a guard on one day the worse, which comes first', () => {
  const check = { guardId: 'g', checkedOn: '2026-10-01', issuer: '示例' }
  const guardChecks = [
    { ...check, id: 'k1', result: 'refused' },
    { ...check, id: 'k2', result: 'clear' },
  ]
  const clock = {
    asOfMs: Date.parse('2026-11-05T12:00:00+08:00'),
    today: '2026-11-05',
    from: '2026-11-01',
    begins: '2026-11-01',
    to: '2026-12-01',
  }
  const facts = { guards: [{ id: 'g', name: '示例甲' }], guardChecks } as unknown as SchoolFacts
  expect(guardBackground.decide(facts, clock, guardBackground.rule.thresholds)).toMatchObject({
    met: 0,
    required: 1,
    gaps: [{ code: 'checkRefused' }],
  })
})
it.each([
  ['onPost', null, null],
  ['lateArrival', null, null],
  ['absent', null, 'absent'],
  ['leave', null, 'leave'],
  ['amended', null, 'notConfirmed'],
  ['amended', '示例·科长', null],
] as const)('takes a check-in %s, confirmed by %s, as %s', (result, confirmedBy, why) => {
  expect(checkInRefusal({ id: '', kind: 'guardPost', post: '', onMs: 0, offMs: 1, who: '', result, confirmedBy })).toBe(why)
})
it.each([
  [{ begins: '2026-11-01', to: '2026-12-01' }, 1, [['2026-11-01', '2026-12-01']]],
  [{ begins: '2026-11-01', to: '2026-12-01' }, 3, [['2026-09-01', '2026-12-01']]],
  [
    { begins: '2026-09-01', to: '2027-01-01' },
    1,
    [
      ['2026-09-01', '2026-10-01'],
      ['2026-10-01', '2026-11-01'],
      ['2026-11-01', '2026-12-01'],
      ['2026-12-01', '2027-01-01'],
    ],
  ],
] as const)('asks in %j for one drill each %i months', (period, months, slices) => {
  expect(drillSlices(period, months).map(({ from, to }) => [from, to])).toEqual(slices)
})
it.each([
  ['2026-11-01T00:00:00+08:00', [], 'notApplicable', 0, 0],
  ['2026-11-30T23:59:59.998+08:00', ['2026-10-31'], 'notApplicable', 0, 0],
  ['2026-11-05T12:00:00+08:00', ['2026-11-04'], 'met', 1, 1],
  ['2026-11-30T23:59:59.999+08:00', [], 'noEvidence', 0, 1],
  ['2026-11-30T23:59:59.999+08:00', ['2026-10-31'], 'notMet', 0, 1],
] as const)('at %s, with drills on %j, finds a month of drills %s', (at, days, result, met, required) => {
  const held = days.map((onDay) => ({ id: onDay, onDay, kind: 'fire', people: 9 }))
  const facts = { school: { level: 'primary', openedOn: null }, drills: held } as unknown as SchoolFacts
  const clock = { asOfMs: Date.parse(at), today: shanghaiDay(Date.parse(at)), from: '2026-11-01', begins: '2026-11-01', to: '2026-12-01' }
  expect(drills.decide(facts, clock, drills.rule.thresholds)).toMatchObject({ result, met, required })
})
it.each([
  ['kindergarten', '2026-06-20', [], 'notApplicable', 0, 0],
  ['primary', '2026-06-29', [], 'notApplicable', 0, 0],
  ['primary', '2026-06-29', ['2026-06-30'], 'met', 1, 1],
  ['primary', '2026-06-01', [], 'noEvidence', 0, 1],
] as const)(
  'asks a %s that opened on %s for no drill of a stretch that began before it',
  (level, openedOn, days, result, met, required) => {
    const held = days.map((onDay) => ({ id: onDay, onDay, kind: 'fire', people: 9 }))
    const facts = { school: { level, openedOn, closedOn: null }, drills: held } as unknown as SchoolFacts
    const clock = {
      asOfMs: Date.parse('2026-06-30T23:59:59.999+08:00'),
      today: '2026-06-30',
      from: '2026-06-01',
      begins: '2026-06-01',
      to: '2026-07-01',
    }
    expect(decideMeasure(drills, facts, clock, drills.rule.thresholds)).toMatchObject({ result, met, required })
  },
)
const WINDOW = { id: 'w', kind: 'guardPost', post: '东门', fromDay: '2026-01-01', untilDay: null } as const
/** A post's day, from one check-in. */
function postOn(day: string, [on, off]: readonly [string, string], calendar: SchoolFacts['calendar']) {
  const windows = [
    { ...WINDOW, weekdays: '1234', starts: '16:30', ends: '17:00' },
    { ...WINDOW, weekdays: '5', starts: '15:30', ends: '16:00' },
  ]
  const [onMs, offMs] = [on, off].map((time) => Date.parse(`${day}T${time}+08:00`))
  const checkIns = [{ id: 'c', kind: 'guardPost', post: '东门', onMs, offMs, who: '示例甲', result: 'onPost', confirmedBy: null }]
  const facts = { windows, checkIns, calendar } as unknown as SchoolFacts
  const clock = { asOfMs: Date.parse(`${day}T23:59:59.999+08:00`), today: day, from: day, begins: day, to: addDays(day, 1) }
  return guardPosts.decide(facts, clock, guardPosts.rule.thresholds)
}
it.each([
  ['16:29:59', '17:00:00', 'met', 30],
  ['16:30:01', '17:00:00', 'met', 30],
  ['16:30:29', '17:00:00', 'met', 30],
  ['16:31:00', '17:00:00', 'notMet', 29],
  ['16:40:00', '16:50:00', 'notMet', 10],
] as const)('on post from %s to %s of half an hour is %s with %i minutes', (on, off, result, met) => {
  expect(postOn('2026-06-04', [on, off], new Map())).toMatchObject({ result, met, required: 30 })
})
it.each([
  ['Friday’s timetable, as the calendar says', { kind: 'makeUp', weekday: 5 }, ['15:30', '16:00'], 'met', 30],
  ['Friday’s timetable, which is not that of the day made up', { kind: 'makeUp', weekday: 2 }, ['15:30', '16:00'], 'notMet', 0],
  ['Friday’s timetable, where the calendar does not say which', { kind: 'makeUp', weekday: null }, ['15:30', '16:00'], 'met', 30],
  ['no timetable', { kind: 'makeUp', weekday: null }, ['12:00', '12:30'], 'notMet', 0],
] as const)('asks on a make-up Saturday for one timetable: %s', (_, kept, [on, off], result, met) => {
  expect(postOn('2026-06-06', [`${on}:00`, `${off}:00`], new Map([['2026-06-06', kept]]))).toMatchObject({ result, met, required: 30 })
})
const count = (item: string, required: number, present: number, checkedOn: string) => ({
  id: item,
  item,
  required,
  present,
  expiresOn: null,
  checkedOn,
  source: '示例',
})
it.each([
  ['nothing required of any', [count('防暴头盔', 0, 0, '2026-06-01'), count('钢叉', 0, 0, '2026-06-01')], 'noEvidence', 0, 2],
  ['an item of which none is required', [count('防暴头盔', 2, 2, '2026-06-01'), count('钢叉', 0, 3, '2026-06-01')], 'met', 1, 1],
  ['a count of 2015', [count('防暴头盔', 2, 2, '2015-01-01'), count('钢叉', 1, 1, '2026-06-01')], 'expired', 1, 2],
  ['too few, counted in 2015', [count('防暴头盔', 2, 1, '2015-01-01'), count('钢叉', 1, 1, '2026-06-01')], 'notMet', 1, 2],
] as const)('finds equipment with %s', (_, equipped, result, met, required) => {
  const facts = { equipment: equipped } as unknown as SchoolFacts
  const clock = {
    asOfMs: Date.parse('2026-06-30T23:59:59.999+08:00'),
    today: '2026-06-30',
    from: '2026-06-01',
    begins: '2026-06-01',
    to: '2026-07-01',
  }
  expect(equipment.decide(facts, clock, { items: ['防暴头盔', '钢叉'], maxAgeDays: 366 })).toMatchObject({ result, met, required })
})
it('refuses a rule on drills that counts no kind, one twice, or one that no register knows', () => {
  for (const kinds of [[], ['fire', 'fire'], ['feuer'], 'fire', undefined])
    expect(drills.check({ ...drills.rule.thresholds, kinds }).map(({ field }) => field)).toEqual(['kinds'])
})
it.each([
  ['primary', false, 599, 0],
  ['primary', false, 600, 1],
  ['primary', true, 100, 1],
  ['middle', false, 1800, 3],
  ['kindergarten', false, 149, 1],
  ['kindergarten', false, 300, 2],
] as const)('asks of a %s (boarding: %s) of %i for %i health staff', (level, boarding, pupils, staff) => {
  expect(healthStaffRequired({ level, boarding }, pupils, healthStaff.rule.thresholds)).toBe(staff)
})
it('counts a title until its last day, and not from the day on which it is revoked', () => {
  const title = {
    id: 't',
    kind: 'safeSchool',
    level: 'city',
    issuer: '示例',
    number: null,
    issuedOn: '2024-01-01',
    validTo: '2026-11-28',
    revokedOn: null,
    revokedReason: null,
  } as const
  expect(titleRefusal(title, '2026-11-28')).toBeNull()
  expect(titleRefusal(title, '2026-11-29')).toBe('titleExpired')
  expect(titleRefusal(title, '2023-12-31')).toBe('notYet')
  expect(titleRefusal({ ...title, revokedOn: '2026-11-28', revokedReason: 'x' }, '2026-11-28')).toBe('revoked')
})
const TITLE_CLOCK = { asOfMs: 0, today: '2026-11-28', from: '2026-11-01', begins: '2026-11-01', to: '2026-12-01' }
const condition = (name: string, more: object = {}) => ({
  id: name,
  kind: 'safeSchool',
  condition: name,
  state: 'kept',
  checkedOn: '2026-09-01',
  validTo: null,
  issuer: '示例',
  number: null,
  note: null,
  ...more,
})
const title = {
  id: 't',
  kind: 'safeSchool',
  level: 'city',
  issuer: '示例',
  number: null,
  issuedOn: '2024-01-01',
  validTo: null,
  revokedOn: null,
}
it.each([
  ['all are kept', {}, 'met', []],
  [
    'one is broken, another missing',
    { a: { state: 'broken', note: '示例' }, b: null },
    'notMet',
    ['conditionBroken', 'conditionNotProven'],
  ],
  [
    'one was never proven, another is too old',
    { a: null, b: { checkedOn: '2025-11-26' } },
    'noEvidence',
    ['conditionNotProven', 'conditionExpired'],
  ],
  ['one was checked 366 days ago', { a: { checkedOn: '2025-11-27' } }, 'met', []],
  ['one was checked 367 days ago', { a: { checkedOn: '2025-11-26' } }, 'expired', ['conditionExpired']],
  ['the proof of one held until today', { a: { validTo: '2026-11-28', checkedOn: '2024-01-01' } }, 'met', []],
  ['the proof of one held until yesterday', { a: { validTo: '2026-11-27' } }, 'expired', ['conditionExpired']],
] as const)('rests a title on its preconditions: %s', (_, changed: Record<string, object | null>, result, codes) => {
  const rule = { conditions: ['a', 'b'], maxAgeDays: 366 }
  const titleConditions = ['a', 'b', 'c'].flatMap((name) => (changed[name] === null ? [] : [condition(name, changed[name])]))
  const verdict = safeSchool.decide({ titles: [title], titleConditions } as unknown as SchoolFacts, TITLE_CLOCK, rule)
  expect([verdict.result, verdict.met, verdict.gaps.map(({ code }) => code)]).toEqual([result, result === 'met' ? 1 : 0, codes])
  if (codes.length > 0) expect(verdict.gaps[0]?.params).toMatchObject({ condition: 'a' })
})
it('asks for no precondition by a version of the rule that names none', () => {
  const facts = { titles: [title], titleConditions: [] } as unknown as SchoolFacts
  expect(safeSchool.decide(facts, TITLE_CLOCK, {}).result).toBe('met')
  expect(safeSchool.check({})).toEqual([])
})
it.each([
  [{ conditions: ['smokeFree', 'smokeFree'], maxAgeDays: 366 }, 'conditions'],
  [{ conditions: 'smokeFree', maxAgeDays: 366 }, 'conditions'],
  [{ conditions: ['noSafetyAccidents'], maxAgeDays: 366 }, 'conditions'],
  [{ conditions: ['<b>'], maxAgeDays: 366 }, 'conditions'],
  [{ conditions: ['smokeFree'], maxAgeDays: 0 }, 'maxAgeDays'],
  [{ conditions: ['smokeFree'] }, 'maxAgeDays'],
])('refuses preconditions that are no list of what the register knows: %j', (thresholds, field) => {
  expect(healthPromoting.check(thresholds).map((one) => one.field)).toEqual([field])
})
it.each([
  [['notMet', 'noEvidence'], 'notMet'],
  [['noEvidence', 'expired', 'met'], 'noEvidence'],
  [['expired', 'met'], 'expired'],
  [['met', 'met'], 'met'],
] as const)('says of parts %j what is worst: what is known to fail comes before what is not proven', (parts, worst) => {
  expect(worstOf(parts)).toBe(worst)
})

const device = (id: string, kind: 'camera' | 'panicButton', more: object) => ({
  id,
  name: id,
  kind,
  campusId: null,
  pictureFaultMs: null,
  sinceMs: null,
  ...more,
})
const standing = (id: string, closedOn: string | null = null) => ({ id, name: id, provisional: false, openedOn: null, closedOn })
const oneCampus = { school: { boarding: false }, campuses: [standing('c')], keyPlaces: [], policeTests: [] }
it('keeps the order of the first versions of 一键式报警和视频: not proven before what fails', () => {
  const facts = { ...oneCampus, devices: [device('b', 'panicButton', { place: 'gateRoom', state: 'offline' })] } as unknown as SchoolFacts
  const rule = { testDays: 30, places: ['gate'] }
  expect(alarmAndVideo.decide(facts, TITLE_CLOCK, rule).result).toBe('noEvidence')
  expect(alarmAndVideo.decide(facts, TITLE_CLOCK, { ...rule, byCampus: true }).result).toBe('notMet')
})
it('says of a camera on a campus that does not stand that it is there, not that nobody knows where it is', () => {
  const devices = [
    device('on-c', 'camera', { campusId: 'c', keyPlace: 'gate', state: 'online' }),
    device('on-closed', 'camera', { campusId: 'x', keyPlace: 'gate', state: 'online' }),
    device('nowhere', 'camera', { keyPlace: 'gate', state: 'online' }),
  ]
  const campuses = [standing('c'), standing('d'), standing('x', '2026-11-28')]
  const rule = { places: ['gate'], byCampus: true }
  const verdict = videoCoverage.decide({ ...oneCampus, campuses, devices } as unknown as SchoolFacts, TITLE_CLOCK, rule)
  expect(verdict).toMatchObject({ result: 'notMet', met: 1, required: 2 })
  expect(verdict.gaps.map(({ code, params }) => [code, params.cameras])).toEqual([
    ['cameraCampusUnknown', 1],
    ['noCameraAtPlace', 0],
  ])
  expect(Object.fromEntries(verdict.evidence.map(({ id, why }) => [id, why]))).toEqual({
    'on-c': null,
    'on-closed': 'campusNotStanding',
    nowhere: 'campusUnknown',
  })
})
