// 一键式报警器: by place, heard, and tested through to the police (R28).
import { tooOldSince } from './age.ts'
import { campusesOn, isOnGround } from './campus.ts'
import { type CampusFact, type DeviceFact, devicesOf, type PoliceTestFact, type SchoolFacts } from './facts.ts'
import {
  evidenceRow,
  fraction,
  type Gap,
  gap,
  type MeasureClock,
  type MeasureDefinition,
  noEvidence,
  numberOf,
  numbersWithin,
  type Thresholds,
  uncountedFirst,
} from './measure.ts'

/** Where one must be; with the campus where it must be in that one. */
interface Spot {
  readonly place: string
  readonly campus: CampusFact | null
}

/**
 * Where a school must have one: the gate room, of every campus where it is known in which campus each button is; the dormitory's duty room if
 * it boards; the control room if it has one.
 * @param campuses those that stand @param own its buttons, less those of other campuses
 */
function requiredSpots({ school, keyPlaces }: SchoolFacts, campuses: readonly CampusFact[], own: readonly DeviceFact[]): Spot[] {
  const controlRoom =
    own.some(({ place }) => place === 'controlRoom') ||
    keyPlaces.some(({ place, applicable, campusId }) => place === 'controlRoom' && applicable && isOnGround(campusId, campuses))
  const byCampus = campuses.length > 1 && own.every(({ campusId }) => campusId !== null)
  const gateRooms = (byCampus ? campuses : [null]).map((campus) => ({ place: 'gateRoom', campus }))
  const others = [...(school.boarding ? ['dormitory'] : []), ...(controlRoom ? ['controlRoom'] : [])]
  return [...gateRooms, ...others.map((place) => ({ place, campus: null }))]
}

/** Proven to the police: by their receipt or a named officer's word. A test that ends at the centre (已测至中心) is none. */
const provesPolice = ({ reached, receipt, officer }: PoliceTestFact): boolean =>
  reached === 'police' && ((receipt ?? '').trim() !== '' || (officer ?? '').trim() !== '')

/** The newest test of a button that reached the police, else its newest; tests come the newest first. */
function bestTest(tests: readonly PoliceTestFact[], id: string): PoliceTestFact | null {
  const own = tests.filter(({ deviceId }) => deviceId === id)
  return own.find(provesPolice) ?? own[0] ?? null
}

type Why = 'notHeard' | 'neverTested' | 'testedToCentre' | 'testNotProven' | 'testTooOld'

/** Why a button in a required place does not count, or null; and since when. */
function buttonRefusal(
  { id, state, sinceMs }: DeviceFact,
  tests: readonly PoliceTestFact[],
  { asOfMs }: Pick<MeasureClock, 'asOfMs'>,
  testDays: number,
): { why: Why | null; sinceMs: number | null; test: PoliceTestFact | null } {
  const test = bestTest(tests, id)
  if (state !== 'online') return { why: 'notHeard', sinceMs, test }
  return { ...testRefusal(test, asOfMs, testDays), test }
}

/** Why a button's best test does not count, or null; and since when. */
function testRefusal(test: PoliceTestFact | null, asOfMs: number, testDays: number): { why: Why | null; sinceMs: number | null } {
  if (!test) return { why: 'neverTested', sinceMs: null }
  if (!provesPolice(test)) return { why: test.reached === 'centre' ? 'testedToCentre' : 'testNotProven', sinceMs: null }
  const sinceMs = tooOldSince(test.atMs, testDays, asOfMs)
  return { why: sinceMs === null ? null : 'testTooOld', sinceMs }
}

function rowOf(button: DeviceFact, tests: readonly PoliceTestFact[], clock: MeasureClock, thresholds: Thresholds, spots: readonly Spot[]) {
  const { why, sinceMs, test } = buttonRefusal(button, tests, clock, numberOf(thresholds, 'testDays'))
  const placed = button.place === null ? 'placeUnknown' : spots.some(({ place }) => place === button.place) ? why : 'placeNotRequired'
  const facts = {
    place: button.place,
    state: button.state,
    reached: test?.reached ?? null,
    receipt: test?.receipt ?? null,
    officer: test?.officer ?? null,
  }
  return {
    place: button.place,
    campusId: button.campusId,
    sinceMs,
    row: evidenceRow('device', button.id, button.name, test?.atMs ?? null, placed, facts),
  }
}

