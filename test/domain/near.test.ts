import { expect, it } from 'vitest'
import { isNear } from '#domain/near.ts'

it('tells metres at 38.5° north, east and north alike', () => {
  expect(isNear([106.2, 38.5], [106.20027, 38.5], 25)).toBe(true) // 23.5 m
  expect(isNear([106.2, 38.5], [106.2003, 38.5], 25)).toBe(false) // 26.1 m
  expect(isNear([106.2, 38.5], [106.2, 38.50022], 25)).toBe(true)
  expect(isNear([106.2, 38.5], [106.2, 38.50024], 25)).toBe(false)
})
