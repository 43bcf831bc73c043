/// <reference path="./jsts.d.ts" />
// 周边200米安全带 (design §4): the geodesic 200 m belt of a campus and distances to it, on the WGS-84 ellipsoid.
// The heavy libraries of the geometry (jsts, geographiclib) are imported here alone.

import jsts from '@turf/jsts'
import geographiclib from 'geographiclib-geodesic'
import type { AreaGeometry } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import { centreOf, edgesOf, mapRings, type Ring, ringsOf, roughMetres, wound } from './area.ts'

export { checkBoundary, contains } from './area.ts'

const BELT_METRES = 200
// JTS rounds the number of chords of an arc, so that one may span 1.5 of these segments: with 16 it lies up to 0.54 m inside the
// circle of 200 m (measured on a 43-gon), with 24 up to 0.24 m.
const SEGMENTS_PER_QUARTER = 24
// GeoJSON's edges are straight in degrees, not on the ground: 500 m of an east–west edge at 38.5° bow 4 mm, 4 km bow 0.25 m.
const MAX_EDGE_METRES = 500

/** Chords of an arc lie less than this inside it. */
const FALSE_HOLE_METRES = 1

const ellipsoid = geographiclib.Geodesic.WGS84

type Belt = { zone: AreaGeometry; method: string }
/** A plane in which distance and direction from its centre are those on the ellipsoid (azimuthal equidistant), metres east and north. */
type Plane = { project: (position: LngLat) => LngLat; unproject: (point: LngLat) => LngLat }

/** The area within `metres` of a campus, the campus itself included; holes narrower than twice that fill up. Error < 0.5 m up to campuses of 4 km. */
export function belt(boundary: AreaGeometry, metres = BELT_METRES): Belt {
  const plane = planeAround(centreOf(boundary))
  const flat = mapRings(boundary, (ring) => densify(ring, roughMetres).map(plane.project))
  const operation = new jsts.BufferOp(new jsts.GeoJSONReader().read(withoutNotches(flat)))
  operation.setQuadrantSegments(SEGMENTS_PER_QUARTER)
  const buffered = withoutFalseHoles(new jsts.GeoJSONWriter().write(operation.getResultGeometry(metres)) as AreaGeometry, flat, metres)
  const zone = mapRings(buffered, (ring) => densify(ring, metresApart).map((point) => rounded(plane.unproject(point))))
  return {
    zone: wound(zone),
    method: `geodesic-buffer-${metres}m; azimuthal equidistant, WGS-84; JTS, ${SEGMENTS_PER_QUARTER} segments a quarter`,
  }
}

// JTS can leave a ring of turned-over offsets where a yard has just filled up (a diamond of 400 m leaves one 83 m from its sides). The edge of
// a true hole is as far from the boundary as the belt is wide; both are in the plane here.
function withoutFalseHoles(buffered: AreaGeometry, flat: AreaGeometry, metres: number): AreaGeometry {
  const sides = ringsOf(flat).flatMap((ring) => [...edgesOf(ring)])
  const isTrue = (ring: Ring): boolean =>
    ring.every(([x, y]) =>
      sides.every(([a, b]) => distanceFromOrigin([a[0] - x, a[1] - y], [b[0] - x, b[1] - y]) > metres - FALSE_HOLE_METRES),
    )
  const clean = ([outer, ...holes]: Ring[]): Ring[] => [outer as Ring, ...holes.filter(isTrue)]
  return buffered.type === 'Polygon'
    ? { type: 'Polygon', coordinates: clean(buffered.coordinates) }
    : { type: 'MultiPolygon', coordinates: buffered.coordinates.map(clean) }
}

/**
 * Outer rings without the notches narrower than `NOTCH_METRES`: the time of a buffer grows with the square of its corners (400 corners of a
 * saw-tooth wall: 4.8 s), and a notch of 16 m moves the belt's edge by √(200² + 8²) − 200 = 0.16 m at most, however deep it is.
 */
function withoutNotches(area: AreaGeometry): AreaGeometry {
  return mapRings(wound(area), (ring, index) => (index === 0 ? filled(ring) : ring))
}

const NOTCH_METRES = 16

/** A counter-clockwise ring without its reflex corners whose neighbours lie close together. */
function filled(ring: Ring): Ring {
  const kept = ring.slice(0, -1)
  for (let i = 0, still = 0; still < kept.length && kept.length > 3; ) {
    i %= kept.length
    if (isNotch(kept, i)) {
      kept.splice(i, 1)
      i = Math.max(0, i - 1)
      still = 0
    } else {
      i++
      still++
    }
  }
  return [...kept, kept[0] as LngLat]
}

