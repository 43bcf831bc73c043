// zigbee-herdsman-converters src/lib/exposes.ts (binary states) and ZCL IAS zone status bits as fromZigbee.ts publishes them
import type { DecodedEvent } from '#contracts/event.ts'
import { readBoolean } from './payload.ts'

type StateMeaning = Pick<DecodedEvent, 'kind' | 'promotes' | 'detail'>
interface State {
  readonly meaning: StateMeaning
  /** The value that means trouble; a contact is closed when true. */
  readonly trouble: boolean
  /** Words of its own in place of true and false. */
  readonly words?: Readonly<Record<string, boolean>>
}

const input = (detail: string): State => ({ meaning: { kind: 'alarm-input', detail, promotes: 'panic' }, trouble: true })
const is = (kind: DecodedEvent['kind'], detail?: string): State => ({
  meaning: detail === undefined ? { kind } : { kind, detail },
  trouble: true,
})
const spoken = (kind: DecodedEvent['kind'], detail: string, words: Readonly<Record<string, boolean>>): State => ({
  ...is(kind, detail),
  words,
})
const MOVES = { presence: true, move: true, large: true, small: true, static: true, none: false, absence: false }
const LIMITS = { upper_alarm: true, lower_alarm: true, cancel: false, canceled: false }
const CHARGE = { low: true, middle: false, medium: false, high: false }

/** States a message may carry, most urgent first. */
const STATES = new Map<string, State>(
  Object.entries({
    sos: is('panic'),
    panic: is('panic'),
    emergency: is('panic'),
    smoke: is('fire', 'smoke'),
    fire: is('fire'),
    smoke_state: is('fire', 'smoke'),
    burglar: is('intrusion', 'burglar'),
    alarm: input('alarm'),
    alarm_state: input('alarm'),
    alarm_status: input('alarm'),
    linkage_alarm_state: input('linked-alarm'),
    alarm_1: input('ias-alarm-1'),
    alarm_2: input('ias-alarm-2'),
    contact: { meaning: { kind: 'alarm-input', detail: 'contact', promotes: 'panic' }, trouble: false },
    gas: is('alarm-other', 'gas'),
    carbon_monoxide: is('alarm-other', 'carbon-monoxide'),
    co_state: is('alarm-other', 'carbon-monoxide'),
    water_leak: is('alarm-other', 'water-leak'),
    active_water_leak: is('alarm-other', 'water-leak'),
    water_leakage_state: spoken('alarm-other', 'water-leak', { water_leakage_yes: true, water_leakage_no: false }),
    fall_status: spoken('alarm-other', 'fall', { fall_alarm: true, fall_warning: true, normal: false }),
    status: spoken('alarm-other', 'fall', { falling: true, unoccupied: false, occupied: false, sitting: false }),
    temperature_alarm: spoken('alarm-other', 'temperature', LIMITS),
    humidity_alarm: spoken('alarm-other', 'humidity', LIMITS),
    glass_break: is('intrusion', 'glass-break'),
    occupancy: is('motion'),
    presence: is('motion', 'presence'),
    moving: is('motion', 'moving'),
    presence_state: spoken('motion', 'presence', MOVES),
    motion_state: spoken('motion', 'presence', MOVES),
    human_motion_state: spoken('motion', 'presence', MOVES),
    vibration: is('motion', 'vibration'),
    tamper: is('tamper'),
    trouble: is('device-fault', 'trouble'),
    fault: is('device-fault', 'fault'),
    fault_alarm: is('device-fault', 'fault'),
    device_fault: is('device-fault', 'fault'),
    battery_defect: is('device-fault', 'battery'),
    ac_status: is('ac-loss'),
    ac_connected: { meaning: { kind: 'ac-loss' }, trouble: false },
    battery_low: is('low-battery'),
    battery_state: spoken('low-battery', 'state', CHARGE),
    battery_level: spoken('low-battery', 'state', CHARGE),
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
  ['idle', false],
])

/** Sirens and alarm devices of several purposes name what rings: `{"alarm":"fire"}`. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/fire|smoke/, 'fire'],
  [/burglar|intru/, 'burglar'],
  [/panic|emergen|\bsos\b/, 'panic'],
]

export const isStateName = (field: string): boolean => STATES.has(field)

/** The states of one message by name: true = trouble (already turned round for a contact). */
export function readStates(body: Readonly<Record<string, unknown>>): Record<string, boolean> {
  const found: Record<string, boolean> = {}
  for (const [name, state] of STATES) {
    if (!Object.hasOwn(body, name)) continue
    const value = body[name]
    const word = typeof value === 'string' ? value.trim().toLowerCase() : ''
    const own = state.words && Object.hasOwn(state.words, word) ? state.words[word] : undefined
    const flag = own ?? (typeof value === 'number' && state.words ? undefined : readBoolean(value)) ?? WORD_VALUES.get(word)
    if (flag !== undefined) found[name] = flag === state.trouble
  }
  const cause = [body.alarm, body.siren_state].flatMap((value) =>
    typeof value === 'string' ? (CAUSES.find(([pattern]) => pattern.test(value.toLowerCase()))?.[1] ?? []) : [],
  )[0]
  return cause === undefined ? found : { ...found, [cause]: true }
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
