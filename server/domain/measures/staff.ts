// 人防 beyond numbers: licences, background checks, the gate-room roster, patrols, drills (R23, R27, R39).
import { addDays, shanghaiDay, startOfDay } from '../shanghai.ts'
import { dayTooOldSince } from './age.ts'
import { completedDays, isSchoolDay } from './calendar.ts'
import { asksByCampus, checkByCampus, groundsOf } from './campus.ts'
import type { CampusFact, GuardFact, SchoolFacts } from './facts.ts'
import {
  evidenceRow,
  fraction,
  type Gap,
  gap,
  type MeasureClock,
  type MeasureDefinition,
  noEvidence,
  notApplicable,
  numberOf,
  numbersWithin,
  type Thresholds,
  uncountedFirst,
  unknownFields,
} from './measure.ts'

/** Why a licence does not count that day, or null. */
function licenceRefusal({ licence, licenceFrom, licenceTo }: GuardFact, today: string): string | null {
  if ((licence ?? '').trim() === '') return 'licenceMissing'
  if (licenceTo === null) return 'validityMissing'
  if (licenceFrom !== null && licenceFrom > today) return 'licenceNotYet'
  return licenceTo < today ? 'licenceExpired' : null
}

export const guardLicences: MeasureDefinition = {
  id: 'guardLicences',
  name: { zh: '保安员证当日有效', en: 'Guard licences valid that day' },
  group: 'human',
  sets: [],
  counts: 'schools',
  unit: { zh: '人', en: 'guards' },
  target: 100,
  tables: ['guard', 'guard_history'],
  evidence: { zh: '保安名册：证号、发证日期与有效期', en: 'register of guards: licence, issued on, valid to' },
  rule: {
    text: '在岗保安员全部持保安员证，且判定当日在有效期内。',
    source: '保安服务管理条例',
    clause: '第十六条',
    thresholds: {},
    unverified: true,
  },
  check: (thresholds) => unknownFields(thresholds, []),
  decide({ guards }, { today }) {
    if (guards.length === 0) return noEvidence(1, 'noGuardRegistered')
    const gaps: Gap[] = []
    const evidence = guards.map((guard) => {
      const { id, name, licence, licenceFrom, licenceTo } = guard
      const why = licenceRefusal(guard, today)
      const since = why === 'licenceExpired' && licenceTo !== null ? startOfDay(addDays(licenceTo, 1)) : null
      if (why) gaps.push(gap(why, { name, ...(licenceTo === null ? {} : { validTo: licenceTo }) }, since))
      return evidenceRow('guard', id, name, null, why, { licence, licenceFrom, licenceTo })
    })
    const expired = gaps.length > 0 && gaps.every(({ code }) => code === 'licenceExpired')
    return fraction(guards.length - gaps.length, guards.length, gaps, evidence, { expired })
  },
}

export const guardBackground: MeasureDefinition = {
  id: 'guardBackground',
  name: { zh: '保安背景审查', en: 'Background checks of guards' },
  group: 'human',
  sets: [],
  counts: 'schools',
  unit: { zh: '人', en: 'guards' },
  target: 100,
  tables: ['guard', 'guard_check'],
  evidence: { zh: '背景审查记录（日期、结论、单位）', en: 'records of checks (day, result, issuer)' },
  rule: {
    text: '在岗保安员每人都有“无问题”的背景审查，且在规定天数之内。',
    source: 'GB/T 29315-2022；未成年人保护法',
    clause: '第六十二条（入职查询、每年查询）',
    thresholds: { maxAgeDays: 366 },
    unverified: true,
  },
  check: numbersWithin({ maxAgeDays: [1, 3660] }),
  decide({ guards, guardChecks }, { today }, thresholds) {
    if (guards.length === 0) return noEvidence(1, 'noGuardRegistered')
    if (guardChecks.length === 0) return noEvidence(guards.length, 'noBackgroundCheck', { guards: guards.length })
    const gaps: Gap[] = []
    const evidence = guards.map(({ id, name }) => {
      // They come the newest first, of one day the worse.
      const last = guardChecks.find(({ guardId, checkedOn }) => guardId === id && checkedOn <= today)
      const oldSince = last ? dayTooOldSince(last.checkedOn, numberOf(thresholds, 'maxAgeDays'), today) : null
      const why = !last ? 'neverChecked' : last.result === 'refused' ? 'checkRefused' : oldSince !== null ? 'checkTooOld' : null
      if (why) gaps.push(gap(why, { name }, why === 'checkTooOld' ? oldSince : null))
      return evidenceRow(last ? 'guardCheck' : 'guard', last?.id ?? id, name, last ? startOfDay(last.checkedOn) : null, why, {
        result: last?.result ?? null,
        issuer: last?.issuer ?? null,
      })
    })
    const expired = gaps.length > 0 && gaps.every(({ code }) => code === 'checkTooOld')
    return fraction(guards.length - gaps.length, guards.length, gaps, evidence, { expired })
  },
}

