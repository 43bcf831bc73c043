import type { LngLat } from '#contracts/time.ts'

/** m per degree of latitude */
const DEGREE_M = 111_000

/** Whether two WGS-84 positions are within `metres`; on a plane, good to a percent over a few hundred metres. */
export function isNear([lng, lat]: LngLat, [otherLng, otherLat]: LngLat, metres: number): boolean {
  const east = (lng - otherLng) * DEGREE_M * Math.cos((lat * Math.PI) / 180)
  return Math.hypot(east, (lat - otherLat) * DEGREE_M) <= metres
}
