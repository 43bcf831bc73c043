import { expect, it } from 'vitest'
import type { ReportedValue } from '#contracts/gap.ts'
import type { Fraction } from '#contracts/measure.ts'
import { differenceOf, differenceText, impossibleValue, isUnexplained, reportedText } from '#domain/reported-figure.ts'

const schools = { counts: 'schools', unit: { zh: '所', en: 'schools' } } as const
const minutes = { counts: 'units', unit: { zh: '分钟', en: 'minutes' } } as const
const computed: Fraction = { met: 168, applicable: 175, rate: 96 }

it.each<[ReportedValue, Fraction | null, ReturnType<typeof differenceOf>]>([
  [{ met: 168, applicable: 175 }, computed, null],
  [{ met: 171, applicable: 175 }, computed, { met: 3, applicable: 0, points: 1.7 }],
  [{ met: 168, applicable: 168 }, computed, { met: 0, applicable: -7, points: 4 }],
  [{ rate: 96.04 }, computed, null], // rounded down to a tenth, as every figure is
  [{ rate: 100 }, computed, { met: null, applicable: null, points: 4 }],
  [{ met: 0, applicable: 0 }, { met: 0, applicable: 0, rate: null }, null],
  [{ rate: 100 }, { met: 0, applicable: 0, rate: null }, null], // a rate alone, of nothing: no difference that could be named
  [{ rate: 100 }, null, null], // not yet added up
])('compares what was reported, %j, with what was computed, %j', (value, system, difference) => {
  expect(differenceOf(value, system)).toEqual(difference)
})

it('says number, unit and difference in words', () => {
  const value = { met: 171, applicable: 175 }
  expect(reportedText({ value, words: null }, schools, 'zh')).toBe('171 ÷ 175 所，97.7%')
  expect(reportedText({ value: { rate: 97.1 }, words: null }, schools, 'en')).toBe('97.1%')
  expect(reportedText({ value: null, words: '大约 96' }, schools, 'zh')).toBe('大约 96')
  const difference = differenceOf(value, computed)
  expect(difference && differenceText(difference, schools, 'zh')).toBe('达标 +3 所，+1.7 个百分点')
  expect(difference && differenceText({ ...difference, met: -3, applicable: 2 }, minutes, 'en')).toBe(
    'met −3 minutes, required +2 minutes, +1.7 points',
  )
})

it('refuses more met than required, and a part of a school', () => {
  expect(impossibleValue({ met: 3, applicable: 2 }, schools)?.path).toBe('body.value.met')
  expect(impossibleValue({ met: 1, applicable: 2.5 }, schools)?.path).toBe('body.value.applicable')
  expect(impossibleValue({ met: 1.5, applicable: 2.5 }, minutes)).toBeNull()
})

it('asks for the reason once the computed figure has moved away', () => {
  const reported = { value: { met: 168, applicable: 175 }, reason: '', system: computed }
  expect(isUnexplained(reported)).toBe(false)
  expect(isUnexplained({ ...reported, system: { ...computed, met: 169 } })).toBe(true)
  expect(isUnexplained({ ...reported, reason: '口径', system: { ...computed, met: 169 } })).toBe(false)
})
