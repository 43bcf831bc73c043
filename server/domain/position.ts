// Datums of positions (design §4): WGS-84 inside; GCJ-02 and BD-09 only at a tile layer and at import. The browser imports this file.

import gcoord from 'gcoord'
import type { LngLat } from '#contracts/time.ts'

declare const datum: unique symbol

/** [longitude °, latitude °], WGS-84 (≈ CGCS2000 within a metre): what we store, compute and send. */
export type Wgs84 = LngLat & { readonly [datum]: 'WGS-84' }
/** [longitude °, latitude °], GCJ-02: Gaode, Tencent. */
export type Gcj02 = LngLat & { readonly [datum]: 'GCJ-02' }
/** [longitude °, latitude °], BD-09: Baidu. */
export type Bd09 = LngLat & { readonly [datum]: 'BD-09' }
/** Numbers that nobody has given a datum yet; a position that has one is refused by the compiler. */
export type Unmarked = LngLat & { readonly [datum]?: never }

/** Says that the numbers are WGS-84; changes nothing. */
export const wgs84 = (position: Unmarked): Wgs84 => position as LngLat as Wgs84
/** Says that the numbers are GCJ-02; changes nothing. */
export const gcj02 = (position: Unmarked): Gcj02 => position as LngLat as Gcj02
/** Says that the numbers are BD-09; changes nothing. */
export const bd09 = (position: Unmarked): Bd09 => position as LngLat as Bd09

/** Shifts to GCJ-02; outside China's rectangle GCJ-02 is WGS-84. */
export const toGcj02 = (position: Wgs84): Gcj02 => forwardGcj02(position) as Gcj02
/** Shifts to BD-09. */
export const toBd09 = (position: Wgs84): Bd09 => forwardBd09(position) as Bd09
/** Shifts back to WGS-84; error < 1e-6 m. */
export const fromGcj02 = (position: Gcj02): Wgs84 => solve(forwardGcj02, position) as Wgs84
/** Shifts back to WGS-84; error < 1e-6 m. */
export const fromBd09 = (position: Bd09): Wgs84 => solve(forwardBd09, position) as Wgs84

type Shift = (position: LngLat) => LngLat
const forwardGcj02: Shift = ([lng, lat]) => gcoord.transform<[number, number]>([lng, lat], gcoord.WGS84, gcoord.GCJ02)
const forwardBd09: Shift = ([lng, lat]) => gcoord.transform<[number, number]>([lng, lat], gcoord.WGS84, gcoord.BD09)

// gcoord's own way back errs by up to 0.12 m (GCJ-02) and 0.23 m (BD-09). The shift changes by less than 1 % along its own length,
// so each fixed-point step over the forward function leaves under a hundredth of the error: five leave 1e-8 m.
const STEPS = 5

function solve(forward: Shift, target: LngLat): LngLat {
  let [lng, lat] = target
  for (let step = 0; step < STEPS; step++) {
    const [shiftedLng, shiftedLat] = forward([lng, lat])
    lng += target[0] - shiftedLng
    lat += target[1] - shiftedLat
  }
  return [lng, lat]
}

const within = (degrees: number | null | undefined, most: number): degrees is number =>
  typeof degrees === 'number' && Math.abs(degrees) <= most

/** What was stored or heard as a position; null where there is none, or one that is on no map: one such row must not cost anybody the others. */
export const positionOf = (lng: number | null | undefined, lat: number | null | undefined): LngLat | null =>
  within(lng, 180) && within(lat, 90) ? [lng, lat] : null
