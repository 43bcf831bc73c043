// Availability (完好率, R31) from intervals of states: what was unknown or in maintenance stands apart, and unknown counts against.
import type { DeviceState } from '#contracts/device.ts'

/** A device was in a state from `since` until `until` (exclusive), ms; the running one ends at infinity. */
export interface Interval {
  readonly state: DeviceState
  readonly since: number
  readonly until: number
}

/** Seconds (or device-seconds) in each state. */
export type Seconds = Readonly<Record<DeviceState, number>>

const NO_SECONDS: Seconds = { online: 0, offline: 0, unknown: 0, maintenance: 0 }

/**
 * Time in each state within [from, to), ms. What no interval covers is unknown; where intervals overlap the later one counts, so that the
 * sum is always the length of the period.
 */
export function timeInStates(intervals: readonly Interval[], from: number, to: number): Seconds {
  const total: Record<DeviceState, number> = { ...NO_SECONDS }
  if (to <= from) return total
  const inside = intervals.filter(({ since, until }) => until > from && since < to).sort((a, b) => a.since - b.since)
  let at = from
  inside.forEach(({ state, since, until }, i) => {
    const start = Math.max(since, at)
    const end = Math.min(until, inside[i + 1]?.since ?? to, to)
    if (start > at) total.unknown += (start - at) / 1000
    if (end > start) total[state] += (end - start) / 1000
    at = Math.max(at, start, end)
  })
  total.unknown += (to - at) / 1000
  return total
}

export const addSeconds = (a: Seconds, b: Seconds): Seconds => ({
  online: a.online + b.online,
  offline: a.offline + b.offline,
  unknown: a.unknown + b.unknown,
  maintenance: a.maintenance + b.maintenance,
})

/**
 * online ÷ (online + offline + unknown) in basis points, rounded down: 100 % only when it was online all the time. Null when nothing was
 * required: all of it maintenance, or no time at all.
 */
export function availability({ online, offline, unknown }: Seconds): number | null {
  const required = online + offline + unknown
  return required <= 0 ? null : Math.floor((online / required) * 10_000)
}