/** Holes of a minute and more in what the shifts cover of [fromMs, toMs). */
export function holesOf(shifts: SchoolFacts['shifts'], fromMs: number, toMs: number): Hole[] {
  const holes: Hole[] = []
  let coveredMs = fromMs
  for (const { startsMs, endsMs } of [...shifts].sort((a, b) => a.startsMs - b.startsMs)) {
    if (startsMs >= toMs) break
    if (startsMs - coveredMs >= 60_000) holes.push({ fromMs: coveredMs, toMs: startsMs })
    coveredMs = Math.max(coveredMs, endsMs)
  }
  if (toMs - coveredMs >= 60_000) holes.push({ fromMs: coveredMs, toMs })
  return holes
}

interface Hole {
  fromMs: number
  toMs: number
}

/** What is begun of a minute is missing: figures are rounded down (R32). The holes together, for each has its own part of a minute. */
const minutesOf = (holes: readonly Hole[]): number => Math.ceil(holes.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0) / 60_000)

interface Watch {
  campus: CampusFact | null
  fromMs: number
  toMs: number
  shifts: SchoolFacts['shifts']
}

/** Whose gate room must be kept from when until when: of each of several campuses for the days on which it stands, else of the school. */
function watchesOf({ campuses, shifts }: SchoolFacts, { from, asOfMs }: MeasureClock, thresholds: Thresholds): Watch[] {
  return (asksByCampus(thresholds) ? groundsOf(campuses) : [null]).flatMap((campus) => {
    const fromMs = startOfDay(campus?.openedOn && campus.openedOn > from ? campus.openedOn : from)
    const toMs = Math.min(asOfMs + 1, campus?.closedOn ? startOfDay(campus.closedOn) : Number.POSITIVE_INFINITY)
    const own = campus ? shifts.filter(({ campusId }) => campusId === campus.id) : shifts
    return toMs > fromMs ? [{ campus, fromMs, toMs, shifts: own }] : []
  })
}

