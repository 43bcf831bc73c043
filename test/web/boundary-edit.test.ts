import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { AreaGeometry } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import {
  addCorner,
  addGate,
  addRing,
  areaOf,
  begin,
  changeGate,
  type Drawing,
  drawingFault,
  drawingOf,
  EMPTY,
  gatesOf,
  insertAfter,
  moveCorner,
  redo,
  removeCorner,
  removeGate,
  removeRing,
  shifted,
  step,
  undo,
} from '../../web/map/boundary-edit.ts'

const ring = (...points: LngLat[]): LngLat[] => [...points, points[0] as LngLat]
const square = (size: number, at = 106.2): LngLat[] => ring([at, 38.4], [at + size, 38.4], [at + size, 38.4 + size], [at, 38.4 + size])
const withHole: AreaGeometry = {
  type: 'MultiPolygon',
  coordinates: [[square(0.004), ring([106.201, 38.401], [106.202, 38.402], [106.202, 38.401])], [square(0.001, 106.21)]],
}

it('opens what is stored and gives it back as it was, holes and parts too', () => {
  expect(areaOf(drawingOf(withHole))).toEqual(withHole)
  expect(areaOf(EMPTY)).toBeNull()
})

it('adds, moves, names and removes gates beside the boundary, each a step to take back', () => {
  const opened = drawingOf(withHole, [{ name: '校门2', position: [106.2, 38.401] }])
  const added = addGate(opened, [106.2, 38.402], (n) => `校门${n}`)
  const [, second] = added.gates
  expect(gatesOf(added).map(({ name }) => name)).toEqual(['校门2', '校门3'])
  const named = changeGate(added, second?.id ?? -1, { name: '北门', at: [106.2, 38.403] })
  expect(gatesOf(named)).toEqual([
    { name: '校门2', position: [106.2, 38.401] },
    { name: '北门', position: [106.2, 38.403] },
  ])
  expect(gatesOf(removeGate(named, second?.id ?? -1))).toEqual(gatesOf(opened))
  expect(areaOf(named)).toEqual(withHole)
  expect(undo(step(begin(opened), named)).now).toBe(opened)
})

it('draws point by point, and says what is still wrong', () => {
  const points: LngLat[] = [
    [106.2, 38.4],
    [106.202, 38.402],
    [106.202, 38.4],
    [106.2, 38.402],
  ]
  const faults = points.map((_, n) => drawingFault(points.slice(0, n + 1).reduce((drawing, at) => addCorner(drawing, 0, at), EMPTY))?.what)
  expect(faults).toEqual(['fewPoints', 'fewPoints', undefined, 'crossesItself'])
})

it('names the two edges that cross, and is right again when the point is dragged back', () => {
  const drawing = drawingOf({ type: 'Polygon', coordinates: [square(0.002)] })
  const crossed = moveCorner(drawing, 2, [106.199, 38.401])
  expect(drawingFault(crossed)).toMatchObject({ what: 'crossesItself', edges: { length: 2 } })
  expect(drawingFault(moveCorner(crossed, 2, [106.202, 38.402]))).toBeNull()
})

it('puts a point on an edge, and holes behind their own part', () => {
  const drawing = drawingOf({ type: 'MultiPolygon', coordinates: [[square(0.004)], [square(0.001, 106.21)]] })
  const corners = insertAfter(drawing, 1, [106.205, 38.402]).rings[0]?.corners.map(({ id }) => id)
  expect(corners).toEqual([0, 1, 8, 2, 3])
  const { drawing: holed, ring: hole } = addRing(drawing, 0)
  expect([hole, holed.rings.map(({ part }) => part)]).toEqual([1, [0, 0, 1]])
  expect(addRing(drawing, null).drawing.rings.map(({ part }) => part)).toEqual([0, 1, 2])
  expect(removeRing(holed, 0).rings.map(({ part }) => part)).toEqual([1])
  expect(removeRing(drawingOf({ type: 'Polygon', coordinates: [square(0.002)] }), 0).rings).toEqual(EMPTY.rings)
})

it('takes back every step and does each again', () => {
  const acts = fc.array(
    fc.oneof(
      fc.nat(9).map((id) => (drawing: Drawing) => removeCorner(drawing, id)),
      fc.nat(9).map((id) => (drawing: Drawing) => moveCorner(drawing, id, [106.2, 38.41])),
      fc.double({ min: 106, max: 107, noNaN: true }).map((lng) => (drawing: Drawing) => addCorner(drawing, 0, [lng, 38.4])),
    ),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(acts, (list) => {
      const start = begin(drawingOf(withHole))
      const end = list.reduce((steps, act) => step(steps, act(steps.now)), start)
      const back = list.reduce(undo, end)
      expect(back.now).toEqual(start.now)
      expect(list.reduce(redo, back).now).toEqual(end.now)
    }),
  )
})

it('moves a point by metres, whatever the latitude', () => {
  const [lng, lat] = shifted([106.2, 38.4], 10, -10)
  expect([(lng - 106.2) * 87_400, (lat - 38.4) * 111_000]).toEqual([expect.closeTo(10, 0), expect.closeTo(-10, 0)])
})
