// Measures of departments, not of schools: tasks and hazards by their day (R33–R35). Pure.
import type { Fraction } from '#contracts/measure.ts'
import { rateOf } from './figure.ts'
import { type MeasureDefinition, numbersWithin, type Thresholds } from './measure.ts'

/** A measure without what judges a school: it is counted from lists, and its rule has versions as any other. */
export type RuledMeasure = Omit<MeasureDefinition, 'decide'>

/** Points that one task or hazard not done in time takes off, where the rule names none. */
const POINTS_EACH = 1

const ofLists = {
  group: 'task',
  sets: [],
  counts: 'units',
  target: 100,
  // A version from before appraisal followed from results names no points: they are POINTS_EACH.
  check: (thresholds) => numbersWithin({ graceDays: [0, 366], pointsEach: [0, 100] })({ pointsEach: POINTS_EACH, ...thresholds }),
} as const satisfies Partial<RuledMeasure>

export const DEPARTMENT_MEASURES = [
  {
    ...ofLists,
    id: 'tasksOnTime',
    name: { zh: '任务按时完成', en: 'Tasks finished on time' },
    unit: { zh: '项', en: 'tasks' },
    tables: ['task', 'task_history'],
    evidence: { zh: '任务清单：时限、完成日、状态', en: 'the list of tasks: due, finished, state' },
    rule: {
      text: '周期内完成的任务，加上到判定日已过时限仍未完成的任务，为应完成；其中在批准的时限（加宽限天数）内完成的为按时。已撤销的不计。按牵头部门计一次。每有一项未按时，督导考核扣规定分。',
      source: '规划（2021–2025）任务清单',
      clause: '时间表、路线图、责任人',
      thresholds: { graceDays: 0, pointsEach: 2 },
      unverified: false,
    },
  },
  {
    ...ofLists,
    id: 'hazardsOnTime',
    name: { zh: '隐患按期整改', en: 'Hazards mended on time' },
    unit: { zh: '项', en: 'hazards' },
    tables: ['hazard', 'hazard_log'],
    evidence: { zh: '隐患台账：时限、整改、销号', en: 'the list of hazards: due, mended, struck off' },
    rule: {
      text: '周期内销号的隐患，加上到判定日已过时限仍未销号的隐患，为应整改；其中在时限（加宽限天数）当日及以前整改完成并销号的为按期。按牵头部门计一次；已退回、尚未重新交办的不计。每有一项未按期，督导考核扣规定分。',
      source: '规划（2021–2025）第 19 条',
      clause: '隐患挂账销号',
      thresholds: { graceDays: 0, pointsEach: 1 },
      unverified: false,
    },
  },
] as const satisfies readonly RuledMeasure[]

export type DepartmentMeasureId = (typeof DEPARTMENT_MEASURES)[number]['id']

/** met ÷ required of one department, rounded down; nothing required has no rate. */
export const departmentFraction = (met: number, required: number): Fraction => ({
  met,
  applicable: required,
  rate: rateOf(met, required, met >= required),
})

/** A department's figures of a period that is over. */
interface Results {
  readonly tasks: Pick<Fraction, 'met' | 'applicable'>
  readonly hazards: Pick<Fraction, 'met' | 'applicable'>
}
const pointsEach = (thresholds: Thresholds | undefined): number =>
  typeof thresholds?.pointsEach === 'number' ? thresholds.pointsEach : POINTS_EACH
const LOWEST = -100

/** 督导结果 → 考核: what was not done in time takes points off, by the rules in force; null where everything was. */
export function appraisalOf(
  { tasks, hazards }: Results,
  period: string,
  rules: { tasksOnTime: Thresholds | undefined; hazardsOnTime: Thresholds | undefined },
): { points: number; text: string } | null {
  const [lateTasks, lateHazards] = [tasks.applicable - tasks.met, hazards.applicable - hazards.met]
  if (lateTasks + lateHazards === 0) return null
  const points = -(lateTasks * pointsEach(rules.tasksOnTime) + lateHazards * pointsEach(rules.hazardsOnTime))
  const words = [
    `任务应完成 ${tasks.applicable} 项、按时 ${tasks.met} 项（每项扣 ${pointsEach(rules.tasksOnTime)} 分）`,
    `隐患应整改 ${hazards.applicable} 项、按期 ${hazards.met} 项（每项扣 ${pointsEach(rules.hazardsOnTime)} 分）`,
  ]
  return { points: Math.max(LOWEST, Math.round(points * 10) / 10), text: `${period}督导结果：${words.join('；')}` }
}
