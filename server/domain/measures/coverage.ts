// 视频监控全覆盖: a working camera at every key place (R30).
import { buttons } from './buttons.ts'
import { type DeviceFact, devicesOf } from './facts.ts'
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
  unknownFields,
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
  tables: ['key_place', 'camera_place', 'device', 'device_interval', 'fault'],
  evidence: {
    zh: '重点部位登记、摄像机部位、在线状态与画面故障',
    en: 'key places, where cameras look, their states and faults of their pictures',
  },
  rule: {
    text: '清单 16 处重点部位中，除经批准“不适用”的外，每处至少有一台判定时刻在线、且没有未修复的画面或录像故障（视频丢失、遮挡、冻结，录像故障）的摄像机。',
    source: 'GB/T 29315-2022；规划第 19 条',
    clause: '重点部位；视频监控全覆盖',
    thresholds: { places: PLACES },
    unverified: true,
  },
  check: (thresholds) => [...checkPlaces(thresholds), ...unknownFields(thresholds, ['places'])],
  decide(facts, _clock, thresholds) {
    const cameras = devicesOf('camera', facts).filter(({ keyPlace }) => keyPlace !== null)
    const excused = new Set(
      facts.keyPlaces
        .filter(({ applicable, reason, approvedBy }) => !applicable && reason?.trim() && approvedBy?.trim())
        .map(({ place }) => place),
    )
    const places = (thresholds.places as string[]).filter((place) => !excused.has(place))
    const basis = `places=${places.length}`
    if (places.length === 0) return notApplicable('nothingRequired', basis)
    if (cameras.length === 0) return noEvidence(places.length, 'noCameraPlaced', {}, basis)
    const gaps: Gap[] = []
    for (const place of places) {
      const here = cameras.filter(({ keyPlace }) => keyPlace === place)
      const refusals = here.map(cameraRefusal)
      if (refusals.some(({ why }) => why === null)) continue
      const sinces = refusals.flatMap(({ sinceMs }) => sinceMs ?? [])
      gaps.push(
        gap(
          here.length === 0 ? 'noCameraAtPlace' : 'cameraNotWorking',
          { place, cameras: here.length },
          sinces.length > 0 ? Math.max(...sinces) : null,
        ),
      )
    }
    const evidence = [
      ...uncountedFirst(
        cameras.map((camera) => {
          const { why, sinceMs } = cameraRefusal(camera)
          return evidenceRow('device', camera.id, camera.name, sinceMs, why, { place: camera.keyPlace, state: camera.state })
        }),
      ),
      ...facts.keyPlaces
        .filter(({ applicable }) => !applicable)
        .map(({ place, reason, approvedBy }) => evidenceRow('keyPlace', place, place, null, 'notApplicable', { reason, approvedBy })),
    ]
    return fraction(places.length - gaps.length, places.length, gaps, evidence, { basis })
  },
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
    text: '按钮（场所、在线、直测公安）与视频（重点部位全覆盖）两项均达标。',
    source: '教育部、公安部（2020 年底三个100%）',
    clause: '一键式报警和视频监控系统达标率',
    thresholds: { testDays: 30, places: PLACES },
    unverified: true,
  },
  check: (thresholds) => [
    ...numbersWithin({ testDays: [1, 366] })({ testDays: thresholds.testDays }),
    ...checkPlaces(thresholds),
    ...unknownFields(thresholds, ['testDays', 'places']),
  ],
  decide(facts, clock, thresholds) {
    const both = [buttons.decide(facts, clock, thresholds), videoCoverage.decide(facts, clock, thresholds)]
    const parts = both.filter(({ result }) => result !== 'notApplicable')
    const met = parts.filter(({ result }) => result === 'met').length
    return {
      result: worstOf(parts.map(({ result }) => result)),
      met,
      required: parts.length,
      gaps: parts.flatMap(({ gaps }) => gaps),
      evidence: parts.flatMap(({ evidence }) => evidence),
      basis: parts.map(({ basis }) => basis).join(' '),
    }
  },
}
