import { TASK_FILTER_WORDS } from '#domain/words.ts'

const zh = {
  department: '部门',
  allDepartments: '全部部门',
  standing: '情形',
  all: '全部',
  search: '编号、任务、责任人',
  state: '状态',
  clear: '清除筛选',
  words: (parts: string, n: number, moment: string) => `${parts || '全部任务'} · 共 ${n} 项 · 截至 ${moment}`,
  standings: TASK_FILTER_WORDS as Record<string, string>,
}

const en: typeof zh = {
  department: 'Department',
  allDepartments: 'All departments',
  standing: 'Standing',
  all: 'All',
  search: 'Number, task, person',
  state: 'State',
  clear: 'Clear filters',
  words: (parts, n, moment) => `${parts || 'All tasks'} · ${n} in all · as of ${moment}`,
  standings: {
    late: 'late',
    dueSoon: 'due within 7 days',
    open30: 'open for more than 30 days',
    late30: 'late by more than 30 days',
    noPerson: 'nobody named',
    unreceived: 'not signed for',
    noReason: 'late without a reason',
    asked: 'extension waits',
    doneOnTime: 'done on time',
    doneLate: 'done late',
    counted: 'not cancelled',
  },
}

/** Words of the filters above a list. */
export const filterWords = { zh, en }
