// The life of a hazard 隐患 (R33): found → 交办 → 签收 (or 退回) → 整改中 → fixed with a photo → 核查 by somebody else → 销号, or back; a recurrence reopens it.

import type { HazardAct, HazardCommandName, HazardPlace, HazardState, Risk } from '#contracts/hazard.ts'
import type { NoticeKind } from '#contracts/notice.ts'
import { may, type Principal, type Right } from './policy.ts'
import { daysBetween } from './shanghai.ts'

export interface HazardFacts {
  readonly place: HazardPlace
  readonly risk: Risk
  readonly state: HazardState
  readonly leadDept: string | null
  readonly coDepts: readonly string[]
  readonly person: string | null
  readonly dueOn: string | null
  readonly extensionTo: string | null
  readonly extensionBy: string | null
  readonly fixedBy: string | null
  readonly fixedAt: Date | null
  readonly verifiedBy: string | null
  readonly struckOffAt: Date | null
  readonly recurrences: number
  readonly reminded: number
  readonly version: number
}

/** As whom somebody acts on one hazard: those who oversee, those who mend, those who help to. */
export type Party = 'bureau' | 'lead' | 'co' | 'school'

type Stepped<T extends HazardFacts> = { ok: true; hazard: T } | { ok: false; reason: string }

interface Step {
  readonly right: Right
  readonly parties: readonly Party[]
  readonly from: readonly HazardState[]
  readonly to: HazardState | null
}

const OVERSEERS = ['bureau', 'school'] as const
const MENDERS = ['lead', 'co'] as const

/** Who may take which step, and from where; null keeps the state. */
const STEPS: Readonly<Record<HazardCommandName, Step>> = {
  assign: {
    right: 'hazard:assign',
    parties: ['bureau'],
    from: ['found', 'assigned', 'accepted', 'returned', 'rectifying'],
    to: 'assigned',
  },
  accept: { right: 'hazard:rectify', parties: ['lead'], from: ['assigned'], to: 'accepted' },
  return: { right: 'hazard:rectify', parties: ['lead'], from: ['assigned', 'accepted'], to: 'returned' },
  askExtension: { right: 'hazard:rectify', parties: ['lead'], from: ['accepted', 'rectifying'], to: null },
  grantExtension: { right: 'hazard:assign', parties: ['bureau'], from: ['accepted', 'rectifying'], to: null },
  refuseExtension: { right: 'hazard:assign', parties: ['bureau'], from: ['accepted', 'rectifying'], to: null },
  start: { right: 'hazard:rectify', parties: MENDERS, from: ['accepted'], to: 'rectifying' },
  fix: { right: 'hazard:rectify', parties: MENDERS, from: ['accepted', 'rectifying'], to: 'fixed' },
  verify: { right: 'hazard:verify', parties: OVERSEERS, from: ['fixed'], to: 'verified' },
  sendBack: { right: 'hazard:verify', parties: OVERSEERS, from: ['fixed', 'verified'], to: 'rectifying' },
  strikeOff: { right: 'hazard:strikeOff', parties: ['bureau'], from: ['verified'], to: 'struckOff' },
  reopen: { right: 'hazard:report', parties: OVERSEERS, from: ['struckOff'], to: 'found' },
  note: {
    right: 'hazard:note',
    parties: ['bureau', 'lead', 'co', 'school'],
    from: ['found', 'assigned', 'accepted', 'returned', 'rectifying', 'fixed', 'verified', 'struckOff'],
    to: null,
  },
}

/** The departments for which this person acts; police liaisons act for departments of kind police. */
type Deputy = Pick<Principal, 'role' | 'scope'>

/** @param policeDepts ids of departments of kind police */
export function partiesOf(
  { role, scope }: Deputy,
  hazard: Pick<HazardFacts, 'place' | 'leadDept' | 'coDepts'>,
  policeDepts: readonly string[],
): Party[] {
  if (role === 'bureau') return ['bureau']
  const isAssignedToSchool = hazard.place === 'school' && hazard.leadDept === null
  if (role === 'schoolOfficer') return isAssignedToSchool ? ['school', 'lead'] : ['school']
  const own = role === 'police' ? policeDepts : scope.kind === 'department' ? scope.ids : []
  if (hazard.leadDept !== null && own.includes(hazard.leadDept)) return ['lead']
  return hazard.coDepts.some((id) => own.includes(id)) ? ['co'] : []
}

