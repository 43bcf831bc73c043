import fc from 'fast-check'
import { expect, it } from 'vitest'
import { calendarPage, stepByKey, turnPage } from '../../web/ui/calendar.ts'

it('shows the weeks of a month from Monday, with the days around it', () => {
  const page = calendarPage('2026-03-02', 'day')
  expect(page).toHaveLength(6)
  expect(page[0]).toEqual(['2026-02-23', '2026-02-24', '2026-02-25', '2026-02-26', '2026-02-27', '2026-02-28', '2026-03-01'])
  expect(page[5]?.[1]).toBe('2026-03-31')
  expect(calendarPage('2026-03', 'month')).toEqual([
    ['2026-01', '2026-02', '2026-03'],
    ['2026-04', '2026-05', '2026-06'],
    ['2026-07', '2026-08', '2026-09'],
    ['2026-10', '2026-11', '2026-12'],
  ])
})

it.each([
  ['ArrowRight', false, '2026-03-01'],
  ['ArrowUp', false, '2026-02-21'],
  ['Home', false, '2026-02-23'],
  ['End', false, '2026-03-01'],
  ['PageDown', false, '2026-03-28'],
  ['PageUp', true, '2025-02-28'],
])('goes from 2026-02-28 by %s (shift: %s) to %s', (key, isShifted, to) => {
  expect(stepByKey('2026-02-28', 'day', key, isShifted)).toBe(to)
})

it('keeps within the next month from the last day of a longer one', () => {
  expect(turnPage('2024-01-31', 'day', 1)).toBe('2024-02-29')
  expect(turnPage('2026-05', 'month', -1)).toBe('2025-05')
  expect(stepByKey('2026-01', 'month', 'ArrowLeft', false)).toBe('2025-12')
  expect(stepByKey('2026-01-01', 'day', 'a', false)).toBeNull()
})

it('has every day of a month exactly once on its page', () => {
  const days = fc.integer({ min: 0, max: 36_524 }).map((n) => new Date(Date.UTC(2000, 0, 1 + n)).toISOString().slice(0, 10))
  fc.assert(
    fc.property(days, (day) => {
      const page = calendarPage(day, 'day').flat()
      const month = page.filter((cell) => cell.startsWith(day.slice(0, 7)))
      expect(new Set(page).size).toBe(page.length)
      expect(month).toContain(day)
      expect(month).toHaveLength(new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).getUTCDate())
    }),
  )
})
