// A period by school, by township and by department, and the rules it is judged by, as tables.
import * as z from 'zod'
import { type DepartmentStanding, type Duty, DutyQuery, type LaterDuty } from '#contracts/department-standing.ts'
import { type Measure, MeasureGroup, MeasureQuery } from '#contracts/measure.ts'
import type { MeasureMatrix } from '#contracts/measure-matrix.ts'
import { amountText, figureUnit, shownAmount } from '#domain/gap-note.ts'
import { addUp } from '#domain/measure-matrix.ts'
import { DEPARTMENT_MEASURES } from '#domain/measures/department.ts'
import { rateOf } from '#domain/measures/figure.ts'
import { GROUPS } from '#domain/measures/order.ts'
import { findMeasure, MEASURES } from '#domain/measures/registry.ts'
import type { Principal } from '#domain/policy.ts'
import { DUTY_CHANGE_WORDS, MEASURE_GROUP_WORDS, MEASURE_RESULT_WORDS } from '#domain/words.ts'
import { readDuties } from '../store/department-standing.ts'
import { readSchoolResults, readTownshipSums } from '../store/measure-matrix.ts'
import { findPeriod } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { readStanding } from './department-standing.ts'
import { type FilterNames, type ListTable, listTable } from './list-table.ts'
import { type MeasureRow, readMeasureRows } from './measure-figures.ts'
import { townshipsOf } from './township-figures.ts'

const periodWords = (period: string | undefined, names: FilterNames): string => `周期：${names.period(period)}`
const nameOf = (measureId: string): string => findMeasure(measureId)?.name.zh ?? measureId
const unitOf = (measureId: string): string | null => {
  const measure = findMeasure(measureId)
  return measure ? figureUnit(measure, 'zh') : null
}
const whole = <T>(items: T[]) => ({ items, nextCursor: null })

const SchoolsQuery = MeasureQuery.extend({
  township: z.string().max(64).optional(),
  find: z.string().max(100).optional().meta({ description: 'part of the name' }),
})
interface SchoolRow extends ReturnType<typeof addUp> {
  readonly schoolId: string
  readonly schoolName: string
  readonly townshipName: string
  readonly corrected: ReturnType<typeof addUp> | null
}

/** In the screen's order: the most gaps first. */
async function readSchoolRows(pool: Pool, reader: Principal, { period: id, township, find = '' }: z.output<typeof SchoolsQuery>) {
  const period = await findPeriod(pool, id)
  if (!period) return []
  const measures = MEASURES.map((measure) => measure.id)
  const names = new Map((await readTownshipSums(pool, reader, period.id)).map(({ townshipId, townshipName }) => [townshipId, townshipName]))
  return (await readSchoolResults(pool, reader, period.id))
    .filter((row) => (township === undefined || row.townshipId === township) && row.schoolName.includes(find.trim()))
    .map(({ results, corrected, townshipId, ...school }): SchoolRow => {
      const sumOf = (of: typeof results) =>
        addUp(
          measures.map((measure) => of[measure] ?? null),
          measures,
        )
      return { ...school, townshipName: names.get(townshipId) ?? townshipId, ...sumOf(results), corrected: corrected && sumOf(corrected) }
    })
    .sort((a, b) => b.gaps.length - a.gaps.length || a.schoolId.localeCompare(b.schoolId))
}

const schools = listTable<typeof SchoolsQuery, SchoolRow>({
  list: 'school-standing',
  title: '各校达标情况表',
  right: 'measure:read',
  query: SchoolsQuery,
  columns: [
    { key: 'schoolId', title: '学校代码', width: 12, is: 'text', value: ({ schoolId }) => schoolId },
    { key: 'schoolName', title: '学校', width: 26, is: 'text', value: ({ schoolName }) => schoolName },
    { key: 'townshipName', title: '乡镇街道', width: 16, is: 'text', value: ({ townshipName }) => townshipName },
    { key: 'met', title: '达标（项）', width: 10, is: 'number', value: ({ met }) => met },
    { key: 'applicable', title: '应达标（项）', width: 12, is: 'number', value: ({ applicable }) => applicable },
    {
      key: 'rate',
      title: '比例',
      width: 9,
      is: 'percent',
      value: ({ met, applicable, gaps }) => rateOf(met, applicable, gaps.length === 0),
    },
    { key: 'correctedMet', title: '更正后达标（项）', width: 12, is: 'number', value: ({ corrected }) => corrected?.met ?? null },
    {
      key: 'correctedApplicable',
      title: '更正后应达标（项）',
      width: 13,
      is: 'number',
      value: ({ corrected }) => corrected?.applicable ?? null,
    },
    {
      key: 'gaps',
      title: '未达标指标',
      width: 70,
      is: 'text',
      value: ({ gaps }) => gaps.map(({ measureId, result }) => `${nameOf(measureId)}（${MEASURE_RESULT_WORDS[result]}）`).join('；'),
    },
  ],
  words: ({ period, township, find }, names) => [
    periodWords(period, names),
    ...(township ? [`乡镇街道：${names.township(township)}`] : []),
    ...(find ? [`名称含：${find}`] : []),
  ],
  read: async (pool, reader, query) => whole(await readSchoolRows(pool, reader, query)),
})

