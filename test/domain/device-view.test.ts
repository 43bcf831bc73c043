import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DeviceView, type PlacedDelta } from '../../server/domain/device-view.ts'

const delta = (id: string, more: Partial<PlacedDelta> = {}): PlacedDelta => ({
  id,
  state: 'offline',
  lastHeardAt: null,
  schoolId: 'school-1',
  isCamera: true,
  position: [106.2, 38.4],
  ...more,
})
const HERE = { box: [[106.1, 38.3] as [number, number], [106.3, 38.5] as [number, number]] as [[number, number], [number, number]] }
const ELSEWHERE = { box: [[107, 39] as [number, number], [107.1, 39.1] as [number, number]] as [[number, number], [number, number]] }
const ids = (deltas: readonly PlacedDelta[]) => deltas.map(({ id }) => id)

it('tells everything to a screen that has said no view', () => {
  const view = new DeviceView()
  expect(ids(view.take([delta('a'), delta('b', { position: null })]))).toEqual(['a', 'b'])
  expect(view.count({ online: 1, total: 2 })).toBeNull()
})

it('tells of cameras in view, and of every button wherever it hangs', () => {
  const view = new DeviceView()
  view.look(ELSEWHERE)
  expect(ids(view.take([delta('camera'), delta('button', { isCamera: false })]))).toEqual(['button'])
  expect(ids(view.look(HERE))).toEqual(['camera'])
  expect(ids(view.look(HERE))).toEqual([])
})

it('tells of no camera where none is drawn, and of a camera without a place never', () => {
  const view = new DeviceView()
  view.look({ box: null })
  expect(view.take([delta('a'), delta('b', { position: null })])).toEqual([])
  expect(ids(view.look(HERE))).toEqual(['a'])
})

it('counts once for each change of the count', () => {
  const view = new DeviceView()
  view.look(HERE)
  expect(view.count({ online: 1, total: 2 })).toEqual({ online: 1, total: 2 })
  expect(view.count({ online: 1, total: 2 })).toBeNull()
  expect(view.count({ online: 2, total: 2 })).toEqual({ online: 2, total: 2 })
})

it('leaves a screen with the latest state of whatever it looks at, in whatever order it looks', () => {
  const camera = fc.nat(5).map((n) => `camera-${n}`)
  const state = fc.constantFrom('online' as const, 'offline' as const)
  const placeOf = (id: string): [number, number] => (Number(id.slice(-1)) < 3 ? [106.2, 38.4] : [107.05, 39.05])
  const step = fc.oneof(
    fc.record({ changed: fc.uniqueArray(fc.record({ id: camera, state }), { selector: ({ id }) => id }) }),
    fc.record({ view: fc.constantFrom(HERE, ELSEWHERE, { box: null }) }),
  )
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const view = new DeviceView()
      const [truth, screen] = [new Map<string, string>(), new Map<string, string>()]
      const hear = (deltas: readonly PlacedDelta[]) => {
        for (const { id, state } of deltas) screen.set(id, state)
      }
      for (const one of steps) {
        if ('view' in one) hear(view.look(one.view))
        else {
          for (const { id, state } of one.changed) truth.set(id, state)
          hear(view.take(one.changed.map(({ id, state }) => delta(id, { state, position: placeOf(id) }))))
        }
      }
      for (const there of [HERE, ELSEWHERE]) hear(view.look(there))
      expect(screen).toEqual(truth)
    }),
  )
})
