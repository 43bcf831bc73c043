import type { Receipt } from './repeater.ts'

/** Latencies kept for the percentiles; a district that lives for days forgets the oldest. */
const KEPT = 20_000

export interface Summary {
  scenario: string
  seconds: number
  presses: number
  /** Presses of devices that can hear no receipt. */
  withoutReceipt: number
  received: number
  refused: number
  unanswered: number
  repeats: number
  /** Presses that a device swallowed while it waited for its ResetAlarm. */
  muted: number
  receiptMs: { p50: number; p99: number } | null
  beats: number
  faults: number
  otherMessages: number
  clients: number
}

/** What the simulated devices did and heard. */
export class Tally {
  readonly #startedMs = performance.now()
  readonly #latencies: number[] = []
  #presses = 0
  #withoutReceipt = 0
  #received = 0
  #refused = 0
  #repeats = 0
  #muted = 0
  #beats = 0
  #faults = 0
  #otherMessages = 0
  #clients = 0

  pressed(hearsReceipt: boolean): void {
    this.#presses++
    if (!hearsReceipt) this.#withoutReceipt++
  }

  repeated(): void {
    this.#repeats++
  }

  answered({ outcome, ms }: Receipt): void {
    if (outcome === 'received') this.#received++
    if (outcome === 'refused') this.#refused++
    if (outcome !== 'received' && outcome !== 'refused') return
    if (this.#latencies.length === KEPT) this.#latencies.shift()
    this.#latencies.push(ms)
  }

  muted(): void {
    this.#muted++
  }

  beat(): void {
    this.#beats++
  }

  fault(): void {
    this.#faults++
  }

  message(): void {
    this.#otherMessages++
  }

  client(): void {
    this.#clients++
  }

  /** A press that still waits counts as unanswered. */
  summary(scenario: string): Summary {
    return {
      scenario,
      seconds: round((performance.now() - this.#startedMs) / 1000),
      presses: this.#presses,
      withoutReceipt: this.#withoutReceipt,
      received: this.#received,
      refused: this.#refused,
      unanswered: this.#presses - this.#withoutReceipt - this.#received - this.#refused,
      repeats: this.#repeats,
      muted: this.#muted,
      receiptMs: percentiles(this.#latencies),
      beats: this.#beats,
      faults: this.#faults,
      otherMessages: this.#otherMessages,
      clients: this.#clients,
    }
  }
}

/** Nearest rank; null when nothing was measured. */
export function percentiles(values: readonly number[]): { p50: number; p99: number } | null {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0)
  return sorted.length === 0 ? null : { p50: at(0.5), p99: at(0.99) }
}

const round = (value: number): number => Math.round(value * 10) / 10

/** The summary for a person; lines that say nothing are left out. */
export function describe(summary: Summary): string {
  const { receiptMs, withoutReceipt, muted, clients, faults, otherMessages } = summary
  return [
    `${summary.scenario}: ${summary.seconds} s`,
    `  presses     ${summary.presses}${withoutReceipt ? ` (${withoutReceipt} by devices that hear no receipt)` : ''}`,
    `  receipts    ${summary.received}${receiptMs ? `, p50 ${receiptMs.p50} ms, p99 ${receiptMs.p99} ms` : ''}`,
    `  refused     ${summary.refused}`,
    `  repeats     ${summary.repeats}`,
    `  unanswered  ${summary.unanswered}`,
    ...(muted ? [`  swallowed   ${muted} (waiting for ResetAlarm)`] : []),
    `  beats       ${summary.beats}`,
    ...(faults ? [`  faults      ${faults}`] : []),
    ...(otherMessages ? [`  other       ${otherMessages} messages`] : []),
    ...(clients ? [`  clients     ${clients} connected`] : []),
  ].join('\n')
}