const TownshipsQuery = MeasureQuery.extend({ group: MeasureGroup.optional() })
interface TownshipRow {
  readonly township: string
  readonly measureId: string
  readonly figure: MeasureMatrix['townships'][number]['figures'][number]
}

async function readTownshipRows(pool: Pool, reader: Principal, { period: id, group }: z.output<typeof TownshipsQuery>) {
  const period = await findPeriod(pool, id)
  if (!period) return []
  const townships = townshipsOf(await readTownshipSums(pool, reader, period.id))
  const shown = MEASURES.map((measure, n) => ({ measure, n }))
    .filter(({ measure }) => group === undefined || measure.group === group)
    .sort((a, b) => GROUPS.indexOf(a.measure.group) - GROUPS.indexOf(b.measure.group))
  return townships.flatMap(({ townshipName, figures }) =>
    shown.flatMap(({ measure, n }): TownshipRow[] => {
      const figure = figures[n]
      return figure ? [{ township: townshipName, measureId: measure.id, figure }] : []
    }),
  )
}

const townships = listTable<typeof TownshipsQuery, TownshipRow>({
  list: 'township-figures',
  title: '各镇街指标情况表',
  right: 'measure:read',
  query: TownshipsQuery,
  columns: [
    { key: 'township', title: '乡镇街道', width: 18, is: 'text', value: ({ township }) => township },
    { key: 'measureId', title: '指标代码', width: 20, is: 'text', value: ({ measureId }) => measureId },
    { key: 'measure', title: '指标', width: 32, is: 'text', value: ({ measureId }) => nameOf(measureId) },
    { key: 'met', title: '达标', width: 10, is: 'number', value: ({ figure }) => shownAmount(figure.met) },
    { key: 'applicable', title: '应达标', width: 10, is: 'number', value: ({ figure }) => shownAmount(figure.applicable) },
    { key: 'unit', title: '单位', width: 8, is: 'text', value: ({ measureId }) => unitOf(measureId) },
    { key: 'rate', title: '比例', width: 9, is: 'percent', value: ({ figure }) => figure.rate },
    {
      key: 'correctedMet',
      title: '更正后达标',
      width: 12,
      is: 'number',
      value: ({ figure: { corrected } }) => corrected && shownAmount(corrected.met),
    },
    {
      key: 'correctedApplicable',
      title: '更正后应达标',
      width: 13,
      is: 'number',
      value: ({ figure: { corrected } }) => corrected && shownAmount(corrected.applicable),
    },
    {
      key: 'correctedRate',
      title: '更正后比例',
      width: 11,
      is: 'percent',
      value: ({ figure: { corrected } }) => corrected?.rate ?? null,
    },
  ],
  words: ({ period, group }, names) => [periodWords(period, names), ...(group ? [`类别：${MEASURE_GROUP_WORDS[group]}`] : [])],
  read: async (pool, reader, query) => whole(await readTownshipRows(pool, reader, query)),
})

const late = z.enum(['1']).optional().meta({ description: 'only what is late' })
const DepartmentsQuery = MeasureQuery.extend({ late })
const duty = (of: 'tasks' | 'hazards', word: string) =>
  (
    [
      ['met', `${word}按时`, 10, 'number'],
      ['applicable', `${word}应计`, 10, 'number'],
      ['rate', `${word}按时率`, 11, 'percent'],
      ['late', `${word}逾期未完`, 12, 'number'],
    ] as const
  ).map(([key, title, width, is]) => ({ key: `${of}_${key}`, title, width, is, value: (row: DepartmentStanding) => row[of][key] }))

