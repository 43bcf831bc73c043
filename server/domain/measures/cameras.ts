// 视频: coverage by key places, networking with the police, in-service rates from intervals, recorders (R30, R31).
import type { DeviceKind } from '#contracts/device.ts'
import type { Seconds } from '../availability.ts'
import { DAY_MS } from '../shanghai-day.ts'
import { buttons } from './buttons.ts'
import type { DeviceFact, SchoolFacts } from './facts.ts'
import {
  evidenceRow,
  fraction,
  type Gap,
  gap,
  type MeasureClock,
  type MeasureDefinition,
  noEvidence,
  notApplicable,
  numberOf,
  numbersWithin,
  type Thresholds,
  unknownFields,
  type Verdict,
} from './measure.ts'

const kindOf = (kind: DeviceKind, { devices }: Pick<SchoolFacts, 'devices'>): DeviceFact[] =>
  devices.filter((device) => device.kind === kind)
const CAMERAS = { zh: '台', en: 'cameras' }
/** Evidence and reasons are shown for so many rows; the figures count all of them. */
const SHOWN = 300

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

export const videoCoverage: MeasureDefinition = {
  id: 'videoCoverage',
  name: { zh: '校园视频监控全覆盖', en: 'Full video coverage' },
  group: 'electronic',
  sets: [],
  counts: 'schools',
  unit: { zh: '处', en: 'key places' },
  target: 100,
  tables: ['key_place', 'camera_place', 'device', 'device_interval'],
  evidence: { zh: '重点部位登记、摄像机部位与在线状态', en: 'key places, where cameras look, and their states' },
  rule: {
    text: '清单 16 处重点部位中，除经批准“不适用”的外，每处至少有一台判定时刻在线的摄像机。',
    source: 'GB/T 29315-2022；规划第 19 条',
    clause: '重点部位；视频监控全覆盖',
    thresholds: { places: PLACES },
    unverified: true,
  },
  check: (thresholds) => [...checkPlaces(thresholds), ...unknownFields(thresholds, ['places'])],
  decide(facts, _clock, thresholds) {
    const cameras = kindOf('camera', facts).filter(({ keyPlace }) => keyPlace !== null)
    const excused = new Set(
      facts.keyPlaces.filter(({ applicable, reason, approvedBy }) => !applicable && reason && approvedBy).map(({ place }) => place),
    )
    const places = (thresholds.places as string[]).filter((place) => !excused.has(place))
    const basis = `places=${places.length}`
    if (cameras.length === 0) return noEvidence(places.length, 'noCameraPlaced', {}, basis)
    const gaps: Gap[] = []
    for (const place of places) {
      const here = cameras.filter(({ keyPlace }) => keyPlace === place)
      if (here.some(({ state }) => state === 'online')) continue
      const sinces = here.flatMap(({ sinceMs }) => sinceMs ?? [])
      gaps.push(
        gap(
          here.length === 0 ? 'noCameraAtPlace' : 'cameraNotWorking',
          { place, cameras: here.length },
          sinces.length > 0 ? Math.max(...sinces) : null,
        ),
      )
    }
    const evidence = [
      ...cameras
        .slice(0, SHOWN)
        .map(({ id, name, state, sinceMs, keyPlace }) =>
          evidenceRow('device', id, name, sinceMs, state === 'online' ? null : 'notWorking', { place: keyPlace, state }),
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
    const parts = [buttons.decide(facts, clock, thresholds), videoCoverage.decide(facts, clock, thresholds)]
    const met = parts.filter(({ result }) => result === 'met').length
    const worst =
      (['noEvidence', 'notMet', 'expired', 'met'] as const).find((result) => parts.some((part) => part.result === result)) ?? 'notMet'
    return {
      result: worst,
      met,
      required: 2,
      gaps: parts.flatMap(({ gaps }) => gaps),
      evidence: parts.flatMap(({ evidence }) => evidence),
      basis: parts.map(({ basis }) => basis).join(' '),
    }
  },
}

export const networkingRate: MeasureDefinition = {
  id: 'networkingRate',
  name: { zh: '视频监控与公安联网率', en: 'Cameras on the police’s network' },
  group: 'electronic',
  sets: ['plan2021'],
  counts: 'units',
  unit: CAMERAS,
  target: 100,
  tables: ['device', 'camera_place', 'police_catalog', 'picture_proof'],
  evidence: {
    zh: '公安平台目录（28181 目录或签字清单）与周期内图像核验',
    en: 'the police platform’s catalogue (GB/T 28181 or a signed list) and pictures seen in the period',
  },
  rule: {
    text: '公安平台自身目录所列、且周期内有图像核验的摄像机÷须联网摄像机（未登记部位的按须联网计）。',
    source: '规划第 19 条；GB/T 28181',
    clause: '视频监控系统与公安联网；目录查询',
    thresholds: {},
    unverified: false,
  },
  check: (thresholds) => unknownFields(thresholds, []),
  decide(facts) {
    const cameras = kindOf('camera', facts).filter(({ mustBeNetworked }) => mustBeNetworked)
    const basis = `cameras=${cameras.length}`
    if (cameras.length === 0) return noEvidence(1, 'noCamera', {}, basis)
    if (facts.catalog.length === 0) return noEvidence(cameras.length, 'noCatalog', { cameras: cameras.length }, basis)
    const listed = new Map(facts.catalog.map((entry) => [entry.deviceId, entry]))
    const seen = new Map(facts.pictures.map((picture) => [picture.deviceId, picture]))
    const count = { notInCatalog: 0, noPicture: 0 }
    const rows = cameras.map(({ id, name }) => {
      const [entry, picture] = [listed.get(id), seen.get(id)]
      const why = entry ? (picture ? null : 'noPicture') : 'notInCatalog'
      if (why) count[why]++
      return evidenceRow('device', id, name, picture?.atMs ?? null, why, {
        gbId: entry?.gbId ?? null,
        source: entry?.source ?? null,
        listedOn: entry?.listedOn ?? null,
        seenBy: picture?.seenBy ?? null,
      })
    })
    const gaps = (['notInCatalog', 'noPicture'] as const).flatMap((code) => (count[code] > 0 ? [gap(code, { cameras: count[code] })] : []))
    const met = rows.filter(({ counts }) => counts).length
    return fraction(met, cameras.length, gaps, worstFirst(rows), { basis })
  },
}

const worstFirst = <T extends { counts: boolean }>(rows: readonly T[]): T[] =>
  [...rows.filter(({ counts }) => !counts), ...rows.filter(({ counts }) => counts)].slice(0, SHOWN)

/** Devices of a kind that are online at the moment judged. */
function onlineOf(
  kind: DeviceKind,
  id: string,
  name: MeasureDefinition['name'],
  unit: MeasureDefinition['unit'],
  source: string,
  clause: string,
): MeasureDefinition {
  return {
    id,
    name,
    group: 'electronic',
    sets: [],
    counts: 'units',
    unit,
    target: 100,
    tables: ['device', 'device_interval'],
    evidence: { zh: '在线状态区间（未知不算在线）', en: 'intervals of states (unknown is never online)' },
    rule: { text: '判定时刻在线的设备÷登记的设备；未知、检修均不算在线。', source, clause, thresholds: {}, unverified: false },
    check: (thresholds) => unknownFields(thresholds, []),
    decide(facts) {
      const own = kindOf(kind, facts)
      if (own.length === 0) return noEvidence(1, kind === 'camera' ? 'noCamera' : 'noButton')
      const rows = own.map(({ id: deviceId, name: label, state, sinceMs }) =>
        evidenceRow('device', deviceId, label, sinceMs, state === 'online' ? null : state, { state }),
      )
      const met = rows.filter(({ counts }) => counts).length
      const since = own.filter(({ state }) => state !== 'online').flatMap(({ sinceMs }) => sinceMs ?? [])
      const gaps = met < own.length ? [gap('notOnline', { devices: own.length - met }, since.length > 0 ? Math.min(...since) : null)] : []
      return fraction(met, own.length, gaps, worstFirst(rows), { basis: `devices=${own.length}` })
    },
  }
}
export const cameraOnline = onlineOf(
  'camera',
  'cameraOnline',
  { zh: '摄像机在线率', en: 'Cameras online' },
  CAMERAS,
  '发改委等（2015）',
  '联网应用指标',
)
export const buttonsOnline = onlineOf(
  'panicButton',
  'buttonsOnline',
  { zh: '报警按钮在线率', en: 'Buttons online' },
  { zh: '个', en: 'buttons' },
  'GB/T 28181',
  '心跳 60 s，3 次未收到即离线',
)

const HOUR = 3600
const hours = (s: number): number => Math.round((s / HOUR) * 10) / 10

/** 完好率: online ÷ (online + offline + unknown) of the days so far; maintenance stands apart, unknown counts against. */
function inService(area: 'inside' | 'gateStreet', id: string, name: MeasureDefinition['name'], percent: number): MeasureDefinition {
  return {
    id,
    name,
    group: 'electronic',
    sets: [],
    counts: 'units',
    unit: { zh: '小时', en: 'hours' },
    target: percent,
    tables: ['device', 'camera_place', 'device_day'],
    evidence: { zh: '逐日在线、离线、未知、检修时长', en: 'time online, offline, unknown and in maintenance, by day' },
    rule: {
      text: `在线时长÷（在线＋离线＋未知）不低于 ${percent}%；检修时长另列，未知计为不完好。${area === 'inside' ? '未登记部位的摄像机按校内计。' : ''}`,
      source: '发改委等（2015）',
      clause: area === 'inside' ? '重点行业领域 ≥95%' : '重点公共区域 ≥98%',
      thresholds: { minPercent: percent },
      unverified: false,
    },
    check: numbersWithin({ minPercent: [1, 100] }),
    decide(facts, _clock, thresholds) {
      const own = kindOf('camera', facts).filter((camera) => (camera.area ?? 'inside') === area)
      const basis = `cameras=${own.length}`
      if (own.length === 0) return noEvidence(1, area === 'inside' ? 'noCamera' : 'noCameraPlaced', {}, basis)
      const longest = Math.max(0, ...own.map(({ seconds }) => (seconds ? requiredOf(seconds) + seconds.maintenance : 0)))
      if (longest === 0) return noEvidence(1, 'noInterval', {}, basis)
      const minPercent = numberOf(thresholds, 'minPercent')
      let [online, required, maintenance] = [0, 0, 0]
      const rows = own.map(({ id: deviceId, name: label, seconds }) => {
        // Nothing was ever heard of it: unknown for as long as the longest known.
        const held = seconds ?? { online: 0, offline: 0, unknown: longest, maintenance: 0 }
        online += held.online
        required += requiredOf(held)
        maintenance += held.maintenance
        const why = held.online * 100 >= requiredOf(held) * minPercent ? null : 'belowPercent'
        return evidenceRow('device', deviceId, label, null, why, {
          onlineH: hours(held.online),
          offlineH: hours(held.offline),
          unknownH: hours(held.unknown),
          maintenanceH: hours(held.maintenance),
        })
      })
      if (required === 0) return notApplicable('allInMaintenance')
      const enough = online * 100 >= required * minPercent
      const gaps = enough
        ? []
        : [
            gap('belowPercent', {
              percent: Math.floor((online * 1000) / required) / 10,
              required: minPercent,
              maintenanceHours: hours(maintenance),
              cameras: rows.filter(({ counts }) => !counts).length,
            }),
          ]
      return {
        result: enough ? 'met' : 'notMet',
        met: hours(online),
        required: hours(required),
        gaps,
        evidence: worstFirst(rows),
        basis,
      } satisfies Verdict
    },
  }
}
const requiredOf = ({ online, offline, unknown }: Seconds): number => online + offline + unknown
export const inServiceInside = inService('inside', 'inServiceInside', { zh: '摄像机完好率（校内）', en: 'Cameras in service, inside' }, 95)
export const inServiceGate = inService(
  'gateStreet',
  'inServiceGate',
  { zh: '摄像机完好率（校门外街面）', en: 'Cameras in service, gate street' },
  98,
)

/** Whether the school is a key target, whose pictures are kept longer. */
function isKeyTarget({ school }: SchoolFacts, thresholds: Thresholds): boolean {
  const from = numberOf(thresholds, school.level === 'kindergarten' ? 'targetKindergarten' : 'targetPupils')
  return school.pupils !== null && school.pupils >= from
}

const lastCheck = (facts: SchoolFacts, deviceId: string, { asOfMs }: MeasureClock, thresholds: Thresholds) => {
  const check = facts.recorderChecks.find((one) => one.deviceId === deviceId)
  return check && check.atMs >= asOfMs - numberOf(thresholds, 'maxCheckAgeDays') * DAY_MS ? check : null
}

export const retention: MeasureDefinition = {
  id: 'retention',
  name: { zh: '录像保存期限', en: 'Retention of pictures' },
  group: 'electronic',
  sets: [],
  counts: 'schools',
  unit: { zh: '台', en: 'recorders' },
  target: 100,
  tables: ['device', 'recorder_check', 'device_state', 'school'],
  evidence: { zh: '录像机最早录像时间（检查记录，或设备自报天数）', en: 'the recorder’s oldest picture, by a check or by its own word' },
  rule: {
    text: '每台录像机最早录像距检查时不少于 30 天；反恐重点目标（学生 1500 人以上，幼儿园 300 人以上）不少于 90 天。检查须在规定天数之内。',
    source: '国务院令 799；反恐怖主义法；地方标准',
    clause: '第三十二条',
    thresholds: { days: 30, targetDays: 90, targetPupils: 1500, targetKindergarten: 300, maxCheckAgeDays: 31 },
    unverified: true,
  },
  check: (thresholds) => {
    const wrong = numbersWithin({
      days: [1, 3660],
      targetDays: [1, 3660],
      targetPupils: [0, 100_000],
      targetKindergarten: [0, 100_000],
      maxCheckAgeDays: [1, 366],
    })(thresholds)
    return wrong.length === 0 && numberOf(thresholds, 'targetDays') < numberOf(thresholds, 'days')
      ? [{ field: 'targetDays', reason: 'contradicts days: a key target would keep less' }]
      : wrong
  },
  decide(facts, clock, thresholds) {
    const recorders = kindOf('recorder', facts)
    const required = numberOf(thresholds, isKeyTarget(facts, thresholds) ? 'targetDays' : 'days')
    const basis = `recorders=${recorders.length} days=${required}`
    if (recorders.length === 0) return noEvidence(1, 'noRecorder', {}, basis)
    const gaps: Gap[] = []
    const evidence = recorders.map(({ id, name, retentionDays }) => {
      const check = lastCheck(facts, id, clock, thresholds)
      const days = check ? Math.floor((check.atMs - check.oldestMs) / DAY_MS) : retentionDays === null ? null : Math.floor(retentionDays)
      const why = days === null ? 'retentionUnknown' : days < required ? 'retentionShort' : null
      if (why) gaps.push(gap(why, { recorder: name, required, ...(days === null ? {} : { days }) }))
      return evidenceRow('device', id, name, check?.atMs ?? null, why, { days, required, by: check ? 'check' : 'device' })
    })
    if (gaps.every(({ code }) => code === 'retentionUnknown') && gaps.length === recorders.length)
      return { ...noEvidence(recorders.length, 'retentionUnknown', { recorders: recorders.length }, basis), evidence }
    return fraction(recorders.length - gaps.length, recorders.length, gaps, evidence, { basis })
  },
}

export const recorderClock: MeasureDefinition = {
  ...retention,
  id: 'recorderClock',
  name: { zh: '录像机时钟', en: 'Clocks of recorders' },
  tables: ['device', 'recorder_check'],
  evidence: { zh: '录像机检查记录（时钟偏差，秒）', en: 'checks of recorders (clock offset, s)' },
  rule: {
    text: '每台录像机时钟偏差绝对值不超过 5 秒，检查在规定天数之内。',
    source: 'GB/T 29315-2022 等（默认值）',
    clause: '时钟偏差',
    thresholds: { maxOffsetS: 5, maxCheckAgeDays: 31 },
    unverified: true,
  },
  check: numbersWithin({ maxOffsetS: [0, 3600], maxCheckAgeDays: [1, 366] }),
  decide(facts, clock, thresholds) {
    const recorders = kindOf('recorder', facts)
    if (recorders.length === 0) return noEvidence(1, 'noRecorder')
    const limit = numberOf(thresholds, 'maxOffsetS')
    const gaps: Gap[] = []
    const evidence = recorders.map(({ id, name }) => {
      const check = lastCheck(facts, id, clock, thresholds)
      const why = check ? (Math.abs(check.clockOffsetS) > limit ? 'clockOff' : null) : 'clockUnknown'
      if (why) gaps.push(gap(why, { recorder: name, ...(check ? { offsetS: check.clockOffsetS } : {}) }))
      return evidenceRow('device', id, name, check?.atMs ?? null, why, { offsetS: check?.clockOffsetS ?? null })
    })
    if (gaps.length === recorders.length && gaps.every(({ code }) => code === 'clockUnknown'))
      return { ...noEvidence(recorders.length, 'clockUnknown', { recorders: recorders.length }), evidence }
    return fraction(recorders.length - gaps.length, recorders.length, gaps, evidence)
  },
}

export const faultsMended: MeasureDefinition = {
  id: 'faultsMended',
  name: { zh: '故障 24 小时内修复', en: 'Faults mended within 24 h' },
  group: 'electronic',
  sets: [],
  counts: 'units',
  unit: { zh: '起', en: 'faults' },
  target: 100,
  tables: ['fault'],
  evidence: { zh: '周期内开启的故障及其关闭时间', en: 'faults opened in the period, and when they were closed' },
  rule: {
    text: '周期内开启的故障在规定小时内关闭；未到时限的不计。',
    source: '京教（2018）地方要求',
    clause: '故障修复时限 24 h',
    thresholds: { hours: 24 },
    unverified: false,
  },
  check: numbersWithin({ hours: [1, 720] }),
  decide({ faults }, { asOfMs }, thresholds) {
    const limitMs = numberOf(thresholds, 'hours') * 3_600_000
    const due = faults.filter(({ openedMs, closedMs }) => closedMs !== null || openedMs + limitMs <= asOfMs)
    if (due.length === 0) return notApplicable('nothingRequiredYet')
    const rows = due.map(({ id, kind, openedMs, closedMs }) => {
      const inTime = (closedMs ?? asOfMs) - openedMs <= limitMs
      return evidenceRow('fault', id, kind, openedMs, inTime ? null : closedMs === null ? 'stillOpen' : 'mendedLate', {
        closedAt: closedMs === null ? null : new Date(closedMs).toISOString(),
      })
    })
    const late = rows.filter(({ counts }) => !counts).length
    return fraction(due.length - late, due.length, late > 0 ? [gap('faultsLate', { faults: late })] : [], worstFirst(rows))
  },
}

export const buttonTests: MeasureDefinition = {
  id: 'buttonTests',
  name: { zh: '按钮直测公安', en: 'Buttons tested through to the police' },
  group: 'electronic',
  sets: [],
  counts: 'units',
  unit: { zh: '个', en: 'buttons' },
  target: 100,
  tables: ['device', 'police_test'],
  evidence: { zh: '直测公安记录（公安回执或民警姓名）', en: 'tests with the police’s receipt or a named officer' },
  rule: {
    text: '登记的按钮逐个在规定天数内直测至公安；只测至中心的不计。',
    source: '地方做法（每月或每季测试）',
    clause: '按钮测试',
    thresholds: { testDays: 90 },
    unverified: false,
  },
  check: numbersWithin({ testDays: [1, 366] }),
  decide(facts, { asOfMs }, thresholds) {
    const own = kindOf('panicButton', facts)
    if (own.length === 0) return noEvidence(1, 'noButton')
    if (facts.policeTests.length === 0) return noEvidence(own.length, 'neverTested', { buttons: own.length })
    const oldest = asOfMs - numberOf(thresholds, 'testDays') * DAY_MS
    const rows = own.map(({ id, name, place }) => {
      const tests = facts.policeTests.filter(({ deviceId }) => deviceId === id)
      const proven = tests.find(({ reached, receipt, officer }) => reached === 'police' && (receipt || officer))
      const why = proven ? (proven.atMs >= oldest ? null : 'testTooOld') : tests.length > 0 ? 'testedToCentre' : 'neverTested'
      return evidenceRow('policeTest', proven?.id ?? tests[0]?.id ?? id, name, proven?.atMs ?? tests[0]?.atMs ?? null, why, {
        device: id,
        place,
        receipt: proven?.receipt ?? null,
        officer: proven?.officer ?? null,
      })
    })
    const codes = ['testTooOld', 'testedToCentre', 'neverTested'].flatMap((code) => {
      const buttonsSo = rows.filter(({ why }) => why === code).length
      return buttonsSo > 0 ? [gap(code, { buttons: buttonsSo })] : []
    })
    const met = rows.filter(({ counts }) => counts).length
    return fraction(met, own.length, codes, worstFirst(rows), {
      expired: codes.length > 0 && codes.every(({ code }) => code === 'testTooOld'),
      basis: `buttons=${own.length}`,
    })
  },
}
