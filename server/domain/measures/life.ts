// A school that begins or ends within a period: it is asked for nothing before, and for nothing any more afterwards.
import type { SchoolFacts } from './facts.ts'
import { type MeasureClock, type MeasureDefinition, notApplicable, type Thresholds, type Verdict } from './measure.ts'

/** The verdict of a measure on a school, for the days on which the school exists. */
export function decideMeasure(measure: MeasureDefinition, facts: SchoolFacts, clock: MeasureClock, thresholds: Thresholds): Verdict {
  const { openedOn, closedOn } = facts.school
  if (closedOn !== null && closedOn <= clock.today) return notApplicable('schoolClosed', `closed=${closedOn}`)
  if (openedOn !== null && openedOn > clock.today) return notApplicable('schoolNotOpen', `opens=${openedOn}`)
  const from = openedOn !== null && openedOn > clock.from ? openedOn : clock.from
  return measure.decide(facts, { ...clock, from }, thresholds)
}
