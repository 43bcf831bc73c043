import { expect, it } from 'vitest'
import { abilities } from '#domain/ability.ts'

it.each([
  [['offline', 'online'], 'able'],
  [['unknown', 'offline'], 'unknown'],
  [['offline', 'maintenance'], 'unable'],
  [[], 'unable'],
] as const)('a school with buttons %j is %s', (states, expected) => {
  const buttons = states.map((state) => ({ schoolId: 'a', state }))
  expect(abilities(['a'], buttons).get('a')).toBe(expected)
  expect(abilities(['a'], [...buttons].reverse()).get('a')).toBe(expected)
})
