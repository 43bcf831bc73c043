// A supervision order's life: issued 下达 → received 签收 → answered 答复 → closed 办结, or back to the department with what is missing.
import type { SupervisionActName, SupervisionState } from '#contracts/supervision-order.ts'

const FROM: Record<SupervisionActName, readonly SupervisionState[]> = {
  receive: ['issued'],
  answer: ['issued', 'received'],
  close: ['answered'],
  return: ['answered'],
  withdraw: ['issued', 'received', 'answered'],
}
const TO = {
  receive: 'received',
  answer: 'answered',
  close: 'closed',
  return: 'received',
  withdraw: 'withdrawn',
} as const satisfies Record<SupervisionActName, SupervisionState>
/** What is sent back, answered or taken back says why or what. */
const SPEAKS: readonly SupervisionActName[] = ['answer', 'return', 'withdraw']

type Step =
  | { readonly ok: true; readonly state: SupervisionState }
  | { readonly ok: false; readonly reason: string; readonly path?: string }

/** Takes one step of an order. Pure. */
export function stepSupervision(state: SupervisionState, name: SupervisionActName, note: string | undefined): Step {
  if (!FROM[name].includes(state)) return { ok: false, reason: `cannot ${name} an order that is ${state}` }
  if (SPEAKS.includes(name) && note === undefined) return { ok: false, reason: 'is required', path: 'body.note' }
  return { ok: true, state: TO[name] }
}

/** Late while nobody has answered by its day. @param today calendar day in Shanghai */
export const isOrderLate = (state: SupervisionState, dueOn: string, today: string): boolean =>
  (state === 'issued' || state === 'received') && today > dueOn
