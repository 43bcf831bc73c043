import { describe, expect, it } from 'vitest'
import { readBoundary } from '#domain/geometry-text.ts'

const RING = [
  [106.2, 38.48],
  [106.204, 38.48],
  [106.204, 38.483],
  [106.2, 38.48],
]
const AREA = { type: 'Polygon', coordinates: [RING] }

describe('one boundary in four forms', () => {
  it.each([
    ['GeoJSON', JSON.stringify(AREA)],
    ['a feature', JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry: AREA }] })],
    ['WKT', 'POLYGON ((106.2 38.48, 106.204 38.48, 106.204 38.483, 106.2 38.48))'],
    [
      'KML',
      '<kml><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>106.2,38.48,0 106.204,38.48,0 106.204,38.483,0 106.2,38.48,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>',
    ],
    ['points, not closed', '106.2,38.48;106.204,38.48;106.204,38.483'],
    ['points a line', '106.2 38.48\n106.204 38.48\n106.204 38.483\n'],
  ])('%s', (_, text) => {
    expect(readBoundary(text, 'wgs84')).toEqual({ ok: true, area: AREA })
  })
  it('comes out in WGS-84 whatever the datum of the file', () => {
    const read = readBoundary(JSON.stringify(AREA), 'gcj02')
    const [lng = 0, lat = 0] = read.ok && read.area.type === 'Polygon' ? (read.area.coordinates[0]?.[0] ?? []) : []
    expect(Math.hypot((lng - 106.2) * 87_000, (lat - 38.48) * 111_000)).toBeGreaterThan(300)
  })
  it('keeps holes and parts', () => {
    const hole = 'POLYGON((0 0,4 0,4 4,0 4,0 0),(1 1,1 2,2 2,1 1))'.replace(/(\d) (\d)/g, (_, x, y) => `${106 + x / 1000} ${38 + y / 1000}`)
    const read = readBoundary(hole, 'wgs84')
    expect(read.ok && read.area.coordinates).toHaveLength(2)
    const many = readBoundary(
      'MULTIPOLYGON(((106 38,106.001 38,106 38.001,106 38)),((106.01 38,106.011 38,106.01 38.001,106.01 38)))',
      'wgs84',
    )
    expect(many.ok && many.area.type).toBe('MultiPolygon')
  })
})

it.each([
  ['38.48,106.2;38.48,106.204;38.483,106.204', 'point 1: expected longitude first, found latitude 38.48'],
  ['106.2,38.48;106.204', 'point 2: expected longitude and latitude, found "106.204"'],
  ['{"type":"LineString","coordinates":[]}', 'expected a Polygon or MultiPolygon of one feature, found LineString'],
  ['{"type":', 'begins like GeoJSON and is no JSON'],
  ['CIRCLE(1 2)', 'expected WKT POLYGON or MULTIPOLYGON, found "CIRCLE(1 2)"'],
  ['<!DOCTYPE a><kml/>', 'declares entities, as KML never does'],
  ['106,38;106.002,38.002;106.002,38;106,38.001', 'part 1, ring 1: crosses or touches itself near it'],
])('refuses %s: %s', (text, reason) => {
  const read = readBoundary(text, 'wgs84')
  expect(read.ok ? '' : read.reason.replace(/near .*/, '')).toBe(reason.replace(/near .*/, ''))
})
