import type { LngLat } from '#contracts/time.ts'

const within = (degrees: number | null | undefined, most: number): degrees is number =>
  typeof degrees === 'number' && Math.abs(degrees) <= most

/** A row's position; null where it has none, or one that is on no map: one such row must not cost anybody the others. */
export const positionOf = (lng: number | null | undefined, lat: number | null | undefined): LngLat | null =>
  within(lng, 180) && within(lat, 90) ? [lng, lat] : null
