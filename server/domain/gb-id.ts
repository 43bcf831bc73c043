// GB/T 28181-2016 annex D: 20 digits = centre 8 (province 2, city 2, county 2, station 2) + industry 2 + type 3 + network 1 + serial 6.
import type { DeviceKind } from '#contracts/device.ts'

/** GB/T 2260: the first two digits of every division. */
const PROVINCES = [
  [11, 15],
  [21, 23],
  [31, 37],
  [41, 46],
  [50, 54],
  [61, 65],
  [71, 71],
  [81, 82],
] as const

/** 00–11 public security … education (11), 40–59 trades; what is between and above is reserved. */
const INDUSTRIES = [
  [0, 11],
  [40, 59],
] as const

const TYPES: Record<DeviceKind, readonly string[]> = {
  panicButton: ['134'],
  camera: ['131', '132'],
  recorder: ['111', '112', '113', '118', '130'],
  alarmPanel: ['117'],
  gateway: ['200'],
  sensor: ['134'],
}

const within = (ranges: readonly (readonly [number, number])[], value: number): boolean =>
  ranges.some(([from, to]) => value >= from && value <= to)

/** Why an identity is no GB/T 28181 ID of a device of this kind, or null (R42). */
export function gbIdRefusal(id: string, kind: DeviceKind): string | null {
  if (!/^\d{20}$/.test(id)) return `expected the 20 digits of a GB/T 28181 ID, found ${id.length} characters`
  const province = id.slice(0, 2)
  if (!within(PROVINCES, Number(province))) return `digits 1–2: expected a province of GB/T 2260, found ${province}`
  const industry = id.slice(8, 10)
  if (!within(INDUSTRIES, Number(industry))) return `digits 9–10: expected an industry of annex D (00–11, 40–59), found ${industry}`
  const type = id.slice(10, 13)
  if (TYPES[kind].includes(type)) return null
  return `digits 11–13: expected type ${TYPES[kind].join(', ')} for a ${kind}, found ${type}`
}
