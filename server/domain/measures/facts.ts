// The evidence of one school as the rules read it: registers as they stood at the moment judged, signals of the period.
import type { DeviceKind, DeviceState } from '#contracts/device.ts'
import type { SchoolLevel } from '#contracts/school.ts'
import type { Seconds } from '../availability.ts'

export interface SchoolFacts {
  readonly school: {
    readonly id: string
    readonly name: string
    readonly townshipId: string
    readonly level: SchoolLevel
    readonly pupils: number | null
    readonly boarding: boolean
    readonly openedOn: string | null
    /** The first day on which it is no more. */
    readonly closedOn: string | null
  }
  /** That stood at some time of the period, up to the moment judged. */
  readonly campuses: readonly CampusFact[]
  readonly guards: readonly GuardFact[]
  /** The newest first; of one day the worse first. */
  readonly guardChecks: readonly GuardCheckFact[]
  readonly devices: readonly DeviceFact[]
  readonly policeTests: readonly PoliceTestFact[]
  readonly policeLinks: readonly PoliceLinkFact[]
  readonly catalog: readonly CatalogFact[]
  readonly pictures: readonly PictureFact[]
  readonly recorderChecks: readonly RecorderCheckFact[]
  readonly faults: readonly FaultFact[]
  /** The last one of each campus by the moment judged. */
  readonly beltSurveys: readonly BeltSurveyFact[]
  /** Listed by the moment judged, less those struck off before the period. */
  readonly hazards: readonly HazardFact[]
  /** One was ever listed; those struck off before the period are not among the hazards. */
  readonly hasHazards: boolean
  readonly keyPlaces: readonly KeyPlaceFact[]
  readonly shifts: readonly ShiftFact[]
  readonly windows: readonly WindowFact[]
  readonly checkIns: readonly CheckInFact[]
  readonly patrols: readonly PatrolFact[]
  readonly drills: readonly DrillFact[]
  readonly healthStaff: readonly HealthStaffFact[]
  readonly titles: readonly TitleFact[]
  readonly titleConditions: readonly TitleConditionFact[]
  readonly protections: readonly ProtectionFact[]
  readonly equipment: readonly EquipmentFact[]
  /** Days that differ from the week's rule. */
  readonly calendar: ReadonlyMap<string, CalendarFact>
}

export interface CalendarFact {
  readonly kind: 'term' | 'holiday' | 'exam' | 'makeUp'
  /** Of a make-up day: whose timetable it follows, 1 = Monday … 7; null = nobody said. */
  readonly weekday: number | null
}

export interface CampusFact {
  readonly id: string
  readonly name: string
  /** 暂定: from a point only. */
  readonly provisional: boolean
  readonly openedOn: string | null
  /** The first day on which it is no more. */
  readonly closedOn: string | null
}

/** Everybody employed as a guard on the day judged. */
export interface GuardFact {
  readonly id: string
  readonly name: string
  readonly fullTime: boolean
  readonly employedFrom: string | null
  readonly licence: string | null
  readonly licenceFrom: string | null
  readonly licenceTo: string | null
  /** Another school, open that day, that has the same person on its list. */
  readonly alsoAt: string | null
  /** The same person stands on this school's list before: only the first entry is one. */
  readonly listedTwice: boolean
}

export interface GuardCheckFact {
  readonly id: string
  readonly guardId: string
  readonly checkedOn: string
  readonly result: 'clear' | 'refused'
  readonly issuer: string
}

