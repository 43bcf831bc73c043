import { expect, it } from 'vitest'
import { coverOf, namesWithRoom } from '../../web/map/captions.ts'

const marker = (x: number, y: number, title = '示例第一小学', selected = false) => ({ at: [x, y] as const, title, selected })

it('names the more important of two that would hide each other', () => {
  expect(namesWithRoom([marker(0, 0), marker(60, 0)])).toEqual([true, false])
  expect(namesWithRoom([marker(0, 0), marker(160, 0)])).toEqual([true, true])
})
it('sets no name over the symbol of another alarm', () => {
  expect(namesWithRoom([marker(0, 0), marker(0, 40)])).toEqual([false, true])
})
it('names the selected one in any case', () => {
  expect(namesWithRoom([marker(0, 0), marker(5, 0, '示例第二小学', true)])).toEqual([true, true])
})
it('says what a marker covers, wider for Chinese than for Latin names', () => {
  expect(coverOf({ title: '示例第一小学', selected: false })).toEqual({ minX: -48, maxX: 48, minY: -22, maxY: 46 })
  expect(coverOf({ title: 'School', selected: true })).toEqual({ minX: -30, maxX: 30, minY: -22, maxY: 52 })
})
it('keeps the words below a name clear too', () => {
  const noted = { ...marker(0, 0), note: 'campus, not the button' }
  expect(namesWithRoom([noted, marker(110, 0)])).toEqual([true, false])
  expect(namesWithRoom([marker(0, 0), marker(110, 0)])).toEqual([true, true])
})
