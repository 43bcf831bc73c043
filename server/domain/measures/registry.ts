// Every measure, in the order of the lists.
import { beltDrawn, beltSurveyed, hazardsStruckOff } from './belt.ts'
import { buttons, buttonTests } from './buttons.ts'
import { alarmAndVideo, videoCoverage } from './coverage.ts'
import { DEPARTMENT_MEASURES, type RuledMeasure } from './department.ts'
import { guardPosts, peakDuty, postsSet } from './duty.ts'
import { faultsMended } from './faults.ts'
import { guardsEmployed } from './guards.ts'
import { healthStaff } from './health.ts'
import { buttonsOnline, cameraOnline, inServiceGate, inServiceInside } from './in-service.ts'
import type { MeasureDefinition } from './measure.ts'
import { networkingRate } from './networking.ts'
import { policeLink } from './police-link.ts'
import { barrier, closedCampus, equipment, gateLighting, gateRoomSet, perimeter, separateEntrances, visitorCheck } from './protection.ts'
import { recorderClock, retention } from './recorders.ts'
import { drills, gateRoomRoster, guardBackground, guardLicences, patrols } from './staff.ts'
import { healthPromoting, safeSchool } from './title.ts'

export const MEASURES: readonly MeasureDefinition[] = [
  ...[guardsEmployed, buttons, policeLink, networkingRate],
  ...[closedCampus, alarmAndVideo, postsSet],
  ...[guardLicences, guardBackground, gateRoomRoster, patrols, drills],
  ...[barrier, perimeter, separateEntrances, gateRoomSet, visitorCheck, gateLighting, equipment],
  ...[videoCoverage, buttonsOnline, buttonTests, cameraOnline, inServiceInside, inServiceGate, retention, recorderClock, faultsMended],
  ...[beltDrawn, beltSurveyed, hazardsStruckOff, peakDuty, guardPosts],
  ...[healthStaff, healthPromoting, safeSchool],
]

const BY_ID = new Map(MEASURES.map((measure) => [measure.id, measure]))
export const findMeasure = (id: string): MeasureDefinition | null => BY_ID.get(id) ?? null

/** Everything whose rule has versions: the measures of schools, then those of departments. */
export const RULED: readonly RuledMeasure[] = [...MEASURES, ...DEPARTMENT_MEASURES]

const RULED_BY_ID = new Map(RULED.map((measure) => [measure.id, measure]))
export const findRuled = (id: string): RuledMeasure | null => RULED_BY_ID.get(id) ?? null
