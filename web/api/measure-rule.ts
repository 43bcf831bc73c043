import type * as z from 'zod'
import type { Exemption, MeasureVersion, NewPeriod, Period, PeriodSetting, ProposeExemption, ProposeVersion } from '#contracts/measure.ts'
import { type Listed, request } from './http.ts'

const name = encodeURIComponent
const post = <T>(path: string, body?: unknown) => request<T>(path, { method: 'POST', ...(body === undefined ? {} : { body }) })

export const proposeVersion = (measure: string, body: ProposeVersion) => post<MeasureVersion>(`/measures/${name(measure)}/versions`, body)
export const decideVersion = (measure: string, version: number, verb: 'approve' | 'reject') =>
  post<MeasureVersion>(`/measures/${name(measure)}/versions/${version}/${verb}`)

export const readExemptions = () => request<Listed<Exemption>>('/exemptions?limit=1000')
export const proposeExemption = (measure: string, school: string, body: ProposeExemption) =>
  post<Exemption>(`/measures/${name(measure)}/schools/${name(school)}/exemptions`, body)
export const decideExemption = (id: string, verb: 'approve' | 'reject' | 'end') => post<Exemption>(`/exemptions/${name(id)}/${verb}`)

export const makePeriod = (body: z.input<typeof NewPeriod>) => post<Period>('/periods', body)
export const freezePeriod = (id: string) => post<Period>(`/periods/${name(id)}/freeze`)
export const readPeriodSetting = () => request<PeriodSetting>('/period-setting')
export const savePeriodSetting = (body: PeriodSetting) => request<PeriodSetting>('/period-setting', { method: 'PUT', body })
