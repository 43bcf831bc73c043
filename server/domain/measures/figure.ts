// From results to figures: met ÷ applicable, rounded down; versions and changes of results.
import type { MeasureResult, MeasureVersion, SchoolResult } from '#contracts/measure.ts'

/** %, rounded down to a tenth; 100 only when every school is met; null when nothing is required. */
export function rateOf(met: number, applicable: number, allMet: boolean): number | null {
  if (applicable <= 0) return null
  // Hours are sums of fractions: what is 95 % to nine digits is 95 %.
  const tenths = Math.floor((met * 1000) / applicable + 1e-9)
  return (allMet ? Math.min(tenths, 1000) : Math.min(tenths, 999)) / 10
}

type Dated = Pick<MeasureVersion, 'version' | 'validFrom' | 'state'>

/** The version of a rule in force on a day: the newest approved one that is valid then, or the first. */
export function versionOn<V extends Dated>(versions: readonly V[], day: string): V | null {
  const approved = versions.filter(({ state }) => state === 'inForce' || state === 'superseded').sort((a, b) => a.version - b.version)
  return approved.findLast(({ validFrom }) => validFrom <= day) ?? approved[0] ?? null
}

export interface Compared {
  readonly result: MeasureResult
  readonly version: number
  readonly basis: string
}

/** What changed against the period before, and by what: another rule, time that ran out, the register, or reality. Null: nothing. */
export function changeOf(before: Compared | null, now: Compared): SchoolResult['change'] {
  if (before === null || before.result === now.result) return null
  const cause =
    before.version !== now.version
      ? 'ruleVersion'
      : now.result === 'expired'
        ? 'expiry'
        : before.basis !== now.basis
          ? 'register'
          : 'reality'
  return { from: before.result, cause }
}
