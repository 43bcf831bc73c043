// tasmota/docs Buttons-and-Switches.md: multi-press functions (SetOption73), SetOption114, SwitchMode 15/16, rule states of a button
import type { DecodedEvent } from '#contracts/event.ts'
import { plainText, readBoolean } from './payload.ts'

export type InputMeaning = Pick<DecodedEvent, 'kind' | 'phase' | 'press' | 'promotes' | 'input' | 'momentary'>

/** Words of `Action`, and the numbers that rules publish in their place. */
const PRESSES = new Map<string, NonNullable<DecodedEvent['press']>>([
  ['SINGLE', 'short'],
  ['TOGGLE', 'short'],
  ['2', 'short'],
  ['10', 'short'],
  ['DOUBLE', 'double'],
  ['11', 'double'],
  ['TRIPLE', 'triple'],
  ['12', 'triple'],
  ['HOLD', 'long'],
  ['3', 'long'],
  ['CLEAR', 'up'],
  ['15', 'up'],
])

/** One action of a button; a word nobody knows (QUAD and PENTA among them) is a press of an unknown kind. */
export function buttonAction(action: unknown, input: DecodedEvent['input']): InputMeaning {
  const word = plainText(action).trim().toUpperCase()
  const press = PRESSES.get(word) ?? 'unknown'
  return { kind: 'button', press, ...(press === 'up' ? {} : { promotes: 'panic' as const }), ...(input === undefined ? {} : { input }) }
}

const RELEASES: ReadonlySet<string> = new Set(['CLEAR', 'RELEASE', 'OFF', '0'])
const FOLLOWS: ReadonlySet<string> = new Set(['ON', '1'])

/** Whether a wired switch is in trouble: OFF, CLEAR and RELEASE are its rest; ON is it, and so is TOGGLE, HOLD and any word of a changed StateText. */
export function switchTrouble(state: unknown): { trouble: boolean; latched: boolean } {
  const word = plainText(state).trim().toUpperCase()
  if (RELEASES.has(word) || readBoolean(state) === false) return { trouble: false, latched: true }
  return { trouble: true, latched: FOLLOWS.has(word) || readBoolean(state) === true }
}

/** `Button1`, `SWITCH2`, `BUTTON1T` (a device trigger): which kind of input and its number as the message counts. */
export function inputName(name: string): { is: 'button' | 'switch'; input: number | undefined } | null {
  const match = /^(button|switch)(?:(\d{1,3})T?)?$/i.exec(name)
  if (!match) return null
  return { is: match[1]?.toLowerCase() === 'button' ? 'button' : 'switch', input: match[2] === undefined ? undefined : Number(match[2]) }
}
