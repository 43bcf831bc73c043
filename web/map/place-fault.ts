import type { LngLat } from '#contracts/time.ts'

/** Why something cannot be drawn where it says it is. */
export type PlaceFault = 'missing' | 'swapped' | 'far'

const NEAR_KM = 150

/** Rough distance, km: enough to tell a district from the sea. */
function kilometres([lngA, latA]: LngLat, [lngB, latB]: LngLat): number {
  const squeeze = Math.cos((((latA + latB) / 2) * Math.PI) / 180)
  return Math.hypot((lngA - lngB) * squeeze, latA - latB) * 111
}

/**
 * What is wrong with a position, as seen from the middle of the district; null = nothing.
 * @param position null or NaN where none is known
 */
export function placeFault(position: LngLat | null, middle: LngLat): PlaceFault | null {
  if (!position || Number.isNaN(position[0]) || Number.isNaN(position[1])) return 'missing'
  if (kilometres(position, middle) <= NEAR_KM) return null
  const turned: LngLat = [position[1], position[0]]
  return kilometres(turned, middle) <= NEAR_KM ? 'swapped' : 'far'
}
