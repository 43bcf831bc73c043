import { describe, expect, test, vi } from 'vitest'
import { Device } from '#contracts/device.ts'
import { CampusFeature, School } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import { syntheticDistrict } from '#domain/synthetic-district.ts'
import { syntheticStreets } from '#domain/synthetic-streets.ts'
import { belt, checkBoundary, circleBelt, contains, distanceMetres, distanceToBoundaryMetres } from '#domain/zone.ts'

vi.setConfig({ testTimeout: 20_000 })

/** Processor time, ms: what a busy neighbour does not change. */
const cpu = () => process.cpuUsage().user / 1000
const began = cpu()
const district = syntheticDistrict(1)
const generationMs = cpu() - began
const { schools, campuses, devices, people } = district
const belts = new Map(campuses.map(({ id, boundary, point }) => [id, boundary ? belt(boundary) : circleBelt(point as LngLat)]))
const beltsMs = cpu() - began - generationMs
const of = (kind: string) => devices.filter((device) => device.kind === kind)
const surveyed = campuses.flatMap(({ boundary, ...campus }) => (boundary ? [{ ...campus, boundary }] : []))
const pairs = surveyed.flatMap((a, i) => surveyed.slice(i + 1).map((b) => [a, b] as const))
const first = ({ boundary }: (typeof surveyed)[number]) => boundary.coordinates.flat(boundary.type === 'Polygon' ? 1 : 2)[0] as LngLat
const near = pairs.filter(([a, b]) => distanceMetres(first(a), first(b)) < 1500)
const partsOf = ({ boundary }: (typeof surveyed)[number]) => (boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates)