const departments = listTable<typeof DepartmentsQuery, DepartmentStanding>({
  list: 'department-standing',
  title: '部门履职情况表',
  right: 'department:standing',
  query: DepartmentsQuery,
  columns: [
    { key: 'department', title: '部门', width: 24, is: 'text', value: ({ department }) => department.name },
    ...duty('tasks', '任务'),
    ...duty('hazards', '隐患'),
    {
      key: 'measures',
      title: '相关指标',
      width: 60,
      is: 'text',
      value: ({ measures }) =>
        measures.map(({ measureId, met, applicable }) => `${nameOf(measureId)} ${amountText(met)} ÷ ${amountText(applicable)}`).join('；'),
    },
  ],
  words: ({ period, late: only }, names) => [periodWords(period, names), ...(only ? ['仅有逾期的部门'] : [])],
  async read(pool, reader, { period: id, late: only }) {
    const period = await findPeriod(pool, id)
    const items = period ? (await readStanding(pool, reader, period)).items : []
    return whole(only ? items.filter(({ tasks, hazards }) => tasks.late + hazards.late > 0) : items)
  },
})

type ListedDuty = Duty & Partial<Pick<LaterDuty, 'change'>>

const duties = listTable<typeof DutyQuery, ListedDuty>({
  list: 'department-duties',
  title: '部门任务与隐患明细表',
  right: 'department:standing',
  query: DutyQuery,
  columns: [
    { key: 'title', title: '事项', width: 50, is: 'text', value: ({ title }) => title },
    { key: 'department', title: '部门', width: 24, is: 'text', value: ({ departmentName }) => departmentName },
    { key: 'dueOn', title: '期限', width: 12, is: 'day', value: ({ dueOn }) => dueOn },
    { key: 'doneOn', title: '完成', width: 12, is: 'day', value: ({ doneOn }) => doneOn },
    {
      key: 'counts',
      title: '判定',
      width: 12,
      is: 'text',
      value: ({ counts, doneOn }) => (counts ? '按时' : doneOn === null ? '未完成' : '逾期完成'),
    },
    {
      key: 'change',
      title: '更正依据（冻结后）',
      width: 16,
      is: 'text',
      value: ({ change }) => (change ? DUTY_CHANGE_WORDS[change] : null),
    },
  ],
  words: ({ measure, period, department, late: only }, names) => [
    `指标：${DEPARTMENT_MEASURES.find(({ id }) => id === measure)?.name.zh ?? measure}`,
    periodWords(period, names),
    ...(department ? [`部门：${names.department(department)}`] : []),
    ...(only ? ['仅未完成'] : []),
  ],
  async read(pool, reader, { measure, period: id, department, late: only }) {
    const period = await findPeriod(pool, id)
    if (!period) return whole([])
    const { items, later } = await readDuties(pool, reader, period, Date.now(), { measure, department })
    const all: ListedDuty[] = [...items, ...later]
    return whole(only ? all.filter(({ doneOn }) => doneOn === null) : all)
  },
})

const ruleOf = ({ measure }: MeasureRow): Measure['rule'] => measure.rule
const rules = listTable<typeof MeasureQuery, MeasureRow>({
  list: 'measure-rules',
  title: '指标规则一览表',
  right: 'measure:read',
  query: MeasureQuery,
  columns: [
    { key: 'group', title: '类别', width: 12, is: 'text', value: ({ measure }) => MEASURE_GROUP_WORDS[measure.group] },
    { key: 'name', title: '指标', width: 30, is: 'text', value: ({ measure }) => measure.name.zh },
    { key: 'version', title: '版本', width: 8, is: 'number', value: (row) => ruleOf(row).version },
    { key: 'validFrom', title: '自', width: 12, is: 'day', value: (row) => ruleOf(row).validFrom },
    { key: 'text', title: '规则', width: 60, is: 'text', value: (row) => ruleOf(row).text },
    { key: 'source', title: '依据', width: 30, is: 'text', value: (row) => ruleOf(row).source },
    { key: 'clause', title: '条款', width: 20, is: 'text', value: (row) => ruleOf(row).clause },
  ],
  words: ({ period }, names) => [periodWords(period, names)],
  read: async (pool, reader, { period }) => whole(await readMeasureRows(pool, reader, period)),
})

export const STANDING_LISTS: readonly ListTable[] = [schools, townships, departments, duties, rules]
