// The evidence of one school as the rules read it: registers as they stood at the moment judged, signals of the period.
import type { DeviceKind, DeviceState } from '#contracts/device.ts'
import type { SchoolLevel } from '#contracts/school.ts'

export interface SchoolFacts {
  readonly school: {
    readonly id: string
    readonly name: string
    readonly townshipId: string
    readonly level: SchoolLevel
    readonly pupils: number | null
    readonly boarding: boolean
  }
  readonly guards: readonly GuardFact[]
  readonly devices: readonly DeviceFact[]
  readonly policeTests: readonly PoliceTestFact[]
  readonly policeLinks: readonly PoliceLinkFact[]
}

/** Everybody employed as a guard on the day judged. */
export interface GuardFact {
  readonly id: string
  readonly name: string
  readonly fullTime: boolean
  readonly employedFrom: string | null
  readonly licence: string | null
  readonly licenceTo: string | null
  /** Another school that has the same person on its list that day. */
  readonly alsoAt: string | null
}

export interface DeviceFact {
  readonly id: string
  readonly name: string
  readonly kind: DeviceKind
  /** Where a button is. */
  readonly place: string | null
  /** Of the interval at the moment judged; no interval = unknown. */
  readonly state: DeviceState
  readonly sinceMs: number | null
}

export interface PoliceTestFact {
  readonly id: string
  readonly deviceId: string
  readonly atMs: number
  readonly reached: 'centre' | 'police'
  readonly receipt: string | null
  readonly officer: string | null
}

export interface PoliceLinkFact {
  readonly deviceId: string
  readonly kind: string
}
