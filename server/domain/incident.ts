// An incident's life: which steps its kind knows, what each needs, and what state they come to. Pure.
import type { IncidentFacts, IncidentKind, IncidentState, IncidentStep } from '#contracts/incident.ts'
import type { Role } from '#contracts/session.ts'
import type { ClockFacts } from './incident-clock.ts'

const ALWAYS: readonly IncidentStep[] = ['statement', 'note', 'closed', 'reopened']

/** The steps that a kind knows, in the order of the law. */
const STEPS: Record<IncidentKind, readonly IncidentStep[]> = {
  dispute: [
    'guardianTold',
    'reported',
    'policeReported',
    'insuranceNotified',
    'mediationAccepted',
    'mediationEnded',
    'insuranceSettled',
    'resultReported',
  ],
  disturbance: ['policeReported', 'reported', 'mediationAccepted', 'mediationEnded', 'resultReported'],
  bullying: ['guardianTold', 'reported', 'policeReported', 'investigated', 'mediationAccepted', 'mediationEnded', 'resultReported'],
  discipline: ['guardianTold', 'measureTaken', 'appealFiled', 'appealDecided'],
  health: ['guardianTold', 'referred', 'epidemicNotice', 'reported', 'returnedToClass'],
  other: ['guardianTold', 'reported', 'policeReported', 'resultReported'],
}

/** The bureau mediates (学生伤害事故处理办法 Art. 18–20), the school does the rest. */
const OF_BUREAU: readonly IncidentStep[] = ['mediationAccepted', 'mediationEnded', 'note', 'closed', 'reopened']

/** The steps that a role may record of a kind. */
export function stepsFor(kind: IncidentKind, role: Role): readonly IncidentStep[] {
  const steps = [...STEPS[kind], ...ALWAYS]
  if (role === 'bureau') return steps.filter((step) => OF_BUREAU.includes(step))
  return steps
}

/** What a step must come after. */
const AFTER: Partial<Record<IncidentStep, IncidentStep>> = {
  mediationEnded: 'mediationAccepted',
  appealFiled: 'measureTaken',
  appealDecided: 'appealFiled',
  returnedToClass: 'referred',
  insuranceSettled: 'insuranceNotified',
}
/** What a step cannot be recorded without. */
const NEEDS: Partial<Record<IncidentStep, readonly (keyof IncidentFacts)[]>> = {
  mediationEnded: ['outcome'],
  investigated: ['finding'],
  measureTaken: ['measure', 'ground'],
  appealDecided: ['appealResult'],
  referred: ['institution'],
  epidemicNotice: ['disease', 'cases'],
}
const NOTED: readonly IncidentStep[] = ['note', 'statement', 'reopened']

/** A clock of a desk may be this much ahead of ours. */
const AHEAD_MS = 2 * 60_000
/** Nothing that a school still has to see through happened before; 1899 and 1900 are what Excel makes of an empty cell. */
const EARLIEST = new Date('2000-01-01T00:00:00+08:00')

/** Why an instant cannot be, or null. */
export function instantFault(at: Date, now: Date): string | null {
  if (at.getTime() > now.getTime() + AHEAD_MS) return 'lies in the future'
  return at < EARLIEST ? 'lies before the year 2000' : null
}

export interface StepWanted {
  readonly step: IncidentStep
  readonly at: Date
  readonly note: string | null
  readonly facts: IncidentFacts
}

/** Why a step cannot be recorded, with the field at fault; null = it can. */
export function stepFault(
  incident: ClockFacts & { readonly state: IncidentState },
  { step, at, note, facts }: StepWanted,
  now: Date,
): { path: string; message: string } | null {
  const { kind, steps, occurredAt, state } = incident
  if (![...STEPS[kind], ...ALWAYS].includes(step)) return { path: 'body.step', message: `an incident of kind ${kind} has no step ${step}` }
  if (state === 'closed' && step !== 'reopened' && step !== 'note')
    return { path: 'body.step', message: 'the incident is closed: reopen it first' }
  if (state !== 'closed' && step === 'reopened') return { path: 'body.step', message: 'the incident is not closed' }
  const impossible = instantFault(at, now)
  if (impossible) return { path: 'body.at', message: impossible }
  if (at < occurredAt) return { path: 'body.at', message: `lies before the incident (${occurredAt.toISOString()})` }
  const turned = step === 'closed' ? steps.reopened : step === 'reopened' ? steps.closed : undefined
  if (turned && (step === 'closed' ? at <= turned : at < turned))
    return {
      path: 'body.at',
      message: `${step} must come after ${turned.toISOString()}, when it was ${step === 'closed' ? 'reopened' : 'closed'}`,
    }
  const before = AFTER[step]
  const done = before && steps[before]
  if (before && !done) return { path: 'body.step', message: `${step} comes after ${before}, which is not recorded` }
  if (done && at < done) return { path: 'body.at', message: `lies before ${before} (${done.toISOString()})` }
  const missing = (NEEDS[step] ?? []).find((key) => facts[key] === undefined && incident.facts[key] === undefined)
  if (missing) return { path: `body.facts.${missing}`, message: `is required with ${step}` }
  return NOTED.includes(step) && note === null ? { path: 'body.note', message: `is required with ${step}` } : null
}

const RESULTS: Record<IncidentKind, readonly IncidentStep[]> = {
  dispute: ['resultReported', 'mediationEnded', 'insuranceSettled'],
  disturbance: ['resultReported', 'mediationEnded'],
  bullying: ['resultReported', 'investigated'],
  discipline: ['measureTaken'],
  health: ['returnedToClass'],
  other: ['resultReported'],
}

/** The state that the recorded steps come to. */
export function stateOf({ kind, steps }: Pick<ClockFacts, 'kind' | 'steps'>): IncidentState {
  if (steps.closed && !(steps.reopened && steps.reopened >= steps.closed)) return 'closed'
  const { mediationAccepted, mediationEnded } = steps
  if (mediationAccepted && !(mediationEnded && mediationEnded >= mediationAccepted)) return 'mediation'
  return RESULTS[kind].some((step) => steps[step]) ? 'settled' : 'open'
}
