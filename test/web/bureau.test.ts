import { describe, expect, it } from 'vitest'
import type { Period, SchoolResult } from '#contracts/measure.ts'
import { sumOf } from '../../web/screens/bureau/figure-sum.ts'
import { rowsOf } from '../../web/screens/bureau/SchoolsPage.tsx'
import { trendPath } from '../../web/screens/bureau/TrendLine.tsx'
import { currentPeriod } from '../../web/screens/bureau/use-filter.ts'
import { roomOf } from '../../web/screens/bureau/wall-room.ts'
import { change, plan } from '../../web/screens/bureau/words.ts'

const period = (id: string, from: string, to: string): Period => ({
  id,
  kind: 'month',
  name: id,
  from,
  to,
  cutoffAt: `${to}T00:00:00Z`,
  state: 'open',
  frozenAt: null,
  frozenBy: null,
})
const row = (result: SchoolResult['result'], met: number, required: number) => ({ result, met, required }) as SchoolResult

describe('the period shown first', () => {
  const [february, march, term] = [
    period('2026-02', '2026-02-01', '2026-03-01'),
    period('2026-03', '2026-03-01', '2026-04-01'),
    period('term', '2026-02-15', '2026-07-10'),
  ]
  it.each([
    ['the shortest that runs today', [term, february, march], '2026-03-31', '2026-03'],
    ['the longer one, when no other runs', [term, february], '2026-03-31', 'term'],
    ['the one that ended last', [february, march], '2026-09-01', '2026-03'],
    ['one that lies ahead, when there is no other', [march], '2026-01-01', '2026-03'],
  ] as const)('is %s', (_, periods, today, expected) => {
    expect(currentPeriod(periods, today)?.id).toBe(expected)
  })
  it('is none where there is none', () => expect(currentPeriod([], '2026-03-01')).toBeNull())
})

describe('a small line', () => {
  const rates = (...all: (number | null)[]) => all.map((rate) => ({ rate }))
  it('is left out where the table says as much', () => {
    expect([trendPath([]), trendPath(rates(90, 95)), trendPath(rates(100, 100, 100, 100))]).toEqual(['', '', ''])
  })
  it('goes from the lowest to the highest rate, and breaks where there was none', () => {
    expect(trendPath(rates(80, 90, null, 100, 80))).toBe('M0.0 26.0L26.0 13.0M78.0 0.0L104.0 26.0')
  })
})

describe('the figure of a part', () => {
  it('is 100 only when all are met, and rounds down', () => {
    const met = Array.from({ length: 1999 }, () => row('met', 1, 1))
    expect(sumOf({ counts: 'schools' }, [...met, row('notMet', 0, 1)])).toEqual({
      met: 1999,
      applicable: 2000,
      rate: 99.9,
      corrected: null,
    })
    expect(sumOf({ counts: 'schools' }, met).rate).toBe(100)
  })
  it('leaves out what does not apply, and has no rate when nothing is left', () => {
    expect(sumOf({ counts: 'units' }, [row('notMet', 7, 9), row('notApplicable', 0, 4)])).toEqual({
      met: 7,
      applicable: 9,
      rate: 77.7,
      corrected: null,
    })
    expect(sumOf({ counts: 'schools' }, [row('notApplicable', 0, 0)]).rate).toBeNull()
  })
  it('says beside a frozen figure what later evidence makes of it', () => {
    const later = { ...row('notMet', 7, 9), corrected: { result: 'met' as const, met: 9, required: 9 } }
    const rows = [row('met', 1, 1), later]
    expect(sumOf({ counts: 'schools' }, rows)).toMatchObject({ met: 1, rate: 50, corrected: { met: 2, applicable: 2, rate: 100 } })
    expect(sumOf({ counts: 'units' }, rows)).toMatchObject({ met: 8, applicable: 10, corrected: { met: 10, applicable: 10, rate: 100 } })
  })
})

it('lists of each school what it meets and which measures it does not', () => {
  const school = { schoolId: 's', schoolName: 's', townshipId: 't' }
  expect(rowsOf({ measures: ['a', 'b', 'c', 'd', 'e'], schools: [{ ...school, results: 'mnae-', corrected: 'mnam-' }] })).toEqual([
    {
      ...school,
      met: 1,
      applicable: 3,
      gaps: [
        { measureId: 'b', result: 'notMet' },
        { measureId: 'd', result: 'noEvidence' },
      ],
      corrected: { met: 2, applicable: 3, gaps: [{ measureId: 'b', result: 'notMet' }] },
    },
  ])
})

it('tells the change against the period before, and how far the time plan is ahead', () => {
  const trend = [80, 92.5].map((rate) => ({ periodId: 'p', met: 0, applicable: 1, rate }))
  expect(change({ trend, rate: 92.5 })).toBe(12.5)
  expect(change({ trend: trend.slice(1), rate: 92.5 })).toBeNull()
  const due = [
    { by: '2026-12-31', percent: 100 },
    { by: '2026-03-31', percent: 95 },
  ]
  expect(plan({ due, rate: 92.5 }, { to: '2026-04-01' })).toEqual({ now: due[1], next: due[0], behind: 2.5 })
  expect(plan({ due, rate: 92.5 }, { to: '2026-03-01' })).toMatchObject({ now: null, behind: 0 })
})

it.each([
  [1920, 1080, 1],
  [3840, 2160, 1],
  [3840, 1080, 2],
  [5760, 1080, 4],
])('gives a wall of %i × %i figures in %i columns', (width, height, columns) => {
  expect(roomOf(width, height).columns).toBe(columns)
})
it.each([
  [1920, 1080, false, 1],
  [1080, 1920, true, 1],
  [3840, 1080, false, 1],
  [7680, 2160, false, 2],
  [2160, 3840, true, 2],
] as const)('draws a wall of %i × %i upright: %s, and its map %i times as large', (width, height, upright, scale) => {
  expect(roomOf(width, height)).toMatchObject({ upright, scale })
})
