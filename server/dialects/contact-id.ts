// ANSI/SIA DC-05-1999.09 (Ademco Contact ID), appendix C: event codes; §3: qualifiers; the last field is a zone or, for some codes, a user
import { type DecodedEvent, PHASED_KINDS } from '#contracts/event.ts'

/** What a code speaks of; `arming` is told apart by its qualifier: 1 opening (disarm), 3 closing (arm). */
export interface CodeMeaning {
  readonly kind: DecodedEvent['kind'] | 'arming'
  readonly detail?: string
  readonly silent?: true
  readonly promotes?: 'panic'
  /** Speaks of an end whatever its qualifier: a cancelled alarm, a button put back. */
  readonly over?: true
}
export type QualifiedMeaning = Pick<DecodedEvent, 'kind' | 'phase' | 'detail' | 'silent' | 'promotes' | 'repeat'>

const PHASED: ReadonlySet<string> = new Set(PHASED_KINDS)

/**
 * A code with its qualifier: 1 a new event (or opening), 3 a restore (or closing), 6 a condition reported before that is still there.
 * Any other digit is taken as new: a wrong digit must not cost the alarm.
 */
export function qualify({ kind, over, ...rest }: CodeMeaning, qualifier: number): QualifiedMeaning {
  if (kind === 'arming') {
    if (qualifier === 1 || qualifier === 3) return { kind: qualifier === 1 ? 'disarm' : 'arm', ...rest }
    return { kind: 'telemetry', detail: 'armed-state' }
  }
  if (!PHASED.has(kind)) return { kind, ...rest }
  const { promotes, ...said } = rest
  if (over || qualifier === 3) return { kind, phase: 'cleared', ...said }
  return { kind, phase: 'active', ...said, ...(promotes ? { promotes } : {}), ...(qualifier === 6 ? { repeat: true } : {}) }
}

/** What a three-digit code of the standard means; a code that it does not have is raised, and may be bound to a button. */
export function contactIdMeaning(code: string): CodeMeaning {
  return MEANINGS.get(code) ?? { kind: 'alarm-other', detail: `unknown-code-${code}`, promotes: 'panic' }
}

/** Whether the last field of a message with this code is a user, not a zone. */
export const isUserCode = (code: string): boolean => USERS.has(code)

type Row = readonly [codes: string, kind: CodeMeaning['kind'], detail?: string, more?: 'silent' | 'over']

const ROWS: readonly Row[] = [
  // 100 medical, fire, panic, burglary, general, 24 hour
  ['100', 'medical'],
  ['101', 'medical', 'personal-emergency'],
  ['102', 'medical', 'failed-to-report-in'],
  ['110-118', 'fire'],
  ['120 123 126 129', 'panic'],
  ['122', 'panic', 'silent', 'silent'],
  ['121 124 125', 'duress', undefined, 'silent'],
  ['130-136 138 139 155', 'intrusion'],
  ['146', 'intrusion', 'silent', 'silent'],
  ['137 144 145', 'tamper'],
  ['140', 'alarm-other', 'general'],
  ['141 142 143 147', 'device-fault', 'expander'],
  ['150 160', 'alarm-other', '24-hour'],
  ['151 157', 'alarm-other', 'gas'],
  ['152 153 158 159', 'alarm-other', 'temperature'],
  ['154', 'alarm-other', 'water'],
  ['156', 'device-fault', 'day-trouble'],
  ['161 163 168 169', 'alarm-other', 'environment'],
  ['162', 'alarm-other', 'carbon-monoxide'],
  // 200 fire supervisory: the sprinkler or the pump is not ready
  ['200-206 210', 'device-fault', 'fire-supervisory'],
  // 300 troubles
  ['300 303 304 307 308 310', 'device-fault', 'system'],
  ['301 342', 'ac-loss'],
  ['302 309 338 384', 'low-battery'],
  ['311', 'low-battery', 'missing'],
  ['305 339', 'device-fault', 'reset'],
  ['306 313', 'telemetry', 'service'],
  ['312 314 319 337', 'device-fault', 'power-supply'],
  ['316 341 383', 'tamper'],
  ['320-327', 'device-fault', 'sounder'],
  ['330-336 340 343', 'device-fault', 'expander'],
  ['344', 'comms-fault', 'radio-jammed'],
  ['350-360', 'comms-fault'],
  ['370-373 375-378', 'device-fault', 'loop'],
  ['374', 'intrusion', 'exit-error'],
  ['380-382 385-393', 'device-fault', 'sensor'],
  // 400 open and close, remote access, access control
  ['400-405 407-409 440-444 450-452 456 463', 'arming'],
  ['406', 'alarm-other', 'cancelled', 'over'],
  ['410-416 421 422 424 425 429-431 433 434', 'telemetry', 'access'],
  ['423', 'intrusion', 'forced-access'],
  ['420 426', 'alarm-other', 'door-held-open'],
  ['427 428 432', 'device-fault', 'access-point'],
  ['453 454 455', 'device-fault', 'not-armed-as-planned'],
  ['457', 'intrusion', 'exit-error'],
  ['458 459 462 464 466', 'telemetry', 'presence'],
  ['461', 'tamper', 'wrong-code'],
  ['465', 'panic', 'reset', 'over'],
  // 500 bypass and disable
  ['500-577', 'telemetry', 'disabled'],
  // 600 test and others
  ['601', 'test', 'manual'],
  ['602 603 608', 'test', 'periodic'],
  ['600 604 607 610-615', 'test', 'walk'],
  ['605 606 609 616-640 642-654', 'telemetry', 'service'],
  ['641', 'alarm-other', 'no-activity'],
]

function expand(codes: string): string[] {
  return codes.split(' ').flatMap((part) => {
    const [from = 0, to = from] = part.split('-').map(Number)
    return Array.from({ length: to - from + 1 }, (_, index) => String(from + index))
  })
}

const MEANINGS = new Map<string, CodeMeaning>(
  ROWS.flatMap(([codes, kind, detail, more]) =>
    expand(codes).map((code): [string, CodeMeaning] => [
      code,
      { kind, ...(detail === undefined ? {} : { detail }), ...(more ? { [more]: true } : {}) },
    ]),
  ),
)
const USERS: ReadonlySet<string> = new Set(
  expand('121 313 400-409 411-415 421 422 424 425 429-431 440-460 462-464 466 574 604 607 625 642'),
)
