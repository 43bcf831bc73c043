import { expect, it } from 'vitest'
import { periodName } from '../../web/i18n/period-name.ts'

it.each([
  ['2026年11月', 'en', 'Nov 2026'],
  ['2026年1月', 'en', 'Jan 2026'],
  ['2026年11月', 'zh-CN', '2026年11月'],
  ['2026年秋季学期', 'en', '2026年秋季学期'],
  ['2026年13月', 'en', '2026年13月'],
] as const)('calls %s in %s %s', (name, language, words) => {
  expect(periodName(name, language)).toBe(words)
})
