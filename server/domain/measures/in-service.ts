// 在线率、完好率: devices online at the moment judged, cameras in service by intervals (R31).
import type { DeviceKind } from '#contracts/device.ts'
import type { Seconds } from '../availability.ts'
import { devicesOf } from './facts.ts'
import {
  evidenceRow,
  fraction,
  gap,
  type MeasureDefinition,
  noEvidence,
  notApplicable,
  numberOf,
  numbersWithin,
  uncountedFirst,
  unknownFields,
  type Verdict,
} from './measure.ts'

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
      const own = devicesOf(kind, facts)
      if (own.length === 0) return noEvidence(1, kind === 'camera' ? 'noCamera' : 'noButton')
      const rows = own.map(({ id: deviceId, name: label, state, sinceMs }) =>
        evidenceRow('device', deviceId, label, sinceMs, state === 'online' ? null : state, { state }),
      )
      const met = rows.filter(({ counts }) => counts).length
      const since = own.filter(({ state }) => state !== 'online').flatMap(({ sinceMs }) => sinceMs ?? [])
      const gaps = met < own.length ? [gap('notOnline', { devices: own.length - met }, since.length > 0 ? Math.min(...since) : null)] : []
      return fraction(met, own.length, gaps, uncountedFirst(rows), { basis: `devices=${own.length}` })
    },
  }
}
export const cameraOnline = onlineOf(
  'camera',
  'cameraOnline',
  { zh: '摄像机在线率', en: 'Cameras online' },
  { zh: '台', en: 'cameras' },
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

/** 完好率: online without a fault of picture or recording ÷ (online + offline + unknown) of the days so far; maintenance stands apart, unknown counts against. */
function inService(area: 'inside' | 'gateStreet', id: string, name: MeasureDefinition['name'], percent: number): MeasureDefinition {
  return {
    id,
    name,
    group: 'electronic',
    sets: [],
    counts: 'units',
    unit: { zh: '小时', en: 'hours' },
    target: percent,
    tables: ['device', 'camera_place', 'device_day', 'device_interval', 'fault'],
    evidence: {
      zh: '逐日在线、离线、未知、检修时长，在线而画面或录像有故障的时长',
      en: 'time online, offline, unknown and in maintenance, by day; time online with a fault of picture or recording',
    },
    rule: {
      text: `在线且画面、录像无故障的时长÷（在线＋离线＋未知）不低于 ${percent}%；检修时长另列，未知计为不完好。${area === 'inside' ? '未登记部位的摄像机按校内计。' : ''}`,
      source: '发改委等（2015）',
      clause: area === 'inside' ? '重点行业领域 ≥95%' : '重点公共区域 ≥98%',
      thresholds: { minPercent: percent },
      unverified: false,
    },
    check: numbersWithin({ minPercent: [1, 100] }),
    decide(facts, _clock, thresholds) {
      const own = devicesOf('camera', facts).filter((camera) => (camera.area ?? 'inside') === area)
      const basis = `cameras=${own.length}`
      if (own.length === 0) return noEvidence(1, area === 'inside' ? 'noCamera' : 'noCameraPlaced', {}, basis)
      const longest = Math.max(0, ...own.map(({ seconds }) => (seconds ? requiredOf(seconds) + seconds.maintenance : 0)))
      if (longest === 0) return noEvidence(1, 'noInterval', {}, basis)
      const minPercent = numberOf(thresholds, 'minPercent')
      let [working, required, maintenance] = [0, 0, 0]
      const rows = own.map(({ id: deviceId, name: label, seconds, faultySeconds }) => {
        // Nothing was ever heard of it: unknown for as long as the longest known.
        const held = seconds ?? { online: 0, offline: 0, unknown: longest, maintenance: 0 }
        working += held.online - faultySeconds
        required += requiredOf(held)
        maintenance += held.maintenance
        const why = (held.online - faultySeconds) * 100 >= requiredOf(held) * minPercent ? null : 'belowPercent'
        return evidenceRow('device', deviceId, label, null, why, {
          onlineH: hours(held.online),
          faultyH: hours(faultySeconds),
          offlineH: hours(held.offline),
          unknownH: hours(held.unknown),
          maintenanceH: hours(held.maintenance),
        })
      })
      if (required === 0) return notApplicable('allInMaintenance')
      const enough = working * 100 >= required * minPercent
      const gaps = enough
        ? []
        : [
            gap('belowPercent', {
              percent: Math.floor((working * 1000) / required) / 10,
              required: minPercent,
              maintenanceHours: hours(maintenance),
              cameras: rows.filter(({ counts }) => !counts).length,
            }),
          ]
      return {
        result: enough ? 'met' : 'notMet',
        // Not rounded: a sum over schools is, and then down.
        met: working / HOUR,
        required: required / HOUR,
        gaps,
        evidence: uncountedFirst(rows),
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
