// Boundaries as people have them: GeoJSON, WKT, KML, or a list of points; brought to WGS-84 from the datum that the file is in.
import type { AreaGeometry } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import { checkBoundary, mapRings, type Ring, wound } from './area.ts'
import { bd09, fromBd09, fromGcj02, gcj02 } from './position.ts'

export type Datum = 'wgs84' | 'gcj02' | 'bd09'
type Read = { ok: true; area: AreaGeometry } | { ok: false; reason: string }

const MAX_TEXT = 32_767 // what an Excel cell holds
const MAX_POINTS = 5_000

/** A position of that datum as WGS-84. */
export function toWgs84([lng, lat]: LngLat, datum: Datum): LngLat {
  if (datum === 'wgs84') return [lng, lat]
  const [east, north] = datum === 'gcj02' ? fromGcj02(gcj02([lng, lat])) : fromBd09(bd09([lng, lat]))
  return [Math.round(east * 1e8) / 1e8, Math.round(north * 1e8) / 1e8]
}

/** A campus boundary in any of the four forms; refused with the reason that a person can mend. */
export function readBoundary(text: string, datum: Datum): Read {
  const clean = text.replace(/^\ufeff/, '').trim()
  if (clean.length > MAX_TEXT) return { ok: false, reason: `has ${clean.length} characters, more than a cell holds` }
  const found = clean.startsWith('{')
    ? readGeoJson(clean)
    : clean.startsWith('<')
      ? readKml(clean)
      : /^[a-z]/i.test(clean)
        ? readWkt(clean)
        : readPoints(clean)
  if (typeof found === 'string') return { ok: false, reason: found }
  const points = (found.type === 'Polygon' ? found.coordinates : found.coordinates.flat()).reduce((sum, ring) => sum + ring.length, 0)
  if (points > MAX_POINTS) return { ok: false, reason: `has ${points} points, more than ${MAX_POINTS}` }
  const wrong = checkBoundary(mapRings(found, close))
  if (wrong) return { ok: false, reason: wrong }
  const area = wound(mapRings(found, (ring) => close(ring).map((point) => toWgs84(point, datum))))
  return { ok: true, area }
}

const close = (ring: Ring): Ring => {
  const [first] = ring
  const last = ring[ring.length - 1]
  return first && last && (first[0] !== last[0] || first[1] !== last[1]) ? [...ring, first] : ring
}

const isRing = (value: unknown): value is number[][] =>
  Array.isArray(value) && value.every((point) => Array.isArray(point) && typeof point[0] === 'number' && typeof point[1] === 'number')
const flat = (ring: number[][]): Ring => ring.map(([lng = Number.NaN, lat = Number.NaN]) => [lng, lat])

function readGeoJson(text: string): AreaGeometry | string {
  let value: { type?: unknown; geometry?: unknown; features?: unknown; coordinates?: unknown }
  try {
    value = JSON.parse(text)
  } catch {
    return 'begins like GeoJSON and is no JSON'
  }
  for (let depth = 0; depth < 3; depth++) {
    if (value.type === 'FeatureCollection' && Array.isArray(value.features) && value.features.length === 1) value = value.features[0]
    else if (value.type === 'Feature' && typeof value.geometry === 'object' && value.geometry !== null) value = value.geometry
  }
  const { type, coordinates } = value
  if (type === 'Polygon' && Array.isArray(coordinates) && coordinates.every(isRing)) return { type, coordinates: coordinates.map(flat) }
  if (type === 'MultiPolygon' && Array.isArray(coordinates) && coordinates.every((part) => Array.isArray(part) && part.every(isRing)))
    return { type, coordinates: coordinates.map((part: number[][][]) => part.map(flat)) }
  return `expected a Polygon or MultiPolygon of one feature, found ${typeof type === 'string' ? type : 'none'}`
}

const PAIR = /^\s*([+-]?\d{1,3}(?:\.\d{1,15})?)[\s,，]+([+-]?\d{1,3}(?:\.\d{1,15})?)(?:[\s,，]+[+-]?\d{1,6}(?:\.\d{1,15})?)?\s*$/

/** Points between separators; `lng lat` or `lng,lat`, a height behind them is left out. */
function readRing(pieces: readonly string[]): Ring | string {
  const ring: Ring = []
  for (const [n, piece] of pieces.entries()) {
    const match = PAIR.exec(piece)
    if (!match) return `point ${n + 1}: expected longitude and latitude, found "${piece.trim().slice(0, 40)}"`
    const [lng, lat] = [Number(match[1]), Number(match[2])]
    // A latitude is never above 90; China's longitudes never below it.
    if (Math.abs(lat) > 90 && Math.abs(lng) <= 90) return `point ${n + 1}: expected longitude first, found latitude ${match[1]}`
    ring.push([lng, lat])
  }
  return ring
}

function readWkt(text: string): AreaGeometry | string {
  const match = /^(?:SRID=\d{1,6};)?\s*(MULTIPOLYGON|POLYGON)\s*(?:Z\s*)?\(([\s\S]*)\)\s*;?$/i.exec(text)
  if (!match) return `expected WKT POLYGON or MULTIPOLYGON, found "${text.slice(0, 20)}"`
  const many = match[1]?.toUpperCase() === 'MULTIPOLYGON'
  const parts = many
    ? (match[2] ?? '').split(/\)\s*\)\s*,\s*\(\s*\(/).map((part) => part.replace(/^\s*\(\s*\(|\)\s*\)\s*$/g, ''))
    : [(match[2] ?? '').replace(/^\s*\(|\)\s*$/g, '')]
  const coordinates: Ring[][] = []
  for (const part of parts) {
    const rings: Ring[] = []
    for (const ring of part.split(/\)\s*,\s*\(/)) {
      const read = readRing(ring.split(','))
      if (typeof read === 'string') return read
      rings.push(read)
    }
    coordinates.push(rings)
  }
  return many ? { type: 'MultiPolygon', coordinates } : { type: 'Polygon', coordinates: coordinates[0] ?? [] }
}

/** KML's coordinates (OGC 07-147 §10.8): outer and inner rings of each Polygon, in order. */
function readKml(text: string): AreaGeometry | string {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) return 'declares entities, as KML never does'
  const coordinates: Ring[][] = []
  for (const part of text.split(/<(?:\w+:)?Polygon\b/i).slice(1)) {
    const rings: Ring[] = []
    for (const piece of part.split(/<(?:\w+:)?coordinates\b[^>]{0,100}>/i).slice(1)) {
      const read = readRing((piece.split('<')[0] ?? '').trim().split(/\s+/))
      if (typeof read === 'string') return read
      rings.push(read)
    }
    coordinates.push(rings)
  }
  const [only] = coordinates
  if (!only) return 'expected a Polygon in the KML, found none'
  return coordinates.length === 1 ? { type: 'Polygon', coordinates: only } : { type: 'MultiPolygon', coordinates }
}

/** `lng,lat;lng,lat;…` or a point a line, one outer ring. */
function readPoints(text: string): AreaGeometry | string {
  const read = readRing(text.split(/[;；|\n]+/).filter((piece) => piece.trim() !== ''))
  return typeof read === 'string' ? read : { type: 'Polygon', coordinates: [read] }
}
