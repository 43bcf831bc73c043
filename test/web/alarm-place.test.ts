import { expect, it } from 'vitest'
import type { CampusFeature } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import { alarmPlace } from '../../web/map/alarm-place.ts'
import { anAlarm } from '../support/builders.ts'

const MIDDLE: LngLat = [106.2, 38.5]
const SQUARE: LngLat[] = [
  [106.2, 38.4],
  [106.24, 38.4],
  [106.24, 38.42],
  [106.2, 38.42],
  [106.2, 38.4],
]
const campus = (id: string, geometry: CampusFeature['geometry'], schoolId = 's1'): CampusFeature => ({
  type: 'Feature',
  id,
  geometry,
  properties: {
    schoolId,
    name: id,
    zone: { type: 'Polygon', coordinates: [] },
    zoneOrigin: 'boundary',
    zoneMethod: '',
    provisional: false,
    gates: [],
    synthetic: true,
    version: 1,
  },
})
const FIELD = campus('c1', { type: 'Polygon', coordinates: [SQUARE] })
const SPOT = campus('c2', { type: 'Point', coordinates: [106.3, 38.5] })
const SEA = campus('c3', { type: 'Point', coordinates: [122.5, 30] })
const OWN: LngLat = [106.21, 38.41]

it.each<[string, Parameters<typeof anAlarm>[0], CampusFeature[], LngLat | null, string | null]>([
  ['its own place', { position: OWN }, [FIELD], OWN, null],
  ['the middle of the campus that it names', { position: null, campusId: 'c1' }, [SPOT, FIELD], [106.22, 38.41], 'missing'],
  ['the point of a campus without a boundary', { position: null, campusId: 'c2' }, [FIELD, SPOT], [106.3, 38.5], 'missing'],
  ['the only campus of its school', { position: null, campusId: null }, [FIELD], [106.22, 38.41], 'missing'],
  ['none of several campuses', { position: null, campusId: null }, [FIELD, SPOT], null, 'missing'],
  ['not the campus of another school', { position: null, campusId: null }, [campus('c9', FIELD.geometry, 's2')], null, 'missing'],
  ['its campus instead of the sea', { position: [122.5, 30], campusId: 'c1' }, [FIELD], [106.22, 38.41], 'far'],
  ['its campus instead of swapped axes', { position: [38.5, 106.2], campusId: 'c1' }, [FIELD], [106.22, 38.41], 'swapped'],
  ['no campus in the sea either', { position: null, campusId: 'c3' }, [SEA], null, 'missing'],
])('draws an alarm at %s', (_, given, campuses, position, fault) => {
  const place = alarmPlace(anAlarm({ schoolId: 's1', ...given }), campuses, MIDDLE)
  expect(place.fault).toBe(fault)
  expect(place.position?.map((degrees) => Number(degrees.toFixed(6))) ?? null).toEqual(position)
})

it('judges no distance while the middle of the district is unknown', () => {
  const sea: LngLat = [122.5, 30]
  expect(alarmPlace(anAlarm({ schoolId: 's1', position: sea }), [FIELD], null)).toEqual({ position: sea, fault: null })
})