export const gateRoomRoster: MeasureDefinition = {
  id: 'gateRoomRoster',
  name: { zh: '门卫室 24 小时值守', en: 'Gate room manned 24 h' },
  group: 'human',
  sets: [],
  counts: 'schools',
  unit: { zh: '分钟', en: 'minutes' },
  target: 100,
  tables: ['gate_room_shift', 'campus', 'campus_life'],
  evidence: { zh: '门卫室值守表（校区、起止、值守人）', en: 'gate-room roster (campus, from, until, guard)' },
  rule: {
    text: '周期开始至判定时刻，门卫室值守无一分钟以上的空档；有几个校区的，每个校区的门卫室分别判定，启用之前、撤并之后的日子不计，没有写明校区的值守不计。',
    source: 'GB/T 29315-2022',
    clause: '人力防范（门卫室 24 h 值守）',
    thresholds: { byCampus: true },
    unverified: false,
  },
  check: (thresholds) => checkByCampus(thresholds),
  decide(facts, clock, thresholds) {
    const { shifts } = facts
    const watches = watchesOf(facts, clock, thresholds)
    const required = watches.reduce((sum, { fromMs, toMs }) => sum + Math.floor((toMs - fromMs) / 60_000), 0)
    if (shifts.length === 0) return noEvidence(required, 'noRoster')
    const isPlaced = (id: string) => watches.some((watch) => watch.shifts.some((shift) => shift.id === id))
    if (!shifts.some(({ id }) => isPlaced(id))) return noEvidence(required, 'rosterCampusUnknown', { shifts: shifts.length })
    const found = watches.map((watch) => ({ ...watch, holes: holesOf(watch.shifts, watch.fromMs, watch.toMs) }))
    // Of the minute that runs nothing is required yet.
    const missing = found.reduce(
      (sum, { holes, fromMs, toMs }) => sum + Math.min(Math.floor((toMs - fromMs) / 60_000), minutesOf(holes)),
      0,
    )
    const gaps = found
      .flatMap(({ campus, holes }) => holes.map((hole) => ({ campus, hole })))
      .slice(0, 20)
      .map(({ campus, hole }) =>
        gap(
          'rosterHole',
          {
            ...(campus ? { campus: campus.name } : {}),
            from: new Date(hole.fromMs).toISOString(),
            to: new Date(hole.toMs).toISOString(),
            minutes: minutesOf([hole]),
          },
          hole.fromMs,
        ),
      )
    const evidence = shifts.map(({ id, campusId, startsMs, endsMs, guardName }) => {
      const campus = watches.find((watch) => watch.campus !== null && watch.campus.id === campusId)?.campus
      return evidenceRow('gateRoomShift', id, guardName, startsMs, isPlaced(id) ? null : 'campusUnknown', {
        until: new Date(endsMs).toISOString(),
        ...(campus ? { campus: campus.name } : {}),
      })
    })
    return fraction(required - missing, required, gaps, uncountedFirst(evidence))
  },
}

export const patrols: MeasureDefinition = {
  id: 'patrols',
  name: { zh: '重点部位巡查', en: 'Patrols of key places' },
  group: 'human',
  sets: [],
  counts: 'units',
  unit: { zh: '天', en: 'days' },
  target: 100,
  tables: ['patrol_round', 'calendar_day'],
  evidence: { zh: '巡查记录（应巡、实巡部位数）', en: 'patrol rounds (places listed and visited)' },
  rule: {
    text: '每个上课日完整巡查不少于规定次数；漏巡的一次不计。已结束的上课日才计算。',
    source: 'GB/T 29315-2022',
    clause: '人力防范（每日巡查不少于 5 次）',
    thresholds: { roundsPerDay: 5 },
    unverified: false,
  },
  check: numbersWithin({ roundsPerDay: [1, 48] }),
  decide({ patrols: rounds, calendar }, clock, thresholds) {
    const days = completedDays(clock).filter((day) => isSchoolDay(day, calendar))
    if (days.length === 0) return notApplicable('nothingRequiredYet')
    if (rounds.length === 0) return noEvidence(days.length, 'noPatrol')
    const full = new Map<string, number>()
    for (const { atMs, places, visited } of rounds)
      if (visited >= places) full.set(shanghaiDay(atMs), (full.get(shanghaiDay(atMs)) ?? 0) + 1)
    const needed = numberOf(thresholds, 'roundsPerDay')
    const short = days.filter((day) => (full.get(day) ?? 0) < needed)
    const gaps = short.slice(-20).map((day) => gap('patrolsShort', { day, rounds: full.get(day) ?? 0, required: needed }, startOfDay(day)))
    const evidence = rounds.map(({ id, atMs, who, places, visited, skipped }) =>
      evidenceRow('patrol', id, who, atMs, visited >= places ? null : 'placesSkipped', { places, visited, skipped }),
    )
    return fraction(days.length - short.length, days.length, gaps, uncountedFirst(evidence.reverse()))
  },
}

const addMonths = (day: string, months: number): string =>
  new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 + months, Number(day.slice(8)))).toISOString().slice(0, 10)