type Actor = Pick<Principal, 'role' | 'session' | 'scope' | 'username'>

/** Why somebody may not take a step now, or null. Who mended it does not verify it, and whose hazard it is neither. */
function stepRefusal(hazard: HazardFacts, command: HazardCommandName, by: Actor, parties: readonly Party[]): string | null {
  const step = STEPS[command]
  if (!may(by, step.right) || !step.parties.some((party) => parties.includes(party))) return `${command} is not yours to do on this hazard`
  if (!step.from.includes(hazard.state)) return `cannot ${command} a hazard that is ${hazard.state}`
  if (command === 'verify' && (hazard.fixedBy === by.username || parties.includes('lead'))) return 'who mended a hazard does not verify it'
  if (command === 'askExtension' && hazard.extensionTo !== null) return 'an extension was asked for already and waits for a decision'
  if ((command === 'grantExtension' || command === 'refuseExtension') && hazard.extensionTo === null) return 'no extension was asked for'
  return null
}

/** What somebody may do now. */
export const possibleSteps = (hazard: HazardFacts, by: Actor, parties: readonly Party[]): HazardCommandName[] =>
  (Object.keys(STEPS) as HazardCommandName[]).filter((command) => stepRefusal(hazard, command, by, parties) === null)

/**
 * Takes one step. Pure: the caller brings who acts as what, and the clock, and saves.
 * @param today of the district, YYYY-MM-DD
 */
export function stepHazard<T extends HazardFacts>(
  hazard: T,
  command: HazardCommandName,
  act: HazardAct,
  { by, parties, now, today }: { by: Actor; parties: readonly Party[]; now: Date; today: string },
): Stepped<T> {
  const reason = stepRefusal(hazard, command, by, parties) ?? factRefusal(hazard, command, act, today)
  if (reason !== null) return { ok: false, reason }
  const state = STEPS[command].to ?? hazard.state
  return { ok: true, hazard: { ...hazard, ...changes(hazard, command, act, by, now), state, version: hazard.version + 1 } }
}

function factRefusal(hazard: HazardFacts, command: HazardCommandName, act: HazardAct, today: string): string | null {
  if (command === 'assign') {
    if (act.leadDept === null && hazard.place === 'belt') return 'leadDept: a hazard outside the school needs a department'
    if ((act.dueOn ?? '') < today) return `dueOn: expected ${today} or later`
    if (act.coDepts?.includes(act.leadDept ?? '')) return 'coDepts: the leading department is among them'
  }
  if (command === 'askExtension' && (act.to ?? '') <= (hazard.dueOn ?? today)) return `to: expected a day after ${hazard.dueOn ?? today}`
  return null
}

const NO_EXTENSION = { extensionTo: null, extensionBy: null } as const
const NOT_FIXED = { fixedBy: null, fixedAt: null, verifiedBy: null } as const

function changes(hazard: HazardFacts, command: HazardCommandName, act: HazardAct, by: Actor, now: Date): Partial<HazardFacts> {
  switch (command) {
    case 'assign':
      return {
        ...NO_EXTENSION,
        leadDept: act.leadDept ?? null,
        coDepts: act.coDepts ?? [],
        person: act.person ?? null,
        dueOn: act.dueOn ?? null,
        risk: act.risk ?? hazard.risk,
        reminded: 0,
      }
    case 'accept':
      return { person: act.person ?? hazard.person }
    case 'return':
      return NO_EXTENSION
    case 'askExtension':
      return { extensionTo: act.to ?? null, extensionBy: by.username }
    case 'grantExtension':
      return { ...NO_EXTENSION, dueOn: hazard.extensionTo, reminded: 0 }
    case 'refuseExtension':
      return NO_EXTENSION
    case 'fix':
      return { ...NO_EXTENSION, fixedBy: by.username, fixedAt: now }
    case 'verify':
      return { verifiedBy: by.username }
    case 'sendBack':
      return NOT_FIXED
    case 'strikeOff':
      return { struckOffAt: now }
    case 'reopen':
      return { ...NOT_FIXED, struckOffAt: null, dueOn: null, reminded: 0, recurrences: hazard.recurrences + 1 }
    case 'start':
    case 'note':
      return {}
  }
}

