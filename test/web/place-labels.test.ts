import fc from 'fast-check'
import { expect, it } from 'vitest'
import { placeLabels, type Setting } from '../../web/map/place-labels.ts'
import { type Box, overlap } from '../../web/map/view.ts'

const box = (minX: number, minY: number, width = 80, height = 20): Box => ({ minX, minY, maxX: minX + width, maxY: minY + height })

it('sets the more important of two labels that meet, and the other one where there is room', () => {
  const first = [[box(0, 0)]]
  expect(placeLabels([first, [[box(40, 5)], [box(40, 30)]]])).toEqual([0, 1])
  expect(placeLabels([first, [[box(40, 5)], [box(-30, 10)]]])).toEqual([0, -1])
})

it('sets no label on a symbol', () => {
  expect(placeLabels([[[box(0, 0)], [box(0, 50)]]], [box(10, 10, 4, 4)])).toEqual([1])
})

it('sets a slanted name by its characters, so that it may pass a corner that its outline would not', () => {
  const slanted: Setting = [box(0, 0, 14, 14), box(20, 20, 14, 14), box(40, 40, 14, 14)]
  expect(placeLabels([[slanted], [[box(30, 0, 60, 14)]]])).toEqual([0, 0])
})

const boxes = fc
  .record({ x: fc.integer({ min: -500, max: 2000 }), y: fc.integer({ min: -500, max: 1200 }), w: fc.integer({ min: 1, max: 300 }) })
  .map(({ x, y, w }) => box(x, y, w))
const setting = fc.array(boxes, { minLength: 1, maxLength: 3 })
const label = fc.array(setting, { minLength: 1, maxLength: 4 })

it('never lets two labels meet, and leaves none out that had room', () => {
  fc.assert(
    fc.property(fc.array(label, { maxLength: 40 }), fc.array(boxes, { maxLength: 10 }), (wanted, taken) => {
      const chosen = placeLabels(wanted, taken)
      const before: Box[] = [...taken]
      chosen.forEach((index, i) => {
        const meets = (boxes: Setting) => boxes.some((one) => before.some((other) => overlap(one, other)))
        const settings = wanted[i] as Setting[]
        expect(settings.slice(0, index < 0 ? undefined : index).every(meets)).toBe(true)
        if (index < 0) return
        expect(meets(settings[index] as Setting)).toBe(false)
        before.push(...(settings[index] as Setting))
      })
    }),
    { numRuns: 60 },
  )
})
