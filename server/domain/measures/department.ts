// Measures of departments, not of schools: tasks and hazards by their day (R33–R35). Pure.
import type { Fraction } from '#contracts/measure.ts'
import { rateOf } from './figure.ts'

export const DEPARTMENT_MEASURES = [
  {
    id: 'tasksOnTime',
    name: { zh: '任务按时完成', en: 'Tasks finished on time' },
    unit: { zh: '项', en: 'tasks' },
    target: 100,
    rule: {
      text: '周期内完成的任务，加上到判定日已过时限仍未完成的任务，为应完成；其中在批准的时限内完成的为按时。已撤销的不计。按牵头部门计一次。',
      source: '规划（2021–2025）任务清单',
      clause: '时间表、路线图、责任人',
    },
  },
  {
    id: 'hazardsOnTime',
    name: { zh: '隐患按期整改', en: 'Hazards mended on time' },
    unit: { zh: '项', en: 'hazards' },
    target: 100,
    rule: {
      text: '周期内销号的隐患，加上到判定日已过时限仍未销号的隐患，为应整改；其中在时限当日及以前整改完成并销号的为按期。按牵头部门计一次。',
      source: '规划（2021–2025）第 19 条',
      clause: '隐患挂账销号',
    },
  },
] as const

export type DepartmentMeasureId = (typeof DEPARTMENT_MEASURES)[number]['id']

/** met ÷ required of one department, rounded down; nothing required has no rate. */
export const departmentFraction = (met: number, required: number): Fraction => ({
  met,
  applicable: required,
  rate: rateOf(met, required, met >= required),
})