/** The stretches of a period in each of which one drill is due: of one month, or three; a period shorter than that looks back. */
export function drillSlices({ begins, to }: Pick<MeasureClock, 'begins' | 'to'>, months: number): { from: string; to: string }[] {
  if (addMonths(begins, months) > to) return [{ from: addMonths(to, -months), to }]
  const slices: { from: string; to: string }[] = []
  for (let n = 0; addMonths(begins, (n + 1) * months) <= to; n++)
    slices.push({ from: addMonths(begins, n * months), to: addMonths(begins, (n + 1) * months) })
  return slices
}

/** The kinds of drills that the register knows. */
const DRILL_KINDS: readonly unknown[] = ['evacuation', 'fire', 'earthquake', 'violence', 'other']

const checkKinds = (kinds: unknown): { field: string; reason: string }[] =>
  Array.isArray(kinds) && kinds.length > 0 && new Set(kinds).size === kinds.length && kinds.every((kind) => DRILL_KINDS.includes(kind))
    ? []
    : [{ field: 'kinds', reason: `expected kinds of drills, each once, of ${DRILL_KINDS.join(', ')}` }]

/** A version of the rule that names no kinds counts every drill. */
const drillCounts = (kind: string, { kinds }: Thresholds): boolean => !Array.isArray(kinds) || kinds.includes(kind)

export const drills: MeasureDefinition = {
  id: 'drills',
  name: { zh: '应急疏散演练', en: 'Evacuation drills' },
  group: 'human',
  sets: [],
  counts: 'schools',
  unit: { zh: '次', en: 'drills' },
  target: 100,
  tables: ['drill'],
  evidence: { zh: '演练记录（日期、类别、人数）', en: 'records of drills (day, kind, people)' },
  rule: {
    text: '中小学每月至少一次，幼儿园每季度至少一次，疏散、消防、地震演练计入，其他类别不计；尚未结束的月、季，或在学校设立之前开始的，已演练的计入，未演练的不要求；短于一季的周期按截至周期末的三个月判定。',
    source: '国办发〔2017〕35号',
    clause: '应急疏散演练',
    thresholds: { schoolMonths: 1, kindergartenMonths: 3, kinds: ['evacuation', 'fire', 'earthquake'] },
    unverified: false,
  },
  check: ({ kinds, ...months }) => [...numbersWithin({ schoolMonths: [1, 12], kindergartenMonths: [1, 12] })(months), ...checkKinds(kinds)],
  decide({ school, drills: held }, clock, thresholds) {
    const months = numberOf(thresholds, school.level === 'kindergarten' ? 'kindergartenMonths' : 'schoolMonths')
    const counted = held.filter(({ kind }) => drillCounts(kind, thresholds))
    const heldIn = ({ from, to }: { from: string; to: string }) => counted.some(({ onDay }) => onDay >= from && onDay < to)
    const slices = drillSlices(clock, months).filter((slice) => {
      const isDue = startOfDay(slice.to) - 1 <= clock.asOfMs && (school.openedOn === null || slice.from >= school.openedOn)
      return isDue || heldIn(slice)
    })
    if (slices.length === 0) return notApplicable('nothingRequiredYet')
    if (held.length === 0) return noEvidence(slices.length, 'noDrill', { months })
    const missed = slices.filter((slice) => !heldIn(slice))
    const gaps = missed.map(({ from, to }) => gap('drillMissing', { from, to: addDays(to, -1), months }))
    const evidence = held.map(({ id, onDay, kind, people }) => {
      const inside = slices.some(({ from, to }) => onDay >= from && onDay < to)
      const why = drillCounts(kind, thresholds) ? (inside ? null : 'outsidePeriod') : 'drillOfOtherKind'
      return evidenceRow('drill', id, kind, startOfDay(onDay), why, { onDay, people })
    })
    return fraction(slices.length - missed.length, slices.length, gaps, evidence, { basis: `level=${school.level}` })
  },
}
