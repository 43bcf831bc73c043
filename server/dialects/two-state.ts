// Contacts, inputs and detectors say their state again and again: what one message says shows only beside the last one.
import { isObject } from './payload.ts'

/** The last state of each point of a sender, by name; true = trouble. */
export type States = Readonly<Record<string, boolean>>

// More points than any device has; names come from payloads, and must not fill memory.
const MOST_POINTS = 512

export const readStates = (memory: unknown): States =>
  isObject(memory)
    ? Object.fromEntries(Object.entries(memory).flatMap(([name, value]) => (typeof value === 'boolean' ? [[name, value]] : [])))
    : {}

export const lastState = (states: States, name: string): boolean | undefined => (Object.hasOwn(states, name) ? states[name] : undefined)

export const withState = (states: States, name: string, trouble: boolean): States =>
  lastState(states, name) === undefined && Object.keys(states).length >= MOST_POINTS ? states : { ...states, [name]: trouble }

export type StatePhase = { readonly phase: 'active'; readonly repeat?: true } | { readonly phase: 'cleared' }

/** What a state says beside the one before: trouble (again), or its end; null = all was well and still is. */
export function phaseOf(trouble: boolean, before: boolean | undefined): StatePhase | null {
  if (trouble) return before === true ? { phase: 'active', repeat: true } : { phase: 'active' }
  return before === false ? null : { phase: 'cleared' }
}
