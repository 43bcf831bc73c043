import { expect, it } from 'vitest'
import { lettersOf, resultsOf, setFigure, setFraction } from '#domain/measure-matrix.ts'

it('writes a row of results in letters, and reads them again', () => {
  const letters = lettersOf({ a: 'met', b: 'notMet', c: 'expired', d: 'noEvidence', e: 'notApplicable' }, ['a', 'b', 'c', 'd', 'e', 'f'])
  expect(letters).toBe('mnxea-')
  expect(resultsOf(letters)).toEqual(['met', 'notMet', 'expired', 'noEvidence', 'notApplicable', null])
})

it('counts a school in a set only when it meets all of it that applies', () => {
  const set = ['guards', 'buttons', 'link']
  const all = { guards: 'met', buttons: 'met', link: 'met' } as const
  expect(
    setFraction(
      [
        all,
        { ...all, link: 'notApplicable' },
        { ...all, link: 'noEvidence' },
        { guards: 'met', buttons: 'met' }, // the link was never computed: not met
        { guards: 'notApplicable', buttons: 'notApplicable', link: 'notApplicable' },
      ],
      set,
    ),
  ).toEqual({ met: 2, applicable: 4, rate: 50 })
  expect(setFraction([], set).rate).toBeNull()
})

it('says beside a frozen set what later evidence makes of it, only where that changes the set', () => {
  const set = ['guards', 'buttons']
  const met = { guards: 'met', buttons: 'met', drills: 'met' } as const
  const short = { guards: 'met', buttons: 'notMet', drills: 'met' } as const
  const none = [
    { results: met, corrected: null },
    { results: short, corrected: { ...short, drills: 'notMet' } as const },
  ]
  expect(setFigure(none, set)).toEqual({ met: 1, applicable: 2, rate: 50, corrected: null })
  const later = [
    { results: met, corrected: null },
    { results: short, corrected: met },
  ]
  expect(setFigure(later, set)).toEqual({ met: 1, applicable: 2, rate: 50, corrected: { met: 2, applicable: 2, rate: 100 } })
})
