// Measures of departments, not of schools: tasks and hazards by their day (R33–R35). Pure.
import type { Fraction } from '#contracts/measure.ts'
import { rateOf } from './figure.ts'
import { type MeasureDefinition, numbersWithin } from './measure.ts'

/** A measure without what judges a school: it is counted from lists, and its rule has versions as any other. */
export type RuledMeasure = Omit<MeasureDefinition, 'decide'>

const ofLists = {
  group: 'task',
  sets: [],
  counts: 'units',
  target: 100,
  check: numbersWithin({ graceDays: [0, 366] }),
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
      text: '周期内完成的任务，加上到判定日已过时限仍未完成的任务，为应完成；其中在批准的时限（加宽限天数）内完成的为按时。已撤销的不计。按牵头部门计一次。',
      source: '规划（2021–2025）任务清单',
      clause: '时间表、路线图、责任人',
      thresholds: { graceDays: 0 },
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
      text: '周期内销号的隐患，加上到判定日已过时限仍未销号的隐患，为应整改；其中在时限（加宽限天数）当日及以前整改完成并销号的为按期。按牵头部门计一次。',
      source: '规划（2021–2025）第 19 条',
      clause: '隐患挂账销号',
      thresholds: { graceDays: 0 },
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
