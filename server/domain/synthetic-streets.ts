// The built-in offline basemap of the synthetic district: no tiles, no network, WGS-84.
import type { LngLat } from '#contracts/time.ts'
import {
  type BlockUse,
  type CityBlock,
  type CityStreet,
  corners,
  place,
  type Sheet,
  type StreetClass,
  syntheticCity,
} from './synthetic-city.ts'

export type StreetFeature = {
  type: 'Feature'
  geometry: { type: 'LineString'; coordinates: LngLat[] }
  properties: { kind: 'street'; class: StreetClass | 'highway'; name: string }
}
/** Where a township's name stands. */
export type PlaceFeature = {
  type: 'Feature'
  geometry: { type: 'Point'; coordinates: LngLat }
  properties: { kind: 'township'; name: string }
}
export type GroundFeature = {
  type: 'Feature'
  geometry: { type: 'Polygon'; coordinates: LngLat[][] }
  properties: { kind: 'park' | 'water'; name: string }
}
/** All blocks of one use. */
export type BlockFeature = {
  type: 'Feature'
  geometry: { type: 'MultiPolygon'; coordinates: LngLat[][][] }
  properties: { kind: 'block'; use: BlockUse }
}
type StreetMapFeature = BlockFeature | GroundFeature | StreetFeature | PlaceFeature
/** Features in the order of drawing: blocks, parks, water, then lanes, streets, majors; names of townships last. */
export type StreetMap = { type: 'FeatureCollection'; synthetic: true; features: StreetMapFeature[] }

const USES: BlockUse[] = ['living', 'trade', 'industry']
const ORDER: StreetClass[] = ['lane', 'street', 'major']

/** Streets, blocks, parks and water around the campuses of `syntheticDistrict(seed)`. */
export function syntheticStreets(seed = 1): StreetMap {
  const { blocks, parks, water, streets, townships } = syntheticCity(seed)
  return {
    type: 'FeatureCollection',
    synthetic: true,
    features: [
      ...USES.map((use) => blockFeature(use, blocks)),
      ...parks.map(({ name, ring }) => ground(ring, { kind: 'park', name })),
      ...water.map(({ name, ring }) => ground(ring, { kind: 'water', name })),
      ...ORDER.flatMap((kind) => streets.filter((street) => street.class === kind).map(streetFeature)),
      ...townships.map(({ name, centre }) => placeFeature(name, centre)),
    ],
  }
}

function blockFeature(use: BlockUse, blocks: readonly CityBlock[]): BlockFeature {
  const coordinates = blocks.filter((block) => block.use === use).map((block) => [corners(block).map(drawn)])
  return { type: 'Feature', geometry: { type: 'MultiPolygon', coordinates }, properties: { kind: 'block', use } }
}

function ground(ring: Sheet[], properties: GroundFeature['properties']): GroundFeature {
  return { type: 'Feature', geometry: { type: 'Polygon', coordinates: [ring.map(drawn)] }, properties }
}

function streetFeature({ name, class: kind, line }: CityStreet): StreetFeature {
  return {
    type: 'Feature',
    geometry: { type: 'LineString', coordinates: line.map(drawn) },
    properties: { kind: 'street', class: /(环路|公路)$/.test(name) ? 'highway' : kind, name },
  }
}

function placeFeature(name: string, centre: Sheet): PlaceFeature {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: drawn(centre) }, properties: { kind: 'township', name } }
}

/** 5 decimals of a degree are about 1 m: enough to draw, and half the bytes. */
function drawn(point: Sheet): LngLat {
  const [lng, lat] = place(point)
  return [Math.round(lng * 1e5) / 1e5, Math.round(lat * 1e5) / 1e5]
}
