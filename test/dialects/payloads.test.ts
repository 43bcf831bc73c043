import { describe, expect, it } from 'vitest'
import { DialectName } from '#contracts/device.ts'
import { decodeCase, mismatches, readCases } from './match.ts'

describe.each(DialectName.options)('%s reads its example messages', (dialect) => {
  const cases = readCases(dialect)
  it.each(cases.map((one) => [one.id, one] as const))('%s', (_, one) => {
    expect(mismatches(decodeCase(one, cases), one)).toEqual([])
  })
  it('has no two cases of one name', () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
  })
})
