// zigbee-herdsman-converters src/lib/exposes.ts (binary states) and ZCL IAS zone status bits as fromZigbee.ts publishes them
import type { DecodedEvent } from '#contracts/event.ts'
import { readBoolean } from './payload.ts'

type StateMeaning = Pick<DecodedEvent, 'kind' | 'promotes' | 'detail'>
interface State {
  readonly meaning: StateMeaning
  /** The value that means trouble; a contact is closed when true. */
  readonly trouble: boolean
}

const input = (detail: string): State => ({ meaning: { kind: 'alarm-input', detail, promotes: 'panic' }, trouble: true })
const is = (kind: DecodedEvent['kind'], detail?: string): State => ({
  meaning: detail === undefined ? { kind } : { kind, detail },
  trouble: true,
})

/** States a message may carry, most urgent first. */
const STATES = new Map<string, State>(
  Object.entries({
    sos: is('panic'),
    panic: is('panic'),
    emergency: is('panic'),
    smoke: is('fire', 'smoke'),
    fire: is('fire'),
    alarm: input('alarm'),
    alarm_1: input('ias-alarm-1'),
    alarm_2: input('ias-alarm-2'),
    contact: { meaning: { kind: 'alarm-input', detail: 'contact', promotes: 'panic' }, trouble: false },
    gas: is('alarm-other', 'gas'),
    carbon_monoxide: is('alarm-other', 'carbon-monoxide'),
    water_leak: is('alarm-other', 'water-leak'),
    glass_break: is('intrusion', 'glass-break'),
    occupancy: is('motion'),
    presence: is('motion', 'presence'),
    moving: is('motion', 'moving'),
    vibration: is('motion', 'vibration'),
    tamper: is('tamper'),
    trouble: is('device-fault', 'trouble'),
    battery_defect: is('device-fault', 'battery'),
    ac_status: is('ac-loss'),
    battery_low: is('low-battery'),
  } satisfies Record<string, State>),
)

/** Words for a state instead of true and false, as some converters and the attribute topics have them. */
const WORD_VALUES = new Map<string, boolean>([
  ['alarm', true],
  ['open', false],
  ['closed', true],
  ['close', true],
  ['normal', false],
  ['clear', false],
])

export const isStateName = (field: string): boolean => STATES.has(field)

/** The states of one message by name: true = trouble (already turned round for a contact). */
export function readStates(body: Readonly<Record<string, unknown>>): Record<string, boolean> {
  const found: Record<string, boolean> = {}
  for (const [name, state] of STATES) {
    if (!Object.hasOwn(body, name)) continue
    const value = body[name]
    const flag = readBoolean(value) ?? (typeof value === 'string' ? WORD_VALUES.get(value.trim().toLowerCase()) : undefined)
    if (flag !== undefined) found[name] = flag === state.trouble
  }
  return found
}

export interface StateChange extends StateMeaning {
  readonly name: string
  readonly phase: 'active' | 'cleared'
  readonly repeat?: true
}

/** What the states say beside those of the device's last message: trouble (again), or its end. No trouble, and none before, says nothing. */
export function stateChanges(now: Readonly<Record<string, boolean>>, before: Readonly<Record<string, boolean>>): StateChange[] {
  return [...STATES].flatMap(([name, { meaning }]): StateChange[] => {
    if (now[name] === true) return [{ name, ...meaning, phase: 'active', ...(before[name] === true ? { repeat: true } : {}) }]
    return now[name] === false && before[name] === true ? [{ name, ...meaning, phase: 'cleared' }] : []
  })
}
