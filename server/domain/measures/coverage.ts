// 视频监控全覆盖: a working camera at every key place (R30).
import type { EvidenceRow } from '#contracts/measure.ts'
import { buttons } from './buttons.ts'
import { asksByCampus, campusesOn, checkByCampus, groundsOf, isExcused, isOnGround } from './campus.ts'
import { type CampusFact, type DeviceFact, devicesOf, type SchoolFacts } from './facts.ts'
import {
  evidenceRow,
  fraction,
  type Gap,
  gap,
  type MeasureDefinition,
  noEvidence,
  notApplicable,
  numbersWithin,
  type Thresholds,
  uncountedFirst,
  worstOf,
} from './measure.ts'

const PLACES = [
  'gateOutside',
  'gate',
  'gateRoom',
  'perimeter',
  'mainRoad',
  'teaching',
  'office',
  'dormitory',
  'canteen',
  'waterPower',
  'library',
  'laboratory',
  'sports',
  'archive',
  'parking',
  'controlRoom',
]

function checkPlaces({ places }: Thresholds): { field: string; reason: string }[] {
  const valid =
    Array.isArray(places) && places.length > 0 && places.length <= 100 && places.every((place) => typeof place === 'string' && place !== '')
  if (!valid) return [{ field: 'places', reason: 'expected a list of 1–100 key places' }]
  return new Set(places).size === places.length ? [] : [{ field: 'places', reason: 'names a place twice' }]
}

/** Why a camera shows a place to nobody, and since when: it is not heard, or its picture or recording has a fault that nobody mended. */
function cameraRefusal({ state, sinceMs, pictureFaultMs }: DeviceFact): { why: string | null; sinceMs: number | null } {
  if (state !== 'online') return { why: 'notWorking', sinceMs }
  return pictureFaultMs === null ? { why: null, sinceMs } : { why: 'pictureFault', sinceMs: pictureFaultMs }
}

export const videoCoverage: MeasureDefinition = {
  id: 'videoCoverage',
  name: { zh: '校园视频监控全覆盖', en: 'Full video coverage' },
  group: 'electronic',
  sets: [],
  counts: 'schools',
  unit: { zh: '处', en: 'key places' },
  target: 100,
  tables: ['key_place', 'camera_place', 'device', 'device_interval', 'fault', 'campus', 'campus_life'],
  evidence: {
    zh: '重点部位登记、摄像机部位、在线状态与画面故障',
    en: 'key places, where cameras look, their states and faults of their pictures',
  },
  rule: {
    text: '清单 16 处重点部位中，除经批准“不适用”的外，每处至少有一台判定时刻在线、且没有未修复的画面或录像故障（视频丢失、遮挡、冻结，录像故障）的摄像机；有几个校区的，每个校区分别判定，没有登记所在校区的摄像机不计。',
    source: 'GB/T 29315-2022；规划第 19 条',
    clause: '重点部位；视频监控全覆盖',
    thresholds: { places: PLACES, byCampus: true },
    unverified: true,
  },
  check: (thresholds) => [...checkPlaces(thresholds), ...checkByCampus(thresholds, ['places'])],
  decide(facts, clock, thresholds) {
    const standing = asksByCampus(thresholds) ? campusesOn(facts.campuses, clock.today) : []
    const spots = groundsOf(standing).flatMap((campus) =>
      (thresholds.places as string[])
        .filter((place) => !isExcused(place, campus, facts.keyPlaces, standing))
        .map((place) => ({ place, campus })),
    )
    const basis = `places=${spots.length}`
    if (spots.length === 0) return notApplicable('nothingRequired', basis)
    const cameras = placedCameras(facts, standing)
    const counted = cameras.filter(({ unplaced }) => unplaced === null)
    const lost = cameras.filter(({ unplaced }) => unplaced === 'campusUnknown').length
    if (counted.length === 0)
      return lost === 0
        ? noEvidence(spots.length, 'noCameraPlaced', {}, basis)
        : noEvidence(spots.length, 'cameraCampusUnknown', { cameras: lost }, basis)
    const missing = spots.flatMap((spot) => spotGap(spot, counted))
    const gaps = missing.length > 0 && lost > 0 ? [gap('cameraCampusUnknown', { cameras: lost }), ...missing] : missing
    return fraction(spots.length - missing.length, spots.length, gaps, evidenceOf(cameras, facts, standing), { basis })
  },
}

