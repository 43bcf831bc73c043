// 无报警能力: a school that could not call for help now (design section 3: "online" is not "can alarm", and unknown is never online).
import type { DeviceState } from '#contracts/device.ts'

export interface ButtonStanding {
  readonly state: DeviceState
  /** Since when it is in this state; null = not known. */
  readonly since: Date | null
  /** Last press proven from button to screen. */
  readonly provenAt: Date | null
}

/** dead: no button works, and at least one has failed; unheard: none was ever heard; noButton: none is registered. */
export type IncapableReason = 'dead' | 'unheard' | 'noButton'

export interface Capability {
  readonly buttons: number
  /** Buttons that are online. One in maintenance does not count: somebody has it open. */
  readonly able: number
  readonly provenAt: Date | null
  readonly cannotAlarm: { readonly reason: IncapableReason; readonly since: Date | null } | null
}

/** Whether a school can alarm, from all its buttons; `since` is when its last button went. */
export function alarmCapability(buttons: readonly ButtonStanding[]): Capability {
  const able = buttons.filter(({ state }) => state === 'online').length
  const latest = (dates: readonly (Date | null)[]) => dates.reduce((a, b) => (b && (!a || b > a) ? b : a), null)
  const provenAt = latest(buttons.map((button) => button.provenAt))
  return { buttons: buttons.length, able, provenAt, cannotAlarm: able > 0 ? null : incapable(buttons, latest) }
}

function incapable(
  buttons: readonly ButtonStanding[],
  latest: (dates: readonly (Date | null)[]) => Date | null,
): NonNullable<Capability['cannotAlarm']> {
  if (buttons.length === 0) return { reason: 'noButton', since: null }
  const failed = buttons.filter(({ state }) => state !== 'unknown')
  return failed.length === 0 ? { reason: 'unheard', since: null } : { reason: 'dead', since: latest(failed.map(({ since }) => since)) }
}
