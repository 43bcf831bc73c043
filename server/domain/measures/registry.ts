// Every measure, in the order of the lists.
import { beltDrawn, beltSurveyed, hazardsStruckOff } from './belt.ts'
import { buttons } from './buttons.ts'
import {
  alarmAndVideo,
  buttonsOnline,
  buttonTests,
  cameraOnline,
  faultsMended,
  inServiceGate,
  inServiceInside,
  networkingRate,
  recorderClock,
  retention,
  videoCoverage,
} from './cameras.ts'
import { guardPosts, peakDuty, postsSet } from './duty.ts'
import { guardsEmployed } from './guards.ts'
import { healthPromoting, healthStaff, safeSchool } from './health.ts'
import type { MeasureDefinition } from './measure.ts'
import { policeLink } from './police-link.ts'
import { barrier, closedCampus, equipment, gateLighting, gateRoomSet, perimeter, separateEntrances, visitorCheck } from './protection.ts'
import { drills, gateRoomRoster, guardBackground, guardLicences, patrols } from './staff.ts'

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
