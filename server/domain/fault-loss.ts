// What a fault costs, which orders a technician's day, and how long it may take (screens: ability to alarm first, single pictures last).
import type { DeviceKind } from '#contracts/device.ts'

/** 频繁按下: three presses of one device, point and kind within a minute (R12). It closes when it is quiet; nobody mends it. */
export const FREQUENT_PRESS = 'frequent-press'

/** A campus of the register whose place no map can show: the register's to mend, not the school's. */
export const OFF_THE_MAP = 'off-the-map'
/** Faults that no school has to mend: they count in no measure and no brief. */
export const NOT_MENDED_BY_SCHOOLS = [FREQUENT_PRESS, OFF_THE_MAP] as const

export const LOSSES = ['alarm', 'policeLink', 'gatePicture', 'retention', 'picture', 'other'] as const
export type Loss = (typeof LOSSES)[number]

/** Hours from its opening until it is to be mended: 4, 24 or 72. A school's system is to be mended within 24 h (Beijing 2018). */
const HOURS = { alarm: 4, policeLink: 4, gatePicture: 24, retention: 24, picture: 72, other: 72 } as const satisfies Record<Loss, number>

export interface FaultFacts {
  readonly kind: string
  readonly detail: string | null
  /** Of the device itself; null where the cause is none: an uplink, a platform, the broker. */
  readonly deviceKind: DeviceKind | null
  readonly atGate: boolean
  /** Kinds of the devices that it darkens. */
  readonly underKinds: readonly DeviceKind[]
  readonly underGate: boolean
}

const PICTURE: ReadonlySet<string> = new Set(['video-loss', 'video-blind', 'video-frozen', 'video-abnormal', 'offline', 'chattering'])
const RETENTION: ReadonlySet<string> = new Set(['storage-fault', 'record-fault', 'retention-short'])
const POLICE: ReadonlySet<string> = new Set(['police-link'])

/** What is lost by a fault at worst. */
export function lossOf({ kind, detail, deviceKind, atGate, underKinds, underGate }: FaultFacts): Loss {
  if (POLICE.has(kind)) return 'policeLink'
  const cut = deviceKind === null && (kind === 'offline' || kind === 'chattering')
  // A button that is pressed again and again still calls for help, if anything too often.
  const callsForHelp = kind !== FREQUENT_PRESS && (deviceKind === 'panicButton' || deviceKind === 'alarmPanel')
  const dropsMessages = kind === 'comms-fault' && deviceKind === null
  if (callsForHelp || cut || dropsMessages || underKinds.includes('panicButton') || underKinds.includes('alarmPanel')) return 'alarm'
  if (RETENTION.has(kind)) return 'retention'
  if (PICTURE.has(kind) && ((deviceKind === 'camera' && atGate) || underGate)) return 'gatePicture'
  if (PICTURE.has(kind) && deviceKind === 'recorder' && detail !== 'below') return 'retention'
  return PICTURE.has(kind) && (deviceKind === 'camera' || underKinds.includes('camera')) ? 'picture' : 'other'
}

export const hoursOf = (loss: Loss): number => HOURS[loss]

/** A tamper is a fault that sounds (GB/T 28181 method 2 type 2): somebody is at the device. */
export const sounds = (kind: string): boolean => kind === 'tamper' || kind === 'police-link'

export interface Ranked {
  readonly loss: Loss
  readonly under: number
  readonly since: string
}

/** Worst loss first, then what darkens most, then the oldest. */
export const compareFaults = (a: Ranked, b: Ranked): number =>
  LOSSES.indexOf(a.loss) - LOSSES.indexOf(b.loss) || b.under - a.under || (a.since < b.since ? -1 : a.since > b.since ? 1 : 0)
