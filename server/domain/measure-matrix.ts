import type { Fraction, MeasureResult } from '#contracts/measure.ts'
import { isGap } from './gap-note.ts'
import { rateOf } from './measures/figure.ts'

const LETTERS = { met: 'm', notMet: 'n', expired: 'x', noEvidence: 'e', notApplicable: 'a' } as const satisfies Record<
  MeasureResult,
  string
>
const RESULTS = new Map(Object.entries(LETTERS).map(([result, letter]) => [letter as string, result as MeasureResult]))

/** Results in the order of the columns, one letter each; a column without result is -. */
export const lettersOf = (results: Readonly<Record<string, MeasureResult>>, measures: readonly string[]): string =>
  measures.map((id) => (results[id] === undefined ? '-' : LETTERS[results[id]])).join('')

/** The counterpart of {@link lettersOf}; null where there is no result. */
export const resultsOf = (letters: string): (MeasureResult | null)[] => [...letters].map((letter) => RESULTS.get(letter) ?? null)

/** A school's results added up: what it meets of what applies to it, and which measures it does not. @param results in the order of the measures */
export function addUp(
  results: readonly (MeasureResult | null)[],
  measures: readonly string[],
): { met: number; applicable: number; gaps: { measureId: string; result: MeasureResult }[] } {
  const gaps = results.flatMap((result, n) => (result && isGap(result) ? [{ measureId: measures[n] ?? '', result }] : []))
  const met = results.filter((result) => result === 'met').length
  return { met, applicable: met + gaps.length, gaps }
}

interface Standing {
  readonly results: Readonly<Record<string, MeasureResult>>
  readonly corrected: Readonly<Record<string, MeasureResult>> | null
}

/** A set as it stands, and as later evidence would have it where that changed a result in it. */
export function setFigure(schools: readonly Standing[], set: readonly string[]): Fraction & { corrected: Fraction | null } {
  const differs = schools.some(({ results, corrected }) => corrected !== null && set.some((id) => corrected[id] !== results[id]))
  return {
    ...setFraction(
      schools.map(({ results }) => results),
      set,
    ),
    corrected: differs
      ? setFraction(
          schools.map(({ results, corrected }) => corrected ?? results),
          set,
        )
      : null,
  }
}

/** How many schools meet every measure of a set that applies to them. Without a result a measure is not met. */
export function setFraction(schools: readonly Readonly<Record<string, MeasureResult>>[], set: readonly string[]): Fraction {
  let [met, applicable] = [0, 0]
  for (const results of schools) {
    const own = set.map((id) => results[id]).filter((result) => result !== 'notApplicable')
    if (own.every((result) => result === undefined)) continue
    applicable += 1
    if (own.every((result) => result === 'met')) met += 1
  }
  return { met, applicable, rate: rateOf(met, applicable, met === applicable) }
}
