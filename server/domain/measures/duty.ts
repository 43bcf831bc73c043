// 高峰勤务 and 护学岗: manned minutes ÷ required minutes, by windows of weekdays and hours (R21, R22).
import { startOfDay } from '../shanghai.ts'
import { completedDays, isoWeekday, isSchoolDay } from './calendar.ts'
import type { CheckInFact, SchoolFacts, WindowFact } from './facts.ts'
import {
  evidenceRow,
  gap,
  type MeasureClock,
  type MeasureDefinition,
  noEvidence,
  notApplicable,
  numberOf,
  numbersWithin,
  uncountedFirst,
  unknownFields,
} from './measure.ts'

/** Why a check-in mans nothing, or null: absence and leave do not, and 补签 only when a leader confirmed it. */
export const checkInRefusal = ({ result, confirmedBy }: CheckInFact): string | null =>
  result === 'absent' || result === 'leave' ? result : result === 'amended' && (confirmedBy ?? '').trim() === '' ? 'notConfirmed' : null

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** Minutes of [fromMs, toMs) that somebody was there, to the nearest whole one: seconds after the bell are no minute missing. Two at once count once. */
export function mannedMinutes(present: readonly Pick<CheckInFact, 'onMs' | 'offMs'>[], fromMs: number, toMs: number): number {
  let coveredMs = fromMs
  let total = 0
  for (const { onMs, offMs } of [...present].sort((a, b) => a.onMs - b.onMs)) {
    const start = Math.max(onMs, coveredMs)
    const end = Math.min(offMs, toMs)
    if (end > start) total += end - start
    coveredMs = Math.max(coveredMs, end)
  }
  return Math.round(total / 60_000)
}

const WEEK = [1, 2, 3, 4, 5, 6, 7]
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

/** One window on one day, in minutes. */
interface MannedWindow {
  readonly window: WindowFact
  readonly day: string
  readonly fromMs: number
  readonly there: number
  readonly required: number
}

function mannedWindow(window: WindowFact, day: string, present: readonly CheckInFact[]): MannedWindow {
  const required = minutesOf(window.ends) - minutesOf(window.starts)
  const fromMs = startOfDay(day) + minutesOf(window.starts) * 60_000
  const there = mannedMinutes(
    present.filter(({ post }) => post === window.post),
    fromMs,
    fromMs + required * 60_000,
  )
  return { window, day, fromMs, there, required }
}

/** Which of two timetables was kept better: below 0 the first; of two kept alike, the one that asks more. */
function betterKept(a: readonly MannedWindow[], b: readonly MannedWindow[]): number {
  const there = (day: readonly MannedWindow[]) => sum(day.map((one) => one.there))
  const required = (day: readonly MannedWindow[]) => sum(day.map((one) => one.required))
  return there(b) * required(a) - there(a) * required(b) || required(b) - required(a)
}

/**
 * The windows of one school day. A make-up day follows the timetable of the weekday that the calendar names; where it names none, the one
 * that was kept best: no school holds two timetables on one day.
 */
function mannedOn(day: string, windows: readonly WindowFact[], present: readonly CheckInFact[], calendar: SchoolFacts['calendar']) {
  if (!isSchoolDay(day, calendar)) return []
  const special = calendar.get(day)
  const ofWeekday = (weekday: number) =>
    windows
      .filter(
        ({ weekdays, fromDay, untilDay }) => weekdays.includes(String(weekday)) && day >= fromDay && (untilDay === null || day < untilDay),
      )
      .map((window) => mannedWindow(window, day, present))
  if (special?.kind !== 'makeUp') return ofWeekday(isoWeekday(day))
  if (special.weekday !== null) return ofWeekday(special.weekday)
  const timetables = WEEK.map(ofWeekday).filter((timetable) => timetable.length > 0)
  return timetables.sort(betterKept)[0] ?? []
}

function manned(kind: WindowFact['kind'], { windows, checkIns, calendar }: SchoolFacts, clock: MeasureClock, minPercent: number) {
  const own = windows.filter((window) => window.kind === kind)
  const present = checkIns.filter((checkIn) => checkIn.kind === kind && checkInRefusal(checkIn) === null)
  const days = completedDays(clock).flatMap((day) => mannedOn(day, own, present, calendar))
  const gaps = days
    .filter(({ there, required }) => there * 100 < required * minPercent)
    .map(({ window: { post, starts, ends }, day, fromMs, there, required }) =>
      gap('postNotManned', { day, post, from: starts, to: ends, manned: there, required }, fromMs),
    )
  return { own, met: sum(days.map(({ there }) => there)), required: sum(days.map(({ required }) => required)), gaps }
}