describe('syntheticDistrict', () => {
  test('has the size of the real thing', () => {
    expect(schools).toHaveLength(175)
    expect(schools.filter(({ level }) => level === 'kindergarten')).toHaveLength(100)
    expect(of('panicButton')).toHaveLength(1_000)
    expect(of('camera')).toHaveLength(17_000)
    expect(district.townships).toHaveLength(8)
  })

  test.each([2, 3, 4])('seed %d gives the same sizes elsewhere', (seed) => {
    const other = syntheticDistrict(seed)
    expect(other.schools).toHaveLength(175)
    expect(other.devices.filter(({ kind }) => kind === 'panicButton')).toHaveLength(1_000)
    expect(other.devices.filter(({ kind }) => kind === 'camera')).toHaveLength(17_000)
    expect(other.campuses[0]?.gates).not.toEqual(campuses[0]?.gates)
  })

  test('is the same each time', () => {
    expect(JSON.stringify(syntheticDistrict(1))).toBe(JSON.stringify(district))
  })

  test('is made in 1.5 s, its belts in 4 s', () => {
    expect(generationMs).toBeLessThan(1_500)
    expect(beltsMs).toBeLessThan(4_000)
  })

  test('keeps the contracts of school, campus and device', () => {
    for (const school of schools) School.parse({ ...school, initials: '', synthetic: true })
    for (const device of devices)
      Device.parse({ ...device, state: 'unknown', stateSince: null, lastHeardAt: null, heartbeatS: null, provenAt: null, synthetic: true })
    for (const { id, schoolId, name, boundary, point, gates } of campuses) {
      const { zone, method } = belts.get(id) ?? { zone: null, method: '' }
      const properties = {
        schoolId,
        name,
        zone,
        zoneMethod: method,
        zoneOrigin: boundary ? 'boundary' : 'point',
        provisional: !boundary,
        gates,
        synthetic: true,
        version: 1,
      }
      CampusFeature.parse({ type: 'Feature', id, geometry: boundary ?? { type: 'Point', coordinates: point }, properties })
    }
  })

  test('no id is given twice, and a device is unique by (source, externalId)', () => {
    for (const list of [schools, campuses, devices, people]) expect(new Set(list.map(({ id }) => id)).size).toBe(list.length)
    expect(new Set(devices.map(({ source, externalId }) => `${source} ${externalId}`)).size).toBe(devices.length)
  })

  test('hangs devices on devices of the same school', () => {
    const schoolOf = new Map(devices.map(({ id, schoolId }) => [id, schoolId]))
    for (const { id, schoolId, parentId } of devices) if (parentId !== null) expect([id, schoolOf.get(parentId)]).toEqual([id, schoolId])
  })

  test('says that it is synthetic in every name and number', () => {
    for (const { name } of [...schools, ...campuses, ...people, ...district.townships, ...district.departments])
      expect(name).toMatch(/^示例/)
    const phones = [...schools.flatMap((school) => school.phones), ...people, ...district.departments].map(({ phone }) => phone)
    for (const phone of phones) expect(phone).toMatch(/^0951-000-\d{4}$/)
  })

  test('every school has a native button, and at least 500 buttons are native', () => {
    const native = of('panicButton').filter(({ dialect }) => dialect === 'native')
    expect(native.length).toBeGreaterThanOrEqual(500)
    expect(new Set(native.map(({ schoolId }) => schoolId)).size).toBe(175)
    for (const { id, source, externalId } of native) expect([source, externalId]).toEqual(['native', id])
  })

  test.each([
    ['zigbee2mqtt', 'z2m', /^(0xa4c138[0-9a-f]{10}|[a-z-]+-sos(-\d)?)$/],
    ['chirpstack', 'lora', /^[0-9a-f]{16}$/],
    ['gb28181', 'gb28181', /^6401040011134[0-9]{7}$/],
  ])('buttons of %s carry its identities', (dialect, mount, identity) => {
    const buttons = of('panicButton').filter((button) => button.dialect === dialect)
    expect(buttons.length).toBeGreaterThan(40)
    for (const { schoolId, source, externalId } of buttons) {
      expect(source).toBe(`edge/${schoolId}/${mount}`)
      expect(externalId).toMatch(identity)
    }
  })

  test('GB/T 28181 ids are 20 digits, unique in the district', () => {
    const ids = devices.filter(({ dialect }) => dialect === 'gb28181').map(({ externalId }) => externalId)
    for (const id of ids) expect(id).toMatch(/^\d{20}$/)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('some buttons are silent, and a boarding school has one in its dormitory', () => {
    const silent = of('panicButton').filter((button) => button.silent)
    expect(silent.length).toBeGreaterThan(20)
    expect(silent.length).toBeLessThan(200)
    const dormitories = new Set(of('panicButton').flatMap(({ name, schoolId }) => (name.includes('宿舍') ? [schoolId] : [])))
    for (const { id, boarding } of schools) expect(dormitories.has(id)).toBe(boarding)
  })

  test('a recorder serves at most 32 cameras', () => {
    const tally = (kind: string) =>
      of(kind).reduce((map, { schoolId }) => map.set(schoolId, (map.get(schoolId) ?? 0) + 1), new Map<string, number>())
    const [recorders, cameras] = [tally('recorder'), tally('camera')]
    for (const { id } of schools) expect(recorders.get(id)).toBe(Math.ceil((cameras.get(id) ?? 0) / 32))
  })

  test('every school has its guards, officer and head', () => {
    for (const { id } of schools) {
      const roles = people.filter(({ schoolId }) => schoolId === id).map(({ role }) => role)
      expect(new Set(roles)).toEqual(new Set(['guard', 'schoolOfficer', 'schoolHead']))
    }
  })
})

describe('campuses', () => {
  test('boundaries are sound; some have a hole, some several parts, three schools only a point', () => {
    for (const { id, boundary } of surveyed) expect([id, checkBoundary(boundary)]).toEqual([id, null])
    expect(surveyed.filter(({ boundary }) => boundary.type === 'MultiPolygon')).toHaveLength(5)
    expect(surveyed.filter((campus) => partsOf(campus).some((part) => part.length > 1))).toHaveLength(4)
    expect(campuses.filter(({ point }) => point).map(({ schoolId }) => schoolId)).toEqual(['demo-p042', 'demo-m024', 'demo-k100'])
    expect(campuses.length).toBeGreaterThan(185)
  })

  test('are 70–400 m from corner to corner', () => {
    for (const campus of surveyed) {
      const points = partsOf(campus).flat(2)
      const widest = Math.max(...points.map((a) => Math.max(...points.map((b) => distanceMetres(a, b)))))
      expect(widest).toBeGreaterThan(70)
      expect(widest).toBeLessThan(400)
    }
  })

  test('never overlap, though belts do', () => {
    for (const [a, b] of near) {
      const together = checkBoundary({ type: 'MultiPolygon', coordinates: [...partsOf(a), ...partsOf(b)] })
      expect([a.id, b.id, together]).toEqual([a.id, b.id, null])
    }
    const overlapping = near.filter(([a, b]) =>
      partsOf(a)
        .flat(2)
        .some((point) => distanceToBoundaryMetres(point, b.boundary) < 390),
    )
    expect(overlapping.length).toBeGreaterThan(20)
  })

  test('gates stand on the boundary and face a street', () => {
    const streets = syntheticStreets(1).features.flatMap(({ geometry }) => (geometry.type === 'LineString' ? [geometry.coordinates] : []))
    for (const { gates, boundary } of surveyed) {
      expect(gates.length).toBeGreaterThan(0)
      for (const { position } of gates) {
        expect(distanceToBoundaryMetres(position, boundary)).toBeLessThan(0.05)
        expect(Math.min(...streets.map((line) => distanceToLine(position, line)))).toBeLessThan(40)
      }
    }
  })

  test('lie inside blocks: no street and no canal runs through one', () => {
    const { features } = syntheticStreets(1)
    const boxes = surveyed.map((campus) => ({ ...campus, box: boxOf(partsOf(campus).flat(2)) }))
    for (const { geometry } of features) {
      if (geometry.type !== 'LineString') continue
      const points = geometry.coordinates.slice(1).flatMap((to, i) => walk(geometry.coordinates[i] as LngLat, to))
      for (const [lng, lat] of points) {
        const hit = boxes.find(
          ({ box: [w, s, e, n], boundary }) => lng > w && lng < e && lat > s && lat < n && contains(boundary, [lng, lat]),
        )
        if (hit) expect.fail(`a street runs through ${hit.id} at ${lng}, ${lat}`)
      }
    }
    const waters = features.flatMap(({ geometry, properties }) =>
      properties.kind === 'water' && geometry.type === 'Polygon' ? [geometry] : [],
    )
    for (const water of waters)
      for (const campus of surveyed) for (const point of partsOf(campus).flat(2)) expect(contains(water, point)).toBe(false)
  })

  test('devices are inside their campus, or nowhere when it is not surveyed', () => {
    const boundaries = new Map(campuses.map(({ id, boundary }) => [id, boundary]))
    for (const { id, campusId, position } of devices) {
      const boundary = boundaries.get(campusId)
      if (!boundary) expect(position).toBeNull()
      else expect([id, position && contains(boundary, position)]).toEqual([id, true])
    }
  })
})

const boxOf = (points: LngLat[]): [west: number, south: number, east: number, north: number] => {
  const [lngs, lats] = [points.map(([lng]) => lng), points.map(([, lat]) => lat)]
  return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)]
}

const walk = (a: LngLat, b: LngLat): LngLat[] => {
  const count = Math.ceil(distanceMetres(a, b) / 15)
  return Array.from({ length: count + 1 }, (_, i) => [a[0] + ((b[0] - a[0]) * i) / count, a[1] + ((b[1] - a[1]) * i) / count])
}

/** Metres, flat around the point: good enough for a street. */
function distanceToLine([lng, lat]: LngLat, line: LngLat[]): number {
  const flat = line.map(([x, y]): LngLat => [(x - lng) * 87_230, (y - lat) * 110_996])
  return Math.min(
    ...flat.slice(1).map(([x2, y2], i) => {
      const [x1, y1] = flat[i] as LngLat
      const [dx, dy] = [x2 - x1, y2 - y1]
      const t = Math.min(1, Math.max(0, -(x1 * dx + y1 * dy) / (dx * dx + dy * dy || 1)))
      return Math.hypot(x1 + t * dx, y1 + t * dy)
    }),
  )
}
