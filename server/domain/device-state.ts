import type { DeviceKind, DeviceState } from '#contracts/device.ts'

/** Heartbeat 60 s, offline after three misses (GB/T 28181-2016 §9.6.1). */
const HEARTBEAT_S = 60
const MISSES = 3
/** Battery buttons of Zigbee and LoRaWAN report once a day: passive availability is 25 h. */
const BATTERY_THRESHOLD_MS = 25 * 3_600_000
/** After we were deaf, devices need so long to find their way back, their own back-off included (R44: at least one reconnect). */
const RECONNECT_MS = 120_000
/** A broker that is shut down sends its clients' wills before it goes: they are older than our deafness by a look or two. */
const WILLS_MS = 15_000

/** Longest silence that any kind of device is granted: what was deaf before that concerns nobody now. */
export const LONGEST_SILENCE_MS = BATTERY_THRESHOLD_MS

/** A time in which the server could hear nobody: it was down, or its broker or database was. ms since the epoch. */
export interface Deaf {
  readonly since: number
  readonly until: number
}

export interface Heard {
  readonly kind: DeviceKind
  readonly lastHeardAt: Date | null
  readonly saidOffline: boolean
  /** When the device or its broker said so; null = not known. */
  readonly saidOfflineAt?: Date | null
  /** The device's own interval of beats, s; null = what is usual for its kind. */
  readonly heartbeatS?: number | null
  /** Whether somebody has it in hand: its silence is then no news. */
  readonly maintenance?: boolean
}

/** Whether silence of a few minutes says something of it: a battery button is silent all day. */
export const isPrompt = (kind: DeviceKind): boolean => kind !== 'panicButton' && kind !== 'sensor'

const thresholdOf = ({ kind, heartbeatS }: Pick<Heard, 'kind' | 'heartbeatS'>): number =>
  typeof heartbeatS === 'number' ? MISSES * heartbeatS * 1000 : isPrompt(kind) ? MISSES * HEARTBEAT_S * 1000 : BATTERY_THRESHOLD_MS

/**
 * The instant from which silence means offline, ms since the epoch. Time in which nobody could be heard is not silence: it stands still for
 * the device, and the reconnecting after it too, so that a restart of ours or of a broker makes no transition.
 * @param deaf in order of time
 */
function deadline(heard: Heard & { readonly lastHeardAt: Date }, deaf: readonly Deaf[]): number {
  let from = heard.lastHeardAt.getTime()
  let at = from + thresholdOf(heard)
  for (const { since, until } of deaf) {
    const start = Math.max(since, from)
    const end = until + RECONNECT_MS
    if (end <= start || start > at) continue
    at += end - start
    from = end
  }
  return at
}

/** When a word of "offline" begins to count: one that came with the end of a broker counts only once its device has had time to return. */
function saidDeadline({ saidOffline, saidOfflineAt }: Heard, deaf: readonly Deaf[]): number {
  if (!saidOffline) return Number.POSITIVE_INFINITY
  const said = saidOfflineAt?.getTime() ?? Number.NEGATIVE_INFINITY
  const within = deaf.find(({ since, until }) => said >= since - WILLS_MS && said <= until + RECONNECT_MS)
  return within ? within.until + RECONNECT_MS : said
}

/** The state, and since when by the pure rule; null = no instant can be named (never heard, or said offline at an unknown time). */
export function deviceStateSince(heard: Heard, now: Date, deaf: readonly Deaf[] = []): { state: DeviceState; sinceMs: number | null } {
  if (heard.maintenance) return { state: 'maintenance', sinceMs: null }
  const { lastHeardAt } = heard
  const at = Math.min(saidDeadline(heard, deaf), lastHeardAt ? deadline({ ...heard, lastHeardAt }, deaf) : Number.POSITIVE_INFINITY)
  if (!lastHeardAt) return { state: 'unknown', sinceMs: null }
  if (now.getTime() <= at) return { state: 'online', sinceMs: lastHeardAt.getTime() }
  return { state: 'offline', sinceMs: Number.isFinite(at) ? at : null }
}

/**
 * Online is a pure function of now, the last beat, the threshold and maintenance; what was never heard is unknown, and unknown is never online.
 * @param deaf when nobody could be heard, in order of time
 */
export const deviceState = (heard: Heard, now: Date, deaf: readonly Deaf[] = []): DeviceState => deviceStateSince(heard, now, deaf).state