function dutyMeasure(kind: WindowFact['kind'], words: Pick<MeasureDefinition, 'id' | 'name' | 'rule'>): MeasureDefinition {
  return {
    ...words,
    group: 'duty',
    sets: [],
    counts: 'units',
    unit: { zh: '分钟', en: 'minutes' },
    target: 100,
    tables: ['duty_window', 'duty_check_in', 'calendar_day'],
    evidence: { zh: '勤务时段与签到', en: 'windows of duty and check-ins' },
    check: numbersWithin({ minPercent: [1, 100] }),
    decide(facts, clock, thresholds) {
      const minPercent = numberOf(thresholds, 'minPercent')
      const { own, met, required, gaps } = manned(kind, facts, clock, minPercent)
      if (own.length === 0) return noEvidence(1, 'noWindow')
      const checkIns = facts.checkIns.filter((checkIn) => checkIn.kind === kind)
      if (required === 0) return notApplicable('nothingRequiredYet')
      if (checkIns.length === 0) return noEvidence(required, 'noCheckIn', { required })
      const evidence = checkIns.map((checkIn) =>
        evidenceRow('checkIn', checkIn.id, `${checkIn.post} ${checkIn.who}`, checkIn.onMs, checkInRefusal(checkIn), {
          result: checkIn.result,
          until: new Date(checkIn.offMs).toISOString(),
          confirmedBy: checkIn.confirmedBy,
        }),
      )
      const enough = met * 100 >= required * minPercent
      return {
        result: enough ? 'met' : 'notMet',
        met,
        required,
        gaps: enough ? [] : gaps.slice(-20),
        evidence: uncountedFirst(evidence.reverse()),
        basis: `windows=${own.length}`,
      }
    },
  }
}

export const peakDuty = dutyMeasure('peakDuty', {
  id: 'peakDuty',
  name: { zh: '高峰勤务到岗', en: 'Peak-hour duty manned' },
  rule: {
    text: '上课日各勤务时段内有民警在岗的分钟数（四舍五入到分）÷应在岗分钟数；缺岗、请假不计，补签须确认。调休上课日按校历注明所补星期的时段，未注明的按到岗最好的一个星期。',
    source: '规划（2021–2025）第 19 条',
    clause: '高峰勤务',
    thresholds: { minPercent: 100 },
    unverified: false,
  },
})
export const guardPosts = dutyMeasure('guardPost', {
  id: 'guardPosts',
  name: { zh: '护学岗到岗', en: 'School-guard posts manned' },
  rule: {
    text: '上课日各护学岗时段内有人在岗的分钟数（四舍五入到分）÷应在岗分钟数；缺岗、请假不计，补签须确认。调休上课日按校历注明所补星期的时段，未注明的按到岗最好的一个星期。',
    source: '规划（2021–2025）第 19 条',
    clause: '护学岗',
    thresholds: { minPercent: 100 },
    unverified: false,
  },
})

export const postsSet: MeasureDefinition = {
  id: 'postsSet',
  name: { zh: '护学岗设置', en: 'School-guard posts set up' },
  group: 'duty',
  sets: ['national2020'],
  counts: 'schools',
  unit: { zh: '处', en: 'posts' },
  target: 100,
  tables: ['duty_window'],
  evidence: { zh: '护学岗时段登记', en: 'windows of posts' },
  rule: {
    text: '判定当日至少有一处有效的护学岗时段。',
    source: '教育部、公安部通报（后续新增）',
    clause: '护学岗设置率',
    thresholds: {},
    unverified: true,
  },
  check: (thresholds) => unknownFields(thresholds, []),
  decide({ windows }, { today }) {
    const posts = windows.filter(({ kind }) => kind === 'guardPost')
    const current = posts.filter(({ fromDay, untilDay }) => fromDay <= today && (untilDay === null || untilDay > today))
    if (posts.length === 0) return noEvidence(1, 'noWindow')
    const evidence = posts.map((window) =>
      evidenceRow('dutyWindow', window.id, window.post, startOfDay(window.fromDay), current.includes(window) ? null : 'notInForce', {
        starts: window.starts,
        ends: window.ends,
        weekdays: window.weekdays,
      }),
    )
    const met = current.length > 0
    return { result: met ? 'met' : 'notMet', met: met ? 1 : 0, required: 1, gaps: met ? [] : [gap('postEnded')], evidence, basis: '' }
  },
}
