// 路网: what a GeoJSON file of streets says of where people can walk. Lines meet where they share a point, as OpenStreetMap draws them, or,
// for drawings without shared points, wherever they cross.
import type { LngLat } from '#contracts/time.ts'
import { roughMetres } from './area.ts'

export interface RoadSegment {
  readonly from: LngLat
  readonly to: LngLat
  /** on the ground */
  readonly metres: number
}

/** Longer pieces are cut, so that those around a place are found by where they begin. */
const MAX_SEGMENT_M = 200
/** Not for walkers, by OpenStreetMap's words. */
const NOT_WALKED = ['motorway', 'motorway_link', 'construction', 'proposed', 'abandoned', 'razed']
const NOT_STREETS = ['waterway', 'railway', 'aeroway', 'power', 'boundary', 'barrier']

type ReadFeature = { ok: true; lines: LngLat[][] } | { ok: false; reason: string }

/** The lines of one feature; none where it is no way for walkers. */
export function walkableLines(feature: unknown): ReadFeature {
  if (!isRecord(feature) || feature.type !== 'Feature') return { ok: false, reason: 'expected a GeoJSON Feature' }
  const { geometry, properties } = feature
  if (!isRecord(geometry)) return { ok: true, lines: [] }
  if (!isWalked(isRecord(properties) ? properties : {})) return { ok: true, lines: [] }
  if (geometry.type === 'LineString') return readLines([geometry.coordinates])
  if (geometry.type === 'MultiLineString' && Array.isArray(geometry.coordinates)) return readLines(geometry.coordinates)
  return { ok: true, lines: [] }
}

function isWalked({ highway, foot, access, ...rest }: Record<string, unknown>): boolean {
  if (foot === 'no' || NOT_WALKED.includes(String(highway))) return false
  if ((access === 'no' || access === 'private') && foot === undefined) return false
  return highway !== undefined || !NOT_STREETS.some((key) => rest[key] !== undefined && rest[key] !== null)
}

function readLines(lines: readonly unknown[]): ReadFeature {
  const read: LngLat[][] = []
  for (const line of lines) {
    if (!Array.isArray(line) || line.length < 2) return { ok: false, reason: 'coordinates: expected two points or more' }
    const points = line.map((point: unknown): LngLat | null => (isPosition(point) ? [point[0], point[1]] : null))
    if (points.includes(null)) return { ok: false, reason: 'coordinates: expected [longitude, latitude] in degrees' }
    read.push(points as LngLat[])
  }
  return { ok: true, lines: read }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isPosition = (value: unknown): value is [number, number] => Array.isArray(value) && within(value[0], 180) && within(value[1], 85) // beyond 85° nobody goes to school
const within = (value: unknown, limit: number): boolean => typeof value === 'number' && Math.abs(value) <= limit

/** @param measure metres between two points on the ellipsoid */
export function segmentsOf(line: readonly LngLat[], measure: (from: LngLat, to: LngLat) => number): RoadSegment[] {
  return line.slice(1).flatMap((to, at) => {
    const from = line[at] as LngLat
    const pieces = Math.max(1, Math.ceil(roughMetres(from, to) / MAX_SEGMENT_M))
    const cut = (n: number): LngLat => (n === pieces ? to : between(from, to, n / pieces))
    return Array.from({ length: pieces }, (_, n) => ({ from: cut(n), to: cut(n + 1), metres: measure(cut(n), cut(n + 1)) })).filter(
      ({ metres }) => metres > 0,
    )
  })
}

const between = (from: LngLat, to: LngLat, share: number): LngLat => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
]

/** An end that lies so near another line was meant to meet it. */
const TOUCH_M = 2

interface Cut {
  readonly share: number
  readonly point: LngLat
}

/** Cuts segments wherever they cross or touch another, for drawings without shared points; a bridge is taken for a crossing there. */
export function cutAtCrossings(segments: readonly RoadSegment[]): RoadSegment[] {
  const cuts: Cut[][] = segments.map(() => [])
  for (const [i, one] of segments.entries())
    for (let j = i + 1; j < segments.length; j++) {
      const other = segments[j] as RoadSegment
      if (!mayMeet(one, other)) continue
      const met = meeting(one, other)
      if (met.one) cuts[i]?.push(met.one)
      if (met.other) cuts[j]?.push(met.other)
    }
  return segments.flatMap((segment, i) => pieces(segment, cuts[i] as Cut[]))
}

/** 2 m in degrees of latitude, and a little more. */
const MARGIN = 3e-5

function mayMeet(one: RoadSegment, other: RoadSegment): boolean {
  for (const axis of [0, 1] as const) {
    if (Math.max(one.from[axis], one.to[axis]) + MARGIN < Math.min(other.from[axis], other.to[axis])) return false
    if (Math.max(other.from[axis], other.to[axis]) + MARGIN < Math.min(one.from[axis], one.to[axis])) return false
  }
  return true
}

function meeting(one: RoadSegment, other: RoadSegment): { one?: Cut; other?: Cut } {
  for (const end of [other.from, other.to]) {
    const foot = footOn(one, end)
    if (foot.metres <= TOUCH_M) return { one: { share: foot.share, point: end } }
  }
  for (const end of [one.from, one.to]) {
    const foot = footOn(other, end)
    if (foot.metres <= TOUCH_M) return { other: { share: foot.share, point: end } }
  }
  const [ux, uy] = [one.to[0] - one.from[0], one.to[1] - one.from[1]]
  const [vx, vy] = [other.to[0] - other.from[0], other.to[1] - other.from[1]]
  const cross = ux * vy - uy * vx
  if (cross === 0) return {}
  const [wx, wy] = [other.from[0] - one.from[0], other.from[1] - one.from[1]]
  const [s, t] = [(wx * vy - wy * vx) / cross, (wx * uy - wy * ux) / cross]
  if (s <= 0 || s >= 1 || t <= 0 || t >= 1) return {}
  const point = between(one.from, one.to, s)
  return { one: { share: s, point }, other: { share: t, point } }
}

function pieces({ from, to, metres }: RoadSegment, cuts: readonly Cut[]): RoadSegment[] {
  const stops: Cut[] = [{ share: 0, point: from }, ...[...cuts].sort((a, b) => a.share - b.share), { share: 1, point: to }]
  return stops.slice(1).map((stop, at) => {
    const before = stops[at] as Cut
    return { from: before.point, to: stop.point, metres: (stop.share - before.share) * metres }
  })
}

/** The nearest point of a segment, as the share of its length, and how far it is, metres; flat, which a kilometre allows. */
export function footOn({ from, to }: Pick<RoadSegment, 'from' | 'to'>, point: LngLat): { share: number; metres: number } {
  const scale = Math.cos((point[1] * Math.PI) / 180)
  const [ux, uy] = [(to[0] - from[0]) * scale, to[1] - from[1]]
  const [px, py] = [(point[0] - from[0]) * scale, point[1] - from[1]]
  const length = ux * ux + uy * uy
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, (px * ux + py * uy) / length))
  return { share, metres: roughMetres(point, between(from, to, share)) }
}
