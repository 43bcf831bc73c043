import type * as z from 'zod'
import type { DepartmentStandingList, DutyList } from '#contracts/department-standing.ts'
import type { GapAction, ReportedFigure, SetGapAction, SetReportedFigure } from '#contracts/gap.ts'
import type {
  Computing,
  Measure,
  MeasureFigureList,
  MeasureWithVersions,
  Period,
  SchoolEvidence,
  SchoolResult,
} from '#contracts/measure.ts'
import type { MeasureMatrix } from '#contracts/measure-matrix.ts'
import type { NewUrge, Urge, Urged } from '#contracts/urge.ts'
import { type Listed, pages, request } from './http.ts'

export type FigureList = z.infer<typeof MeasureFigureList>
export type UrgedNow = z.infer<typeof Urged>
export interface ResultList {
  period: Period
  computing: Computing | null
  measure: Measure
  items: SchoolResult[]
}

const name = encodeURIComponent

export const readPeriods = () => request<{ items: Period[] }>('/periods')
export const readFigures = (period: string) => request<FigureList>(`/measures?period=${name(period)}`)
/** @param department '' = every one */
/** @param query measure, period, and where wanted department, late, cursor */
export const readDuties = (query: string) => request<DutyList>(`/department-duties?${query}`)
export const readDepartmentStanding = (period: string) => request<DepartmentStandingList>(`/department-standing?period=${name(period)}`)
export const readMatrix = (period: string) => request<MeasureMatrix>(`/measure-matrix?period=${name(period)}`)
export const readSchoolMeasures = (school: string, period: string) =>
  request<{ items: SchoolResult[] }>(`/schools/${name(school)}/measures?period=${name(period)}`)
export const readMeasure = (measure: string, period: string) =>
  request<MeasureWithVersions>(`/measures/${name(measure)}?period=${name(period)}`)
export const readEvidence = (measure: string, school: string, period: string) =>
  request<SchoolEvidence>(`/measures/${name(measure)}/schools/${name(school)}?period=${name(period)}`)

/** Every school's result of one measure. */
export async function readResults(measure: string, period: string): Promise<ResultList> {
  const path = `/measures/${name(measure)}/schools?period=${name(period)}&limit=1000`
  const first = await request<ResultList & Listed<SchoolResult>>(path)
  const items = [...first.items]
  for (let { nextCursor } = first; nextCursor; ) {
    const next: Listed<SchoolResult> = await request<Listed<SchoolResult>>(`${path}&cursor=${name(nextCursor)}`)
    items.push(...next.items)
    nextCursor = next.nextCursor
  }
  return { period: first.period, computing: first.computing, measure: first.measure, items }
}

/** The urges of a measure, a school, or both; the newest first. */
export async function readUrges(query: { measure?: string; school?: string }): Promise<Urge[]> {
  const all: Urge[] = []
  for await (const page of pages<Urge>(`/urges?${new URLSearchParams(query)}`)) all.push(...page)
  return all
}
export const sendUrges = (urge: NewUrge) => request<UrgedNow>('/urges', { method: 'POST', body: urge })
export const answerUrge = (id: string, body: { version: number; text: string; expectedOn: string | null }) =>
  request<Urge>(`/urges/${name(id)}/answer`, { method: 'POST', body })

export const readGapActions = (query: { measure?: string; school?: string; until?: string }) =>
  request<{ items: GapAction[] }>(`/gap-actions?${new URLSearchParams(query)}`)
export const saveGapAction = (measure: string, school: string, body: SetGapAction) =>
  request<GapAction>(`/measures/${name(measure)}/schools/${name(school)}/action`, { method: 'PUT', body })

/** What was reported upward, of one period or of all. */
export const readReported = (period?: string) =>
  request<{ items: ReportedFigure[] }>(`/reported-figures${period === undefined ? '' : `?period=${name(period)}`}`)
export const saveReported = (measure: string, body: SetReportedFigure) =>
  request<ReportedFigure>(`/measures/${name(measure)}/reported`, { method: 'PUT', body })
