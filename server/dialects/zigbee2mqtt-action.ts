// zigbee-herdsman-converters: values of `action` (src/converters/fromZigbee.ts: IAS ACE commands, on/off, level, multistate; exposes per device)
import type { DecodedEvent } from '#contracts/event.ts'

export type ActionMeaning = Pick<DecodedEvent, 'kind' | 'phase' | 'press' | 'promotes' | 'momentary' | 'input' | 'detail'>

const ACTIVE = { phase: 'active', momentary: true } as const
const PANIC: ActionMeaning = { kind: 'panic', ...ACTIVE }
const ARM = { kind: 'arm' } as const

/** Whole words with a meaning of their own: IAS ACE (keypads, remotes, emergency buttons) and vibration sensors. */
const WORDS = new Map<string, ActionMeaning>(
  Object.entries({
    emergency: PANIC,
    panic: PANIC,
    sos: PANIC,
    help: PANIC,
    duress: { kind: 'duress', ...ACTIVE },
    fire: { kind: 'fire', ...ACTIVE },
    medical: { kind: 'medical', ...ACTIVE },
    tamper: { kind: 'tamper', ...ACTIVE },
    disarm: { kind: 'disarm' },
    arm: ARM,
    arm_all_zones: { ...ARM, detail: 'all' },
    arm_day_zones: { ...ARM, detail: 'day' },
    arm_night_zones: { ...ARM, detail: 'night' },
    exit_delay: { ...ARM, detail: 'exit-delay' },
    vibration: { kind: 'motion', ...ACTIVE, detail: 'vibration' },
    tilt: { kind: 'motion', ...ACTIVE, detail: 'tilt' },
    motion: { kind: 'motion', ...ACTIVE },
    movement: { kind: 'motion', ...ACTIVE },
    drop: { kind: 'motion', ...ACTIVE, detail: 'drop' },
    test: { kind: 'test' },
  } satisfies Record<string, ActionMeaning>),
)

/** How it was pressed, by the first of these words in the action; releases first: `long_release` ends a press, it is none. */
const PRESSES: readonly (readonly [NonNullable<DecodedEvent['press']>, readonly string[]])[] = [
  ['up', ['release', 'released']],
  ['double', ['double']],
  ['triple', ['triple']],
  ['long', ['hold', 'held', 'long']],
  ['down', ['initial', 'down']],
  ['short', ['single', 'short', 'click', 'tap', 'press', 'pressed']],
]

/** Converters publish words, or that nothing happened; anything else is no action that could be read. */
export const isReadable = (action: unknown): boolean =>
  typeof action === 'string' || action === null || action === undefined || action === false

/** The meaning of one action word; null when it says that nothing happened. An unknown word on a button is a press of an unknown kind. */
export function readAction(action: unknown): ActionMeaning | null {
  if (typeof action !== 'string') return null
  const word = action.trim().toLowerCase()
  if (word === '' || word === 'none' || word === 'null' || word === 'idle') return null
  const whole = WORDS.get(word)
  if (whole) return whole
  const parts = word.slice(0, 64).split(/[_\s-]+/)
  if (parts[0] === 'arm') return { ...ARM, detail: parts.slice(1).join('-') }
  // A lock says by whom it was turned.
  if (/^(?:(?:keypad|rfid|zigbee|manual|key|one_touch|auto|finger\w*)_)?(?:un)?lock(?:ed)?$/.test(word))
    return { kind: 'telemetry', detail: word }
  const urgent = parts.find((part) => part === 'emergency' || part === 'panic' || part === 'sos')
  if (urgent !== undefined && !parts.includes('release')) return { ...PANIC, ...inputOf(parts) }
  const press = PRESSES.find(([, words]) => parts.some((part) => words.includes(part)))?.[0] ?? 'unknown'
  return { kind: 'button', press, ...(press === 'up' ? {} : { promotes: 'panic' as const }), ...inputOf(parts) }
}

const PLACES: ReadonlySet<string> = new Set(['left', 'right', 'center', 'both', 'top', 'bottom'])

/** Which button of several: `1_single`, `button_2_hold`, `single_left`. Not for `recall_1` or `arrow_left_click`, whose words name a function. */
function inputOf(parts: readonly string[]): Pick<DecodedEvent, 'input'> {
  const names = parts.filter((part) => part !== 'button' && !PRESSES.some(([, words]) => words.includes(part)))
  const name = names.length === 1 && parts.length > 1 ? names[0] : undefined
  if (name === undefined) return {}
  return /^\d{1,3}$/.test(name) ? { input: Number(name) } : PLACES.has(name) ? { input: name } : {}
}
