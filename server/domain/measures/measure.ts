// What a measure is: a rule as data, and a pure decision over the evidence of one school.
import type { EvidenceRow, HundredSet, MeasureGroup, MeasureResult } from '#contracts/measure.ts'
import type { SchoolFacts } from './facts.ts'

/** When a result is asked for. */
export interface MeasureClock {
  /** The moment judged: now while the period runs, its last millisecond afterwards. ms */
  readonly asOfMs: number
  /** The day in Shanghai of that moment. */
  readonly today: string
  /** The first day asked for: of the period, or later where the school opened within it. */
  readonly from: string
  /** The first day of the period. */
  readonly begins: string
  /** The day after the last of the period. */
  readonly to: string
}

/** Why not, and since when (ms) where the evidence says it. */
export interface Gap {
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
  readonly sinceMs: number | null
}

export interface Verdict {
  readonly result: MeasureResult
  readonly met: number
  readonly required: number
  readonly gaps: readonly Gap[]
  readonly evidence: readonly EvidenceRow[]
  /** The facts of the register that the requirement rests on. */
  readonly basis: string
}

export type Thresholds = Readonly<Record<string, unknown>>

/** A rule as it first stands; later versions are in the database. `unverified`: a figure of it was not checked against the primary text. */
export interface FirstRule {
  readonly text: string
  readonly source: string
  readonly clause: string
  readonly thresholds: Thresholds
  readonly unverified: boolean
}

export interface MeasureDefinition {
  readonly id: string
  readonly name: { readonly zh: string; readonly en: string }
  readonly group: MeasureGroup
  readonly sets: readonly HundredSet[]
  readonly counts: 'schools' | 'units'
  readonly unit: { readonly zh: string; readonly en: string }
  readonly target: number
  /** The tables that prove it. */
  readonly tables: readonly string[]
  readonly evidence: { readonly zh: string; readonly en: string }
  readonly rule: FirstRule
  /** Why these thresholds cannot be a rule, by name; empty when they can. */
  check(thresholds: Thresholds): readonly { readonly field: string; readonly reason: string }[]
  decide(facts: SchoolFacts, clock: MeasureClock, thresholds: Thresholds): Verdict
}

export const gap = (code: string, params: Gap['params'] = {}, sinceMs: number | null = null): Gap => ({ code, params, sinceMs })

/** Nothing that could prove it was found: never met, whatever the fraction would say. */
export function noEvidence(required: number, code: string, params: Gap['params'] = {}, basis = ''): Verdict {
  return { result: 'noEvidence', met: 0, required, gaps: [gap(code, params)], evidence: [], basis }
}

/** The rule does not concern this school, or asks nothing of it: in neither part of the fraction. */
export function notApplicable(code: string, basis = ''): Verdict {
  return { result: 'notApplicable', met: 0, required: 0, gaps: [gap(code)], evidence: [], basis }
}

/**
 * The result of a fraction: met when all that is required is there. Where only age is wrong it is expired.
 * @param expired whether every gap is one of age
 */
export function fraction(
  met: number,
  required: number,
  gaps: readonly Gap[],
  evidence: readonly EvidenceRow[],
  { basis = '', expired = false } = {},
): Verdict {
  const result = met >= required && gaps.length === 0 ? 'met' : expired ? 'expired' : 'notMet'
  return { result, met, required, gaps, evidence, basis }
}

/** Of several parts that must all be met, the one that says most: known to fail, then not proven, then too old. */
export const worstOf = (results: readonly MeasureResult[]): MeasureResult =>
  (['notMet', 'noEvidence', 'expired'] as const).find((result) => results.includes(result)) ?? 'met'

type Facts = EvidenceRow['facts']

/** A row of evidence that counts (`why` null) or does not. */
export function evidenceRow(kind: string, id: string, label: string, atMs: number | null, why: string | null, facts: Facts): EvidenceRow {
  return { kind, id, label, at: atMs === null ? null : new Date(atMs).toISOString(), counts: why === null, why, facts, fileIds: [] }
}

/** Refuses thresholds that are no number between bounds: a rule that can never be met, or that asks nothing. */
export function numbersWithin(
  bounds: Readonly<Record<string, readonly [min: number, max: number]>>,
): (thresholds: Thresholds) => { field: string; reason: string }[] {
  return (thresholds) => {
    const wrong = Object.entries(bounds).flatMap(([field, [min, max]]) => {
      const value = thresholds[field]
      if (typeof value !== 'number' || !Number.isFinite(value))
        return [{ field, reason: `expected a number, found ${JSON.stringify(value)}` }]
      return value < min || value > max ? [{ field, reason: `expected ${min}–${max}, found ${value}` }] : []
    })
    return [...wrong, ...unknownFields(thresholds, Object.keys(bounds))]
  }
}

export const unknownFields = (thresholds: Thresholds, known: readonly string[]): { field: string; reason: string }[] =>
  Object.keys(thresholds)
    .filter((field) => !known.includes(field))
    .map((field) => ({ field, reason: 'the rule knows no such threshold' }))

export const numberOf = (thresholds: Thresholds, name: string): number => {
  const value = thresholds[name]
  if (typeof value !== 'number') throw new Error(`the rule has no number ${name}`)
  return value
}

/** What does not count first, then the rest. All of them: what proves a figure is kept whole, and cut only where a screen shows it. */
export const uncountedFirst = <T extends { counts: boolean }>(rows: readonly T[]): T[] => [
  ...rows.filter(({ counts }) => !counts),
  ...rows.filter(({ counts }) => counts),
]
