// 公安联网: the link is proven by the heartbeat of the device that keeps it.
import { evidenceRow, fraction, gap, type MeasureDefinition, noEvidence, unknownFields } from './measure.ts'

export const policeLink: MeasureDefinition = {
  id: 'policeLink',
  name: { zh: '与公安联网', en: 'Linked with the police' },
  group: 'electronic',
  sets: ['plan2021'],
  counts: 'schools',
  unit: { zh: '条', en: 'links' },
  target: 100,
  tables: ['police_link', 'device', 'device_interval'],
  evidence: { zh: '联网设备登记与其心跳（在线状态区间）', en: 'the device that keeps the link, and its heartbeat (intervals of states)' },
  rule: {
    text: '至少登记一条联网线路，且判定时刻其设备在线（心跳 60 秒，连续 3 次未收到即离线）。',
    source: 'GB/T 28181；规划第 19 条',
    clause: '28181-2016 9.6.1 状态信息报送',
    thresholds: {},
    unverified: false,
  },
  check: (thresholds) => unknownFields(thresholds, []),
  decide({ policeLinks, devices }) {
    if (policeLinks.length === 0) return noEvidence(1, 'noPoliceLink')
    const rows = policeLinks.map(({ deviceId, kind }) => {
      const device = devices.find(({ id }) => id === deviceId)
      const why = device ? (device.state === 'online' ? null : 'linkNotHeard') : 'deviceUnknown'
      return {
        sinceMs: device?.sinceMs ?? null,
        row: evidenceRow('device', deviceId, device?.name ?? deviceId, device?.sinceMs ?? null, why, {
          kind,
          state: device?.state ?? null,
        }),
      }
    })
    const up = rows.some(({ row }) => row.counts)
    const gaps = up ? [] : rows.map(({ row, sinceMs }) => gap(row.why ?? '', { device: row.label }, sinceMs))
    return fraction(
      up ? 1 : 0,
      1,
      gaps,
      rows.map(({ row }) => row),
    )
  },
}