export const buttons: MeasureDefinition = {
  id: 'buttons',
  name: { zh: '一键式报警器（按场所、心跳与直测公安）', en: 'Panic buttons by place, heard and tested to the police' },
  group: 'electronic',
  sets: ['plan2021'],
  counts: 'schools',
  unit: { zh: '处', en: 'places' },
  target: 100,
  tables: ['device', 'button_place', 'device_interval', 'police_test', 'key_place', 'campus', 'campus_life', 'school'],
  evidence: {
    zh: '设备登记与场所、在线状态区间、直测公安记录（公安回执或民警姓名）',
    en: 'devices and their places, intervals of states, tests with the police’s receipt or a named officer',
  },
  rule: {
    text: '门卫室必有，各按钮所在校区均已登记的，每个校区的门卫室都要有；寄宿的宿舍值班室必有；设监控中心的监控中心必有。按钮须在线，且在规定天数内由按钮直测至公安，有公安回执或民警姓名；只测至中心的不计。',
    source: 'GB/T 29315-2022；京教（2018）地方要求',
    clause: '29315 技防；测试周期 30 天（可设 90 天）',
    thresholds: { testDays: 30 },
    unverified: true,
  },
  check: numbersWithin({ testDays: [1, 366] }),
  decide(facts, clock, thresholds) {
    const standing = campusesOn(facts.campuses, clock.today)
    const every = devicesOf('panicButton', facts)
    const own = every.filter(({ campusId }) => isOnGround(campusId, standing))
    const elsewhere = every
      .filter((button) => !own.includes(button))
      .map(({ id, name, place, state }) => evidenceRow('device', id, name, null, 'campusNotStanding', { place, state }))
    const spots = requiredSpots(facts, standing, own)
    const basis = `places=${spots.map(({ place, campus }) => (campus ? `${place}@${campus.id}` : place)).join()}`
    if (own.length === 0) return { ...noEvidence(spots.length, 'noButton', { required: spots.length }, basis), evidence: elsewhere }
    const rows = own.map((button) => rowOf(button, facts.policeTests, clock, thresholds, spots))
    const gaps: Gap[] = []
    for (const { place, campus } of spots) {
      const here = rows.filter((one) => one.place === place && (campus === null || one.campusId === campus.id))
      if (here.some(({ row }) => row.counts)) continue
      const best = here.find(({ row }) => row.why === 'testTooOld') ?? here[0]
      gaps.push(
        gap(
          best?.row.why ?? 'noButtonInPlace',
          { place, ...(campus ? { campus: campus.name } : {}), ...(best ? { device: best.row.label } : {}) },
          best?.sinceMs ?? null,
        ),
      )
    }
    const expired = gaps.length > 0 && gaps.every(({ code }) => code === 'testTooOld')
    return fraction(spots.length - gaps.length, spots.length, gaps, [...rows.map(({ row }) => row), ...elsewhere], { basis, expired })
  },
}

export const buttonTests: MeasureDefinition = {
  id: 'buttonTests',
  name: { zh: '按钮直测公安', en: 'Buttons tested through to the police' },
  group: 'electronic',
  sets: [],
  counts: 'units',
  unit: { zh: '个', en: 'buttons' },
  target: 100,
  tables: ['device', 'police_test'],
  evidence: { zh: '直测公安记录（公安回执或民警姓名）', en: 'tests with the police’s receipt or a named officer' },
  rule: {
    text: '登记的按钮逐个在规定天数内直测至公安；只测至中心的不计。',
    source: '地方做法（每月或每季测试）',
    clause: '按钮测试',
    thresholds: { testDays: 90 },
    unverified: false,
  },
  check: numbersWithin({ testDays: [1, 366] }),
  decide(facts, { asOfMs }, thresholds) {
    const own = devicesOf('panicButton', facts)
    if (own.length === 0) return noEvidence(1, 'noButton')
    if (facts.policeTests.length === 0) return noEvidence(own.length, 'neverTested', { buttons: own.length })
    const rows = own.map(({ id, name, place }) => {
      const test = bestTest(facts.policeTests, id)
      const { why } = testRefusal(test, asOfMs, numberOf(thresholds, 'testDays'))
      return evidenceRow(test ? 'policeTest' : 'device', test?.id ?? id, name, test?.atMs ?? null, why, {
        device: id,
        place,
        receipt: test?.receipt ?? null,
        officer: test?.officer ?? null,
      })
    })
    const codes = ['testTooOld', 'testedToCentre', 'testNotProven', 'neverTested'].flatMap((code) => {
      const buttonsSo = rows.filter(({ why }) => why === code).length
      return buttonsSo > 0 ? [gap(code, { buttons: buttonsSo })] : []
    })
    const met = rows.filter(({ counts }) => counts).length
    return fraction(met, own.length, codes, uncountedFirst(rows), {
      expired: codes.length > 0 && codes.every(({ code }) => code === 'testTooOld'),
      basis: `buttons=${own.length}`,
    })
  },
}
