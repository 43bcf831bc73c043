import type { Device, DeviceKind, DevicePlaces } from '#contracts/device.ts'
import type { MapConfig } from '#contracts/map.ts'
import type { CampusFeature, School } from '#contracts/school.ts'
import { pages, request, requestText } from './http.ts'

export const readMapConfig = () => request<MapConfig>('/map-config')
export const readStreets = () => requestText('/basemap/streets')
export const readCampuses = () => request<{ features: CampusFeature[] }>('/campuses')
export const schoolPages = () => pages<School>('/schools')
export const devicePages = (kind: DeviceKind) => pages<Device>(`/devices?kind=${kind}`)
export const readPlaces = (kind: DeviceKind) => request<DevicePlaces>(`/devices/places?kind=${kind}`)
export const readDevice = (id: string) => request<Device>(`/devices/${encodeURIComponent(id)}`)

/** Every device of one school. */
export async function devicesOf(school: string): Promise<Device[]> {
  const all: Device[] = []
  for await (const page of pages<Device>(`/devices?school=${encodeURIComponent(school)}`)) all.push(...page)
  return all
}
