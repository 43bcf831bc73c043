import type { DeviceKind, DeviceState } from '#contracts/device.ts'

/** Heartbeat 60 s, offline after three misses (GB/T 28181-2016 §9.6.1). */
const HEARTBEAT_THRESHOLD_MS = 3 * 60_000
/** Battery buttons of Zigbee and LoRaWAN report once a day: passive availability is 25 h. */
const BATTERY_THRESHOLD_MS = 25 * 3_600_000

const thresholdOf = (kind: DeviceKind): number =>
  kind === 'panicButton' || kind === 'sensor' ? BATTERY_THRESHOLD_MS : HEARTBEAT_THRESHOLD_MS

export interface Heard {
  readonly kind: DeviceKind
  readonly lastHeardAt: Date | null
  readonly saidOffline: boolean
}

/** Online is a pure function of now, the last beat and the threshold; what was never heard is unknown, and unknown is never online. */
export function deviceState({ kind, lastHeardAt, saidOffline }: Heard, now: Date): DeviceState {
  if (!lastHeardAt) return 'unknown'
  if (saidOffline) return 'offline'
  return now.getTime() - lastHeardAt.getTime() <= thresholdOf(kind) ? 'online' : 'offline'
}
