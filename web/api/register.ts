import type { FeatureCollection } from 'geojson'
import type { Device, DeviceKind } from '#contracts/device.ts'
import type { MapConfig } from '#contracts/map.ts'
import type { CampusFeature, School } from '#contracts/school.ts'
import { pages, request } from './http.ts'

export const readMapConfig = () => request<MapConfig>('/map-config')
export const readStreets = () => request<FeatureCollection>('/basemap/streets')
export const readCampuses = () => request<{ features: CampusFeature[] }>('/campuses')
export const schoolPages = () => pages<School>('/schools')
export const devicePages = (kind: DeviceKind) => pages<Device>(`/devices?kind=${kind}`)
