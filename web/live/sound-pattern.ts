import type { Alarm } from '#contracts/alarm.ts'
import { isVerifiedExercise } from '#domain/alarm-board.ts'

/** One thing to be heard: pulses as [start s, length s, Hz], and how long until it repeats. */
export interface Pattern {
  name: string
  pulses: [start: number, length: number, hertz: number][]
  everyMs: number
  gain: number
}

const group = (start: number, count: number, hertz: number): Pattern['pulses'] =>
  Array.from({ length: count }, (_, i) => [start + i * 0.22 + (i >= 3 ? 0.12 : 0), 0.14, hertz])

// After IEC 60601-1-8: high = two groups of five, medium = three, low = one; 300–3000 Hz (ISO 7731).
export const PATTERNS: Record<1 | 2 | 3 | 4, Pattern> = {
  1: { name: 'priority-1', pulses: [...group(0, 5, 880), ...group(1.6, 5, 880)], everyMs: 5000, gain: 0.5 },
  2: { name: 'priority-2', pulses: group(0, 3, 660), everyMs: 6000, gain: 0.4 },
  3: { name: 'priority-3', pulses: group(0, 1, 520), everyMs: 8000, gain: 0.35 },
  4: { name: 'priority-4', pulses: [[0, 0.2, 440]], everyMs: 15_000, gain: 0.15 },
}
const LATE: Pattern = {
  name: 'late',
  pulses: [
    [0, 0.35, 740],
    [0.45, 0.35, 555],
    [0.9, 0.35, 740],
  ],
  everyMs: 6000,
  gain: 0.4,
}
const DRILL: Pattern = {
  name: 'drill',
  pulses: [
    [0, 0.18, 523],
    [0.24, 0.18, 659],
  ],
  everyMs: 12_000,
  gain: 0.2,
}
/** Somebody has it and does not go on with it. */
const REMINDER: Pattern = {
  name: 'reminder',
  pulses: [
    [0, 0.16, 587],
    [0.22, 0.16, 494],
    [0.44, 0.16, 587],
  ],
  everyMs: 10_000,
  gain: 0.3,
}
const STALE: Pattern = {
  name: 'stale',
  pulses: [
    [0, 0.5, 400],
    [0.6, 0.5, 320],
  ],
  everyMs: 4000,
  gain: 0.45,
}

/** What has to be heard now, and the alarm that is then spoken; null of it when the picture itself is what sounds. */
export interface Wanted {
  pattern: Pattern
  alarm: Alarm | null
}

/**
 * One sound at a time: the worst alarm that nobody has acknowledged, of equals a live one before a late one; then a picture that is not live; then what this person is reminded of (R2);
 * then a drill; then a desk at which nobody sits (R15), which nobody mutes and so hides nothing else.
 * @param open in the order of urgency, without those that are mute
 */
export function wanted(
  open: readonly Alarm[],
  { stale, unmanned }: { stale: boolean; unmanned: boolean },
  reminds: (alarm: Alarm) => boolean,
): Wanted | null {
  const waiting = open.filter((alarm) => alarm.unacknowledged).sort((a, b) => a.priority - b.priority || Number(a.late) - Number(b.late))
  const real = waiting.find((alarm) => !isVerifiedExercise(alarm))
  if (real) {
    const base = real.late ? LATE : PATTERNS[real.priority as 1 | 2 | 3 | 4]
    return { pattern: real.escalation > 0 ? { ...base, gain: Math.min(1, base.gain * 2) } : base, alarm: real }
  }
  if (stale) return { pattern: STALE, alarm: null }
  const reminder = open.find((alarm) => !alarm.unacknowledged && reminds(alarm))
  if (reminder) return { pattern: REMINDER, alarm: reminder }
  const [exercise] = waiting
  if (exercise) return { pattern: DRILL, alarm: exercise }
  return unmanned ? { pattern: REMINDER, alarm: null } : null
}

const ATTACK_S = 0.015
const RELEASE_S = 0.03

/** One period of a pattern as samples of a soft triangle, −1 … 1; what loops it needs nothing of the page, however busy that is. */
export function renderPattern({ pulses, everyMs, gain }: Pattern, sampleRate: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round((everyMs / 1000) * sampleRate))
  for (const [start, length, hertz] of pulses) {
    const from = Math.round(start * sampleRate)
    const count = Math.round(length * sampleRate)
    for (let i = 0; i < count && from + i < samples.length; i++) {
      const at = i / sampleRate
      const phase = (at * hertz) % 1
      const triangle = phase < 0.5 ? 4 * phase - 1 : 3 - 4 * phase
      samples[from + i] = triangle * gain * Math.min(1, at / ATTACK_S, (length - at) / RELEASE_S)
    }
  }
  return samples
}
