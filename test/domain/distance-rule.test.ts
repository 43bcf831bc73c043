import geographiclib from 'geographiclib-geodesic'
import { expect, it } from 'vitest'
import type { AreaGeometry } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import type { DistanceRule } from '#contracts/venue.ts'
import { distancesTo, judge, overlap, ruleFor, walkTo } from '#domain/distance-rule.ts'
import { segmentsOf } from '#domain/road-network.ts'
import { circleBelt, distanceMetres } from '#domain/zone.ts'

const square: AreaGeometry = {
  type: 'Polygon',
  coordinates: [
    [
      [106.2, 38.4],
      [106.202, 38.4],
      [106.202, 38.402],
      [106.2, 38.402],
      [106.2, 38.4],
    ],
  ],
}
/** So many metres due east of the middle of the eastern side. */
const eastOf = (metres: number): LngLat => {
  const { lat2 = 0, lon2 = 0 } = geographiclib.Geodesic.WGS84.Direct(38.401, 106.202, 90, metres)
  return [lon2, lat2]
}
const ground = { boundary: square, point: null, gates: [[106.202, 38.401] as LngLat] }
const rule = (given: Partial<DistanceRule> = {}) =>
  ({
    venueKind: 'internetCafe',
    levels: ['primary'],
    method: 'boundaryBuffer',
    metres: 200,
    law: '条例',
    clause: '第九条',
    version: 1,
    state: 'inForce',
    ...given,
  }) as DistanceRule

it.each([
  [199.5, 'notMet', true],
  [200.5, 'met', false],
])('tells %f m from the boundary: %s', (metres, verdict, inBelt) => {
  const measured = distancesTo(eastOf(metres), ground)
  expect(measured.boundaryM).toBeCloseTo(metres, 1)
  expect(judge(rule(), { ...measured, provisional: false, accuracyM: 0 })).toMatchObject({
    verdict,
    inBelt,
    uncertain: false,
    method: 'boundaryBuffer',
    errorM: 0.1,
  })
  expect(judge(rule(), { ...measured, provisional: false, accuracyM: 5 })).toMatchObject({ verdict, uncertain: true })
})

it('measures from the gate where the rule says so, and says so where there is none', () => {
  const measured = distancesTo(eastOf(120), ground)
  expect(judge(rule({ method: 'gateRadius', metres: 100 }), { ...measured, provisional: false, accuracyM: 0 })).toMatchObject({
    verdict: 'met',
  })
  const gateless = distancesTo(eastOf(120), { ...ground, gates: [] })
  expect(judge(rule({ method: 'gateRadius' }), { ...gateless, provisional: false, accuracyM: 0 }).verdict).toBe('unmeasured')
  expect(judge(rule({ method: 'walkingRoute' }), { ...measured, provisional: false, accuracyM: 0 }).verdict).toBe('unmeasured')
})

it('never calls it 不达标 where the law gives no metres, nor 达标 where the school is a point', () => {
  const measured = distancesTo(eastOf(10), ground)
  expect(judge(rule({ metres: null }), { ...measured, provisional: false, accuracyM: 0 }).verdict).toBe('noLegalDistance')
  const far = distancesTo(eastOf(900), { boundary: null, point: [106.202, 38.401], gates: [] })
  expect(judge(rule(), { ...far, provisional: true, accuracyM: 0 })).toMatchObject({ verdict: 'provisional', uncertain: true })
  expect(judge(null, { ...measured, provisional: false, accuracyM: 0 })).toMatchObject({ verdict: 'noRule', limitM: null })
})

it('is 0 m on the school’s own ground, and takes the rule of the kind of school', () => {
  expect(distancesTo([106.201, 38.401], ground).boundaryM).toBe(0)
  const rules = [rule({ levels: ['kindergarten'], metres: null }), rule(), rule({ state: 'superseded', metres: 100 })]
  expect(ruleFor(rules, 'internetCafe', 'kindergarten')?.metres).toBeNull()
  expect(ruleFor(rules, 'internetCafe', 'primary')?.metres).toBe(200)
  expect(ruleFor(rules, 'bar', 'primary')).toBeNull()
})

it('finds belts that overlap, and leaves those that do not', () => {
  const belt = (lng: number) => circleBelt([lng, 38.4]).zone
  expect(overlap(belt(106.2), belt(106.204))).toBe(true) // 349 m apart
  expect(overlap(belt(106.2), belt(106.205))).toBe(false) // 436 m
  expect(overlap(belt(106.2), circleBelt([106.2, 38.4], 50).zone)).toBe(true)
})

it('is never sure of a walking route whose street is open: the error covers the longer way', () => {
  const metre = 1 / 111_000
  const at = (x: number, y: number): LngLat => [106.2 + x / 1000, 38.4 + y * metre]
  const street = (...line: LngLat[]) => segmentsOf(line, distanceMetres)
  const gate = at(2, 14)
  const segments = [...street(at(0, 0), at(-1, 0), at(-1, 111), at(2, 111), gate), ...street(at(0, 14), gate)]
  const judged = (accuracyM: number, metres: number) => {
    const walked = walkTo({ position: at(0, 4), accuracyM }, [gate], { segments, accuracyM: 1 })
    const {
      metres: walkM,
      errorM,
      verdict,
      uncertain,
    } = judge(rule({ method: 'walkingRoute', metres }), {
      ...{ boundaryM: 170, gateM: 175, provisional: false, accuracyM, ...walked },
    })
    return { walkM: Math.round(walkM ?? 0), errorM: Math.round(errorM), verdict, uncertain }
  }
  // Venue ±1 m and network ±1 m: the straight street, 6 m farther, cannot be the nearest one.
  expect(judged(1, 300)).toEqual({ walkM: 561, errorM: 4, verdict: 'met', uncertain: false })
  // Venue ±5 m: it can, and between the two ways lies the limit.
  expect(judged(5, 300)).toEqual({ walkM: 185, errorM: 387, verdict: 'notMet', uncertain: true })
})
