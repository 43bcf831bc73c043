// The clocks that law and local rules set on an incident (R36, R37). Limits are data; what starts and what ends a clock is here.
import type { ClockName, ClockState, IncidentFacts, IncidentKind, IncidentStep, Measure } from '#contracts/incident.ts'
import { afterDays, afterWorkingDays, type Calendar } from './work-day.ts'

/** A limit as data; the version in force when a clock starts stays its limit. */
export interface IncidentRule {
  readonly rule: string
  readonly version: number
  readonly amount: number
  readonly unit: 'minutes' | 'days' | 'workingDays'
  /** minutes before the end from which the clock counts as soon */
  readonly warnMinutes: number
  readonly validFrom: Date
}

/** What the clocks of an incident depend on. */
export interface ClockFacts {
  readonly kind: IncidentKind
  readonly grave: boolean
  readonly occurredAt: Date
  readonly knownAt: Date
  readonly steps: Partial<Record<IncidentStep, Date>>
  readonly facts: IncidentFacts
}

export interface Clock {
  readonly clock: ClockName
  readonly startedAt: Date
  readonly dueAt: Date
  readonly metAt: Date | null
  readonly warnMinutes: number
  readonly ruleVersion: number
}

/** MOE Order 49 Art. 10: guardians are told before; Art. 17: against these and a punishment there is an appeal. */
const SEVERE: readonly Measure[] = ['suspension', 'legalAdmonition', 'specialCourse', 'punishment']
/** Art. 9: guardians are told in time. Of a light measure (Art. 8) the school may tell them. */
const HEAVIER: readonly Measure[] = ['admonition', 'campusService', 'ruleEducation', 'activityBan']

const among = (list: readonly Measure[], { facts }: ClockFacts): boolean => facts.measure !== undefined && list.includes(facts.measure)
const REPORTED: readonly IncidentKind[] = ['dispute', 'disturbance', 'bullying', 'other']

interface Course {
  /** when it starts; null = not (yet) */
  readonly start: (incident: ClockFacts) => Date | null
  readonly end: IncidentStep
  /** A limit that no rule has, e.g. before something else. */
  readonly due?: (incident: ClockFacts) => Date | null
  /** What ended an earlier round does not end this one. */
  readonly renews?: true
}

const COURSES: Record<ClockName, Course> = {
  guardian: {
    start: (incident) => {
      const { kind, knownAt, steps } = incident
      if (kind === 'dispute' || kind === 'bullying' || kind === 'health') return knownAt
      if (kind !== 'discipline' || !(among(SEVERE, incident) || among(HEAVIER, incident))) return null
      return steps.measureTaken ?? null
    },
    end: 'guardianTold',
    due: (incident) => (among(SEVERE, incident) ? (incident.steps.measureTaken ?? null) : null),
  },
  report: { start: ({ kind, knownAt }) => (REPORTED.includes(kind) ? knownAt : null), end: 'reported' },
  police: { start: ({ kind, knownAt }) => (kind === 'disturbance' ? knownAt : null), end: 'policeReported' },
  mandatory: { start: ({ kind, grave, knownAt }) => (kind === 'bullying' && grave ? knownAt : null), end: 'policeReported' },
  investigation: { start: ({ kind, knownAt }) => (kind === 'bullying' ? knownAt : null), end: 'investigated' },
  insurance: { start: ({ kind, knownAt }) => (kind === 'dispute' ? knownAt : null), end: 'insuranceNotified' },
  mediation: { start: ({ steps }) => steps.mediationAccepted ?? null, end: 'mediationEnded', renews: true },
  result: { start: ({ steps }) => steps.mediationEnded ?? null, end: 'resultReported', renews: true },
  appeal: {
    start: (incident) => (among(SEVERE, incident) ? (incident.steps.measureTaken ?? null) : null),
    end: 'appealFiled',
    renews: true,
  },
  appealDecision: { start: ({ steps }) => steps.appealFiled ?? null, end: 'appealDecided', renews: true },
  epidemic: { start: ({ kind, facts, knownAt }) => (kind === 'health' && facts.cluster ? knownAt : null), end: 'epidemicNotice' },
}

/** The rule of a name in force at an instant: the newest that was valid then, else the oldest there is. */
export function ruleAt(rules: readonly IncidentRule[], name: string, at: Date): IncidentRule | null {
  const ofName = rules.filter(({ rule }) => rule === name).sort((a, b) => b.version - a.version)
  return ofName.find(({ validFrom }) => validFrom <= at) ?? ofName.at(-1) ?? null
}

/** Until when, by a rule: minutes to the millisecond, days to the end of the last one in Shanghai. */
export function limitOf(from: Date, { amount, unit }: Pick<IncidentRule, 'amount' | 'unit'>, calendar: Calendar): Date {
  if (unit === 'minutes') return new Date(from.getTime() + amount * 60_000)
  return unit === 'days' ? afterDays(from, amount) : afterWorkingDays(from, amount, calendar)
}

/** The clocks that have started, in the order of the law's steps; one without a rule does not run. */
export function clocksOf(incident: ClockFacts, rules: readonly IncidentRule[], calendar: Calendar): Clock[] {
  return Object.entries(COURSES).flatMap(([name, { start, end, due, renews }]) => {
    const clock = name as ClockName
    const startedAt = start(incident)
    const rule = startedAt && ruleAt(rules, clock, startedAt)
    if (!rule) return []
    const dueAt = due?.(incident) ?? limitOf(startedAt, rule, calendar)
    const done = incident.steps[end] ?? null
    const metAt = renews && done && done < startedAt ? null : done
    return [{ clock, startedAt, dueAt, metAt, warnMinutes: rule.warnMinutes, ruleVersion: rule.version }]
  })
}

/** How a clock stands. An appeal is a right: its end is no failure. */
export function clockState({ clock, dueAt, metAt, warnMinutes }: Clock, now: Date): ClockState {
  if (metAt) return metAt <= dueAt ? 'met' : 'metLate'
  if (now > dueAt) return clock === 'appeal' ? 'lapsed' : 'overdue'
  return now.getTime() >= dueAt.getTime() - warnMinutes * 60_000 ? 'soon' : 'running'
}

/** What still has to be done before an incident can be closed. */
export const unmet = (clocks: readonly Clock[], now: Date): ClockName[] =>
  clocks.filter((clock) => ['running', 'soon', 'overdue'].includes(clockState(clock, now))).map(({ clock }) => clock)
