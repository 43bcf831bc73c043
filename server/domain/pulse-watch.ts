import type { Pulse } from '#contracts/push.ts'

/** Why a picture may be old: no network here, no heartbeat from the server, no probe back, no broker, no database. */
export type LinkFault = 'offline' | 'noPulse' | 'probe' | 'gateway' | 'database'

/** What a screen knows of its link; times in ms of its own monotonic clock. */
export interface LinkView {
  nowMs: number
  startedMs: number
  pulseAtMs: number | null
  pulse: Pick<Pulse, 'probeAgeMs' | 'gateway' | 'database'> | null
  online: boolean
}

const PULSE_LIMIT_MS = 5000
const PROBE_LIMIT_MS = 5000
const FIRST_PROBE_LIMIT_MS = 10_000

/** Age of the newest probe as of now, ms; null while none has come back. */
export function probeAge({ nowMs, pulseAtMs, pulse }: LinkView): number | null {
  if (pulse === null || pulseAtMs === null || pulse.probeAgeMs === null) return null
  return pulse.probeAgeMs + (nowMs - pulseAtMs)
}

/** Reasons why the picture is not live (R14), none when it is. Without a fresh pulse its other facts are old, and only that is said. */
export function linkFaults(view: LinkView): LinkFault[] {
  const { nowMs, startedMs, pulseAtMs, pulse, online } = view
  // A browser calls itself offline beside a server on the same machine, too: that counts only when the pulse is gone.
  if (nowMs - (pulseAtMs ?? startedMs) > PULSE_LIMIT_MS) return [online ? 'noPulse' : 'offline']
  if (pulse === null) return []
  const age = probeAge(view)
  const faults: LinkFault[] = []
  if (!pulse.database) faults.push('database')
  if (!pulse.gateway) faults.push('gateway')
  if (age === null ? nowMs - startedMs > FIRST_PROBE_LIMIT_MS : age > PROBE_LIMIT_MS) faults.push('probe')
  return faults
}
