import type * as z from 'zod'
import type { Exemption, MeasureVersion, NewPeriod, Period, PeriodSetting, ProposeExemption, ProposeVersion } from '#contracts/measure.ts'
import { type Listed, request } from './http.ts'

const name = encodeURIComponent
const post = <T>(path: string, body?: unknown) => request<T>(path, { method: 'POST', ...(body === undefined ? {} : { body }) })
/** Every school is computed once more before a period is frozen. */
const FREEZE_MS = 600_000

export const proposeVersion = (measure: string, body: ProposeVersion) => post<MeasureVersion>(`/measures/${name(measure)}/versions`, body)
export const decideVersion = (measure: string, version: number, verb: 'approve' | 'reject') =>
  post<MeasureVersion>(`/measures/${name(measure)}/versions/${version}/${verb}`)

export const readExemptions = () => request<Listed<Exemption>>('/exemptions?limit=1000')
export const proposeExemption = (measure: string, school: string, body: ProposeExemption) =>
  post<Exemption>(`/measures/${name(measure)}/schools/${name(school)}/exemptions`, body)
export const decideExemption = (id: string, verb: 'approve' | 'reject' | 'end') => post<Exemption>(`/exemptions/${name(id)}/${verb}`)

export const makePeriod = (body: z.input<typeof NewPeriod>) => post<Period>('/periods', body)
export const freezePeriod = (id: string) => request<Period>(`/periods/${name(id)}/freeze`, { method: 'POST', timeoutMs: FREEZE_MS })
export const readPeriodSetting = () => request<PeriodSetting>('/period-setting')
export const savePeriodSetting = (body: PeriodSetting) => request<PeriodSetting>('/period-setting', { method: 'PUT', body })
