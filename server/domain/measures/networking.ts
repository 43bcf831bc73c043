// 联网率: cameras in the police platform's own catalogue with a picture proven (R30).
import { devicesOf } from './facts.ts'
import { evidenceRow, fraction, gap, type MeasureDefinition, noEvidence, uncountedFirst, unknownFields } from './measure.ts'

export const networkingRate: MeasureDefinition = {
  id: 'networkingRate',
  name: { zh: '视频监控与公安联网率', en: 'Cameras on the police’s network' },
  group: 'electronic',
  sets: ['plan2021'],
  counts: 'units',
  unit: { zh: '台', en: 'cameras' },
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
    const cameras = devicesOf('camera', facts).filter(({ mustBeNetworked }) => mustBeNetworked)
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
        heardFrom: entry?.heardFrom ?? entry?.signedBy ?? null,
        seenBy: picture?.seenBy ?? null,
      })
    })
    const gaps = (['notInCatalog', 'noPicture'] as const).flatMap((code) => (count[code] > 0 ? [gap(code, { cameras: count[code] })] : []))
    const met = rows.filter(({ counts }) => counts).length
    return fraction(met, cameras.length, gaps, uncountedFirst(rows), { basis })
  },
}
