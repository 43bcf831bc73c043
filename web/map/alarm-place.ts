import type { Alarm } from '#contracts/alarm.ts'
import type { CampusFeature } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import { type PlaceFault, placeFault } from './place-fault.ts'

/** Where an alarm is drawn: at its own place, or, where that cannot be used, in the middle of its campus. */
export interface AlarmPlace {
  /** null = nowhere, it is in the list alone */
  position: LngLat | null
  /** why it is not its own place; null = it is */
  fault: PlaceFault | null
}

/** The middle of what is known of a campus, where its name and its dot stand too. */
export function middleOf({ geometry }: CampusFeature): LngLat {
  if (geometry.type === 'Point') return geometry.coordinates
  const ring = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).flatMap(([outer = []]) => outer)
  const [lngs, lats] = [ring.map(([lng]) => lng), ring.map(([, lat]) => lat)]
  return [(Math.min(...lngs) + Math.max(...lngs)) / 2, (Math.min(...lats) + Math.max(...lats)) / 2]
}

/** The campus that an alarm names; without a name, the school's only one: of several none is guessed. */
function campusOf({ campusId, schoolId }: Alarm, campuses: readonly CampusFeature[]): CampusFeature | undefined {
  const named = campuses.find(({ id }) => id === campusId)
  if (named) return named
  const [only, other] = campuses.filter(({ properties }) => properties.schoolId === schoolId)
  return other ? undefined : only
}

/**
 * Where an alarm is drawn.
 * @param middle of the district, from which a place in the sea is told; null while it is unknown
 */
export function alarmPlace(alarm: Alarm, campuses: readonly CampusFeature[], middle: LngLat | null): AlarmPlace {
  const { position } = alarm
  const fault = middle ? placeFault(position, middle) : position ? null : 'missing'
  if (fault === null) return { position, fault }
  const campus = campusOf(alarm, campuses)
  const at = campus ? middleOf(campus) : null
  return { position: middle && placeFault(at, middle) ? null : at, fault }
}