function isNotch(ring: Ring, i: number): boolean {
  const [a, corner, b] = [ring[(i + ring.length - 1) % ring.length], ring[i], ring[(i + 1) % ring.length]] as [LngLat, LngLat, LngLat]
  if (metresApart(a, b) > NOTCH_METRES || side(a, corner, b) > 0) return false
  // Nothing of the ring may lie in what is filled up, or the ring would cross itself.
  return !ring.some((p) => p !== a && p !== corner && p !== b && side(a, b, p) >= 0 && side(b, corner, p) >= 0 && side(corner, a, p) >= 0)
}

/** Positive when c lies to the left of the way from a to b. */
const side = (a: LngLat, b: LngLat, c: LngLat): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

/** The circle around a campus of which only one point is known: provisional (暂定). */
export function circleBelt(point: LngLat, metres = BELT_METRES): Belt {
  const { unproject } = planeAround(point)
  const count = 4 * SEGMENTS_PER_QUARTER
  const ring = Array.from({ length: count }, (_, i): LngLat => {
    const angle = (2 * Math.PI * i) / count
    return rounded(unproject([metres * Math.cos(angle), metres * Math.sin(angle)]))
  })
  const zone: AreaGeometry = { type: 'Polygon', coordinates: [[...ring, ring[0] as LngLat]] }
  return { zone, method: `geodesic-circle-${metres}m; around a point, WGS-84; ${SEGMENTS_PER_QUARTER} segments a quarter` }
}

/** Geodesic distance from a point to the nearest place on the boundary (outer rings and holes), metres, never negative: `contains` tells the side. */
export function distanceToBoundaryMetres(point: LngLat, boundary: AreaGeometry): number {
  const { project } = planeAround(point)
  let nearest = Number.POSITIVE_INFINITY
  for (const ring of ringsOf(boundary)) {
    const flat = densify(ring, roughMetres).map(project)
    for (const [from, to] of edgesOf(flat)) nearest = Math.min(nearest, distanceFromOrigin(from, to))
  }
  return nearest
}

/** Geodesic distance between two positions, metres. */
export function distanceMetres(from: LngLat, to: LngLat): number {
  return ellipsoid.Inverse(from[1], from[0], to[1], to[0]).s12 ?? Number.NaN
}

function planeAround(centre: LngLat): Plane {
  const [lng0, lat0] = centre
  const radians = Math.PI / 180
  return {
    project([lng, lat]) {
      const { s12 = 0, azi1 = 0 } = ellipsoid.Inverse(lat0, lng0, lat, lng)
      return [s12 * Math.sin(azi1 * radians), s12 * Math.cos(azi1 * radians)]
    },
    unproject([x, y]) {
      const { lat2 = 0, lon2 = 0 } = ellipsoid.Direct(lat0, lng0, Math.atan2(x, y) / radians, Math.hypot(x, y))
      return [lon2, lat2]
    },
  }
}

/** Adds points so that no edge is longer than `MAX_EDGE_METRES`; `apart` measures an edge, roughly. */
function densify(ring: Ring, apart: (from: LngLat, to: LngLat) => number): Ring {
  const dense: Ring = ring.slice(0, 1)
  for (const [from, to] of edgesOf(ring)) {
    const count = Math.max(1, Math.ceil(apart(from, to) / MAX_EDGE_METRES))
    for (let i = 1; i < count; i++) dense.push([from[0] + ((to[0] - from[0]) * i) / count, from[1] + ((to[1] - from[1]) * i) / count])
    dense.push(to)
  }
  return dense
}

const metresApart = (from: LngLat, to: LngLat) => Math.hypot(to[0] - from[0], to[1] - from[1])
/** Distance of the plane's origin from an edge. */
function distanceFromOrigin([x1, y1]: LngLat, [x2, y2]: LngLat): number {
  const [dx, dy] = [x2 - x1, y2 - y1]
  const square = dx * dx + dy * dy
  const t = square === 0 ? 0 : Math.min(1, Math.max(0, -(x1 * dx + y1 * dy) / square))
  return Math.hypot(x1 + t * dx, y1 + t * dy)
}

/** 8 decimals of a degree are 1 mm. */
const rounded = ([lng, lat]: LngLat): LngLat => [Math.round(lng * 1e8) / 1e8, Math.round(lat * 1e8) / 1e8]
