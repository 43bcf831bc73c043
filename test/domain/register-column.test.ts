import { expect, it } from 'vitest'
import { day, number, weekdays } from '#domain/register-column.ts'

const read = (reader: typeof day, text: string) => {
  const found = reader(text, 'wgs84')
  return 'value' in found ? found.value : null
}

it.each([
  ['2026-03-01', '2026-03-01'],
  ['2026/3/1', '2026-03-01'],
  ['2026.3.1', '2026-03-01'],
  ['2026年3月1日', '2026-03-01'],
  ['20260301', '2026-03-01'],
  ['2026-11-1 00:00:00', '2026-11-01'],
  ['202611', null], // November 2026
  ['2026111', null], // 1 November or 11 January
  ['2026-02-30', null],
])('reads %s as the day %s', (text, found) => {
  expect(read(day, text)).toBe(found)
})

it.each([
  ['1,200', 1200],
  ['-3.5', -3.5],
  ['0x1F', null],
  ['1e3', null],
  ['Infinity', null],
])('reads %s as the number %s', (text, found) => {
  expect(read(number(-10_000, 10_000, ''), text)).toBe(found)
})

it.each([
  ['12345', '12345'],
  ['一、三、五', '135'],
  ['周一至周五', '12345'],
  ['周六到周日', '67'],
  ['星期五至星期一', null],
])('reads %s as the weekdays %s', (text, found) => {
  expect(read(weekdays, text)).toBe(found)
})