/** Whom a step concerns besides who took it, and as what it stands on their desk. */
const TELLS: Partial<Record<HazardCommandName, { kind: NoticeKind; to: readonly ('bureau' | 'menders')[] }>> = {
  assign: { kind: 'assigned', to: ['menders'] },
  return: { kind: 'returned', to: ['bureau'] },
  askExtension: { kind: 'extensionAsked', to: ['bureau'] },
  grantExtension: { kind: 'extensionDecided', to: ['menders'] },
  refuseExtension: { kind: 'extensionDecided', to: ['menders'] },
  fix: { kind: 'fixed', to: ['bureau'] },
  sendBack: { kind: 'sentBack', to: ['menders'] },
  strikeOff: { kind: 'struckOff', to: ['menders'] },
  reopen: { kind: 'reopened', to: ['bureau'] },
}

export interface Audience {
  readonly audience: 'bureau' | 'department' | 'school'
  readonly audienceId: string
}
const BUREAU: Audience = { audience: 'bureau', audienceId: '' }

/** Who mends a hazard: its departments, or the school itself. */
function mendersOf({ leadDept, coDepts, place, schoolId }: HazardFacts & { schoolId: string }): Audience[] {
  const departments = [...(leadDept === null ? [] : [leadDept]), ...coDepts].map((id) => ({
    audience: 'department' as const,
    audienceId: id,
  }))
  return leadDept === null && place === 'school' ? [{ audience: 'school', audienceId: schoolId }, ...departments] : departments
}

/** The notices of a step, or null where it concerns nobody else. */
export function noticeOf(
  command: HazardCommandName,
  hazard: HazardFacts & { schoolId: string },
): { kind: NoticeKind; to: Audience[] } | null {
  const tells = TELLS[command]
  return tells ? { kind: tells.kind, to: tells.to.flatMap((whom) => (whom === 'bureau' ? [BUREAU] : mendersOf(hazard))) } : null
}

/** Whom a rung of the ladder reaches: the leading group reads the bureau's desk. */
export function reachedBy(reaches: readonly string[], hazard: HazardFacts & { schoolId: string }): Audience[] {
  const menders = mendersOf(hazard)
  const lead = menders.slice(0, 1)
  const told = reaches.flatMap((whom) =>
    whom === 'person' || whom === 'leadDept' ? lead : whom === 'coDepts' ? menders.slice(1) : [BUREAU],
  )
  return told.filter((one, n) => told.findIndex((other) => other.audience === one.audience && other.audienceId === one.audienceId) === n)
}

/** States in which the clock runs: a hazard sent back as nobody's stands still, and one that is mended waits for others. */
const ON_THE_CLOCK: readonly HazardState[] = ['assigned', 'accepted', 'rectifying']

/** Days since it was due, negative while there are days left; null when no clock runs. */
export function overdueDays({ state, dueOn }: Pick<HazardFacts, 'state' | 'dueOn'>, today: string): number | null {
  return dueOn === null || !ON_THE_CLOCK.includes(state) ? null : daysBetween(dueOn, today)
}

/** The overdue ladder: from so many days on, these are told. */
export const OVERDUE_LADDER = [
  { rung: 1, fromDays: -7, reaches: ['person', 'leadDept'] },
  { rung: 2, fromDays: -1, reaches: ['person', 'leadDept'] },
  { rung: 3, fromDays: 1, reaches: ['leadDept', 'coDepts', 'bureau'] },
  { rung: 4, fromDays: 7, reaches: ['leadDept', 'bureau', 'leadingGroup'] },
] as const

/** The rung that a hazard has reached today; 0 = none. */
export function rungOf(hazard: Pick<HazardFacts, 'state' | 'dueOn'>, today: string): number {
  const days = overdueDays(hazard, today)
  return days === null ? 0 : (OVERDUE_LADDER.findLast(({ fromDays }) => days >= fromDays)?.rung ?? 0)
}