interface Spot {
  readonly place: string
  readonly campus: CampusFact | null
}
interface PlacedCamera {
  readonly camera: DeviceFact
  readonly why: string | null
  readonly sinceMs: number | null
  /** Why it watches no ground that is asked for: its campus does not stand, or of several nobody said on which it is. */
  readonly unplaced: 'campusNotStanding' | 'campusUnknown' | null
}

function placedCameras(facts: SchoolFacts, standing: readonly CampusFact[]): PlacedCamera[] {
  return devicesOf('camera', facts)
    .filter(({ keyPlace }) => keyPlace !== null)
    .map((camera) => ({
      camera,
      ...cameraRefusal(camera),
      unplaced: !isOnGround(camera.campusId, standing)
        ? 'campusNotStanding'
        : standing.length > 1 && camera.campusId === null
          ? 'campusUnknown'
          : null,
    }))
}

/** Why a place has no camera that works there; nothing where it has one. */
function spotGap({ place, campus }: Spot, cameras: readonly PlacedCamera[]): Gap[] {
  const here = cameras.filter(({ camera }) => camera.keyPlace === place && (campus === null || camera.campusId === campus.id))
  if (here.some(({ why }) => why === null)) return []
  const sinces = here.flatMap(({ sinceMs }) => sinceMs ?? [])
  return [
    gap(
      here.length === 0 ? 'noCameraAtPlace' : 'cameraNotWorking',
      { ...(campus ? { campus: campus.name } : {}), place, cameras: here.length },
      sinces.length > 0 ? Math.max(...sinces) : null,
    ),
  ]
}

function evidenceOf(cameras: readonly PlacedCamera[], { keyPlaces }: SchoolFacts, standing: readonly CampusFact[]): EvidenceRow[] {
  const campusOf = (campusId: string | null): Record<string, string> => {
    const campus = standing.length > 1 ? standing.find(({ id }) => id === campusId) : undefined
    return campus ? { campus: campus.name } : {}
  }
  return [
    ...uncountedFirst(
      cameras.map(({ camera, why, sinceMs, unplaced }) =>
        evidenceRow('device', camera.id, camera.name, sinceMs, unplaced ?? why, {
          ...campusOf(camera.campusId),
          place: camera.keyPlace,
          state: camera.state,
        }),
      ),
    ),
    ...keyPlaces
      .filter(({ applicable }) => !applicable)
      .map(({ id, campusId, place, reason, approvedBy }) =>
        evidenceRow('keyPlace', id, place, null, 'notApplicable', { ...campusOf(campusId), reason, approvedBy }),
      ),
  ]
}

export const alarmAndVideo: MeasureDefinition = {
  ...videoCoverage,
  id: 'alarmAndVideo',
  name: { zh: '一键式报警和视频监控系统达标', en: 'Panic buttons and video, both up to standard' },
  sets: ['national2020'],
  unit: { zh: '项', en: 'systems' },
  tables: [...buttons.tables, ...videoCoverage.tables],
  evidence: { zh: '同“一键式报警器”与“视频监控全覆盖”', en: 'as for panic buttons and for full coverage' },
  rule: {
    text: '按钮（场所、在线、直测公安）与视频（重点部位全覆盖）两项均达标；有几个校区的，重点部位按校区判定。',
    source: '教育部、公安部（2020 年底三个100%）',
    clause: '一键式报警和视频监控系统达标率',
    thresholds: { testDays: 30, places: PLACES, byCampus: true },
    unverified: true,
  },
  check: (thresholds) => [
    ...numbersWithin({ testDays: [1, 366] })({ testDays: thresholds.testDays }),
    ...checkPlaces(thresholds),
    ...checkByCampus(thresholds, ['testDays', 'places']),
  ],
  decide(facts, clock, thresholds) {
    const both = [buttons.decide(facts, clock, thresholds), videoCoverage.decide(facts, clock, thresholds)]
    const parts = both.filter(({ result }) => result !== 'notApplicable')
    const met = parts.filter(({ result }) => result === 'met').length
    const results = parts.map(({ result }) => result)
    // The first versions put what is not proven before what fails: what was judged by them stays so.
    const first = (['noEvidence', 'notMet', 'expired'] as const).find((result) => results.includes(result)) ?? 'met'
    return {
      result: asksByCampus(thresholds) ? worstOf(results) : first,
      met,
      required: parts.length,
      gaps: parts.flatMap(({ gaps }) => gaps),
      evidence: parts.flatMap(({ evidence }) => evidence),
      basis: parts.map(({ basis }) => basis).join(' '),
    }
  },
}
