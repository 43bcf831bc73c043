import { expect, it } from 'vitest'
import { lettersOf, resultsOf, setFraction } from '#domain/measure-matrix.ts'

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