export interface DeviceFact {
  readonly id: string
  readonly name: string
  readonly kind: DeviceKind
  /** Of its campus; null = nobody has said in which it is. */
  readonly campusId: string | null
  /** Where a button is. */
  readonly place: string | null
  /** Of the interval at the moment judged; no interval = unknown. */
  readonly state: DeviceState
  readonly sinceMs: number | null
  /** Of a camera: since when a fault of its picture or recording is open at the moment judged; null = none is. */
  readonly pictureFaultMs: number | null
  /** Key place that a camera looks at. */
  readonly keyPlace: string | null
  readonly area: 'inside' | 'gateStreet' | null
  /** Whether a camera must be on the police's network. */
  readonly mustBeNetworked: boolean
  /** Of the period's days; null = none was rolled up. */
  readonly seconds: Seconds | null
  /** Of these, seconds online with a fault of its picture or recording. */
  readonly faultySeconds: number
  /** Days of pictures that a recorder says it holds. */
  readonly retentionDays: number | null
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

/** A camera in the police platform's own catalogue on the day judged. */
export interface CatalogFact {
  readonly id: string
  readonly deviceId: string
  readonly gbId: string
  readonly listedOn: string
  readonly source: 'catalog' | 'signedList'
  readonly signedBy: string | null
  /** source of messages and platform that named it */
  readonly heardFrom: string | null
}

/** A camera's newest picture seen at the police in the period. */
export interface PictureFact {
  readonly deviceId: string
  readonly atMs: number
  readonly seenBy: string
}

/** The newest check of a recorder. */
export interface RecorderCheckFact {
  readonly id: string
  readonly deviceId: string
  readonly atMs: number
  readonly oldestMs: number
  readonly clockOffsetS: number
}

/** Open at some time of the period. */
export interface FaultFact {
  readonly id: string
  readonly kind: string
  readonly openedMs: number
  readonly closedMs: number | null
}

export interface BeltSurveyFact {
  readonly id: string
  readonly campusId: string
  readonly atMs: number
  readonly by: string
}

export interface HazardFact {
  readonly id: string
  readonly number: number
  readonly title: string
  /** Of a recurrence: when it recurred. */
  readonly listedMs: number
  readonly dueOn: string | null
  readonly struckOffMs: number | null
  /** 退回, and not assigned again yet. */
  readonly returned: boolean
}

export interface KeyPlaceFact {
  readonly id: string
  /** null = of the whole school */
  readonly campusId: string | null
  readonly place: string
  readonly applicable: boolean
  readonly reason: string | null
  readonly approvedBy: string | null
}

export interface ShiftFact {
  readonly id: string
  /** null = nobody said in whose gate room */
  readonly campusId: string | null
  readonly startsMs: number
  readonly endsMs: number
  readonly guardName: string
}

export interface WindowFact {
  readonly id: string
  readonly kind: 'peakDuty' | 'guardPost'
  readonly post: string
  /** 1 = Monday … 7 */
  readonly weekdays: string
  readonly starts: string
  readonly ends: string
  readonly fromDay: string
  readonly untilDay: string | null
}

export interface CheckInFact {
  readonly id: string
  readonly kind: 'peakDuty' | 'guardPost'
  readonly post: string
  readonly onMs: number
  readonly offMs: number
  readonly who: string
  readonly result: 'onPost' | 'lateArrival' | 'absent' | 'amended' | 'leave'
  readonly confirmedBy: string | null
}

export interface PatrolFact {
  readonly id: string
  readonly atMs: number
  readonly who: string
  readonly places: number
  readonly visited: number
  readonly skipped: string | null
}

export interface DrillFact {
  readonly id: string
  readonly onDay: string
  readonly kind: string
  readonly people: number
}

export interface HealthStaffFact {
  readonly id: string
  readonly name: string
  readonly fullTime: boolean
  readonly qualification: string | null
  readonly fromDay: string
}

export interface TitleFact {
  readonly id: string
  readonly kind: 'safeSchool' | 'healthPromoting'
  readonly level: string
  readonly issuer: string
  readonly number: string | null
  readonly issuedOn: string
  readonly validTo: string | null
  readonly revokedOn: string | null
  readonly revokedReason: string | null
}

/** The newest record of a precondition of a title. */
export interface TitleConditionFact {
  readonly id: string
  readonly kind: TitleFact['kind']
  readonly condition: string
  readonly state: 'kept' | 'broken'
  readonly checkedOn: string
  readonly validTo: string | null
  readonly issuer: string
  readonly number: string | null
  readonly note: string | null
}

/** The newest finding of a kind. */
export interface ProtectionFact {
  readonly id: string
  readonly kind: string
  readonly state: 'present' | 'broken' | 'missing' | 'notPossible'
  readonly checkedOn: string
  readonly note: string | null
}

/** The newest count of an item. */
export interface EquipmentFact {
  readonly id: string
  readonly item: string
  readonly required: number
  readonly present: number
  readonly expiresOn: string | null
  readonly checkedOn: string
  readonly source: string
}

/** The school's devices of one kind. */
export const devicesOf = (kind: DeviceKind, { devices }: Pick<SchoolFacts, 'devices'>): DeviceFact[] =>
  devices.filter((device) => device.kind === kind)
