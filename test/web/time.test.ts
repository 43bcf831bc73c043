import { expect, it } from 'vitest'
import { zh } from '../../web/i18n/zh-CN.ts'
import { ageText, clockText, fromLocalInput, localDay, localMoment, momentText, stepDay, toLocalInput } from '../../web/ui/time.ts'

it.each([
  [-500, '0 秒'],
  [12_400, '12 秒'],
  [185_000, '3 分 05 秒'],
  [7_620_000, '2 小时 07 分'],
  [273_600_000, '3 天 4 小时'],
])('says an age of %i ms as %s', (ms, words) => {
  expect(ageText(ms, zh.time)).toBe(words)
})
it('writes clock times for Shanghai, 24 h, whatever the machine’s zone', () => {
  expect(clockText('2026-03-01T23:42:06.000Z')).toBe('07:42:06')
  expect(clockText('2026-03-01T16:00:00.000Z')).toBe('00:00:00')
  expect(momentText('2026-03-01T23:42:06.000Z', Date.parse('2026-03-05T00:00:00Z'))).toContain('03/02')
})
it('writes the year of a moment that is not this year’s, though its day is today', () => {
  const now = Date.parse('2026-03-02T00:00:00Z')
  expect(momentText('2026-03-01T23:42:06Z', now)).toBe('07:42:06')
  expect(momentText('2026-02-28T23:42:06Z', now)).toBe('03/01 07:42:06')
  expect(momentText('2016-03-01T23:42:06Z', now)).toBe('2016/03/02 07:42:06')
  expect(momentText('1970-01-01T00:00:05Z', now)).toBe('1970/01/01 08:00:05')
})
it('reads a local time field as Shanghai wall time, and back', () => {
  expect(fromLocalInput('2026-03-02T07:42')).toBe('2026-03-01T23:42:00.000Z')
  expect(toLocalInput(Date.parse('2026-03-01T23:42:06.000Z'))).toBe('2026-03-02T07:42:06')
})

it.each([
  ['2026-03-02 07:42', '2026-03-02T07:42'],
  ['2026/3/2 7:42:06', '2026-03-02T07:42:06'],
  ['2026年3月2日 07：42', '2026-03-02T07:42'],
  ['2026-03-02T07:42', '2026-03-02T07:42'],
  [' 23:59 ', '2026-03-02T23:59'],
  ['', ''],
  ['2026-02-30 07:42', null],
  ['24:00', null],
  ['07:60', null],
  ['3/2 7:42 AM', null],
])('reads %j as a moment of Shanghai', (written, moment) => {
  expect(localMoment(written, Date.parse('2026-03-01T23:42:06.000Z'))).toBe(moment)
})

const NEW_YEAR = Date.parse('2026-12-31T16:30:00Z') // 2027 in Shanghai
it.each([
  ['2026-03-02', 'day', '2026-03-02'],
  ['2026/3/2', 'day', '2026-03-02'],
  ['2026年3月2日', 'day', '2026-03-02'],
  ['20260302', 'day', '2026-03-02'],
  [' 3-2 ', 'day', '2027-03-02'],
  ['3月2日', 'day', '2027-03-02'],
  ['', 'day', ''],
  ['2026-02-30', 'day', null],
  ['2026-13-01', 'day', null],
  ['03/02/2026', 'day', null],
  ['2026-03', 'month', '2026-03'],
  ['2026年3月', 'month', '2026-03'],
  ['202603', 'month', '2026-03'],
  ['2026-13', 'month', null],
  ['2026-03-02', 'month', null],
] as const)('reads %j as a %s of the calendar', (written, unit, day) => {
  expect(localDay(written, unit, NEW_YEAR)).toBe(day)
})
it.each([
  ['2026-02-28', 'day', 1, '2026-03-01'],
  ['2026-01-01', 'day', -1, '2025-12-31'],
  ['2026-12', 'month', 1, '2027-01'],
  ['', 'day', 1, '2027-01-01'],
  [null, 'month', -1, '2027-01'],
] as const)('steps from %j by one %s (%i) to %s', (from, unit, by, next) => {
  expect(stepDay(from, unit, by, NEW_YEAR)).toBe(next)
})
