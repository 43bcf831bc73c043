// 周边200米安全带: drawn from the boundary, surveyed, and its hazards struck off (R29, R33).
import { addDays, shanghaiDay } from '../shanghai.ts'
import { tooOldSince } from './age.ts'
import { campusesOn } from './campus.ts'
import type { HazardFact } from './facts.ts'
import {
  evidenceRow,
  fraction,
  type Gap,
  gap,
  type MeasureDefinition,
  noEvidence,
  notApplicable,
  numberOf,
  numbersWithin,
  uncountedFirst,
  unknownFields,
} from './measure.ts'

export const beltDrawn: MeasureDefinition = {
  id: 'beltDrawn',
  name: { zh: '周边 200 米安全带按边界划定', en: '200 m belts drawn from the boundary' },
  group: 'belt',
  sets: [],
  counts: 'schools',
  unit: { zh: '处', en: 'campuses' },
  target: 100,
  tables: ['campus', 'campus_life'],
  evidence: { zh: '校园边界登记', en: 'boundaries of campuses' },
  rule: {
    text: '每个校园都有边界；仅有中心点的为“暂定”，不算划定。',
    source: '规划第 19 条',
    clause: '周边 200 米安全带',
    thresholds: {},
    unverified: false,
  },
  check: (thresholds) => unknownFields(thresholds, []),
  decide(facts, { today }) {
    const campuses = campusesOn(facts.campuses, today)
    if (campuses.length === 0) return noEvidence(1, 'noCampus')
    const evidence = campuses.map(({ id, name, provisional }) =>
      evidenceRow('campus', id, name, null, provisional ? 'provisional' : null, { provisional }),
    )
    const gaps = campuses.filter(({ provisional }) => provisional).map(({ name }) => gap('beltProvisional', { campus: name }))
    return fraction(campuses.length - gaps.length, campuses.length, gaps, evidence, { basis: `campuses=${campuses.length}` })
  },
}

export const beltSurveyed: MeasureDefinition = {
  id: 'beltSurveyed',
  name: { zh: '周边安全带排查', en: 'Belts surveyed' },
  group: 'belt',
  sets: [],
  counts: 'schools',
  unit: { zh: '处', en: 'campuses' },
  target: 100,
  tables: ['campus', 'campus_life', 'belt_survey'],
  evidence: { zh: '排查记录（校园、时间、排查人）', en: 'surveys: which campus, when, by whom' },
  rule: {
    text: '每个校园的安全带在规定天数内排查过；仅有中心点（暂定）的，排查不计。',
    source: '规划第 19 条；国办发〔2017〕35号',
    clause: '周边 200 米安全带；学生安全区域（排查周期为本系统缺省值）',
    thresholds: { surveyDays: 92 },
    unverified: true,
  },
  check: numbersWithin({ surveyDays: [1, 366] }),
  decide({ beltSurveys, ...facts }, { asOfMs, today }, thresholds) {
    const campuses = campusesOn(facts.campuses, today)
    if (campuses.length === 0) return noEvidence(1, 'noCampus')
    const basis = `campuses=${campuses.length}`
    if (!beltSurveys.some(({ campusId }) => campuses.some(({ id }) => id === campusId)))
      return noEvidence(campuses.length, 'neverSurveyed', { campuses: campuses.length }, basis)
    const gaps: Gap[] = []
    const evidence = campuses.map(({ id, name, provisional }) => {
      const last = beltSurveys.find(({ campusId }) => campusId === id)
      const oldSince = last ? tooOldSince(last.atMs, numberOf(thresholds, 'surveyDays'), asOfMs) : null
      const why = provisional ? 'beltProvisional' : !last ? 'neverSurveyed' : oldSince !== null ? 'surveyTooOld' : null
      if (why) gaps.push(gap(why, { campus: name }, why === 'surveyTooOld' ? oldSince : null))
      return evidenceRow(last ? 'beltSurvey' : 'campus', last?.id ?? id, name, last?.atMs ?? null, why, {
        by: last?.by ?? null,
        provisional,
      })
    })
    return fraction(campuses.length - gaps.length, campuses.length, gaps, evidence, {
      basis,
      expired: gaps.length > 0 && gaps.every(({ code }) => code === 'surveyTooOld'),
    })
  },
}

/** The last day on which a hazard may be open: its due day, or so many days after it was listed while it has none. */
const lastDay = ({ dueOn, listedMs }: HazardFact, days: number): string => dueOn ?? addDays(shanghaiDay(listedMs), days)

export const hazardsStruckOff: MeasureDefinition = {
  id: 'hazardsStruckOff',
  name: { zh: '到期隐患销号', en: 'Hazards due and struck off' },
  group: 'belt',
  sets: [],
  counts: 'units',
  unit: { zh: '项', en: 'hazards' },
  target: 100,
  tables: ['hazard', 'belt_survey'],
  evidence: { zh: '隐患台账：挂账、期限、销号', en: 'the list of hazards: listed, due, struck off' },
  rule: {
    text: '判定时刻已到期限的隐患与周期内销号的隐患中，已销号（经他人核查）的占比；没有期限的自挂账（复发的自复发）起按规定天数计；被退回、尚未重新交办的不计。从未排查、也没有隐患记录的为缺佐证。',
    source: '规划第 19 条',
    clause: '周边隐患排查整治；挂账销号（无期限的天数为本系统缺省值）',
    thresholds: { daysWithoutDue: 30 },
    unverified: true,
  },
  check: numbersWithin({ daysWithoutDue: [1, 366] }),
  decide({ hazards, hasHazards, beltSurveys }, { today }, thresholds) {
    if (!hasHazards && beltSurveys.length === 0) return noEvidence(1, 'neverSurveyed')
    const days = numberOf(thresholds, 'daysWithoutDue')
    const asked = hazards.filter((hazard) => hazard.struckOffMs !== null || (!hazard.returned && lastDay(hazard, days) < today))
    if (asked.length === 0) return notApplicable('nothingRequiredYet')
    const rows = asked.map((hazard) => {
      const { id, number, title, listedMs, struckOffMs } = hazard
      const why = struckOffMs === null ? 'hazardOverdue' : null
      const facts = { number, dueOn: lastDay(hazard, days), struckOffAt: struckOffMs === null ? null : new Date(struckOffMs).toISOString() }
      return evidenceRow('hazard', id, title, listedMs, why, facts)
    })
    const open = asked.filter(({ struckOffMs }) => struckOffMs === null)
    const since = open.map((hazard) => Date.parse(`${lastDay(hazard, days)}T16:00:00Z`)) // the end of that day in Shanghai
    const gaps = open.length > 0 ? [gap('hazardOverdue', { hazards: open.length }, Math.min(...since))] : []
    return fraction(asked.length - open.length, asked.length, gaps, uncountedFirst(rows), { basis: `hazards=${asked.length}` })
  },
}
