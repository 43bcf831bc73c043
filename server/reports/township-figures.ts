import type { Fraction } from '#contracts/measure.ts'
import type { MeasureMatrix } from '#contracts/measure-matrix.ts'
import { rateOf } from '#domain/measures/figure.ts'
import { MEASURES } from '#domain/measures/registry.ts'
import type { TownshipSum } from '../store/measure-matrix.ts'

/** Each township with the figure of every measure, in the registry's order. */
export function townshipsOf(sums: readonly TownshipSum[]): MeasureMatrix['townships'] {
  const byTownship = new Map<string, TownshipSum[]>()
  for (const sum of sums) byTownship.set(sum.townshipId, [...(byTownship.get(sum.townshipId) ?? []), sum])
  return [...byTownship].map(([townshipId, own]) => ({
    townshipId,
    townshipName: own[0]?.townshipName ?? townshipId,
    figures: MEASURES.map(({ id, counts }) => {
      const sum = own.find(({ measureId }) => measureId === id)
      if (!sum) return { met: 0, applicable: 0, rate: null, corrected: null }
      const of = (metSchools: number, applicableSchools: number, metUnits: number, requiredUnits: number): Fraction => {
        const [met, applicable] = counts === 'schools' ? [metSchools, applicableSchools] : [metUnits, requiredUnits]
        return { met, applicable, rate: rateOf(met, applicable, metSchools === applicableSchools) }
      }
      return {
        ...of(sum.metSchools, sum.applicableSchools, sum.metUnits, sum.requiredUnits),
        corrected: sum.corrected ? of(sum.correctedMet, sum.correctedApplicable, sum.correctedMetUnits, sum.correctedRequiredUnits) : null,
      }
    }),
  }))
}
