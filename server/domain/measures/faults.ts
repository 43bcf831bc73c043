// 故障修复时限.
import { evidenceRow, fraction, gap, type MeasureDefinition, notApplicable, numberOf, numbersWithin, uncountedFirst } from './measure.ts'

export const faultsMended: MeasureDefinition = {
  id: 'faultsMended',
  name: { zh: '故障 24 小时内修复', en: 'Faults mended within 24 h' },
  group: 'electronic',
  sets: [],
  counts: 'units',
  unit: { zh: '起', en: 'faults' },
  target: 100,
  tables: ['fault'],
  evidence: {
    zh: '周期内处于开启状态的故障（按钮频繁按下除外）及其关闭时间',
    en: 'faults that were open in the period (but a button pressed too often), and when they were closed',
  },
  rule: {
    text: '周期内关闭的故障，加上到判定时刻已过时限仍未关闭的故障，为应修复；其中自开启起在规定小时内关闭的为按时。未到时限的不计，留待其关闭或到期的周期；跨周期未修复的，在每个周期都不计为按时。',
    source: '京教（2018）地方要求',
    clause: '故障修复时限 24 h',
    thresholds: { hours: 24 },
    unverified: false,
  },
  check: numbersWithin({ hours: [1, 720] }),
  decide({ faults }, { asOfMs }, thresholds) {
    const limitMs = numberOf(thresholds, 'hours') * 3_600_000
    const due = faults.filter(({ openedMs, closedMs }) => closedMs !== null || openedMs + limitMs < asOfMs)
    if (due.length === 0) return notApplicable('nothingRequiredYet')
    const rows = due.map(({ id, kind, openedMs, closedMs }) => {
      const inTime = (closedMs ?? asOfMs) - openedMs <= limitMs
      return evidenceRow('fault', id, kind, openedMs, inTime ? null : closedMs === null ? 'stillOpen' : 'mendedLate', {
        closedAt: closedMs === null ? null : new Date(closedMs).toISOString(),
      })
    })
    const late = rows.filter(({ counts }) => !counts).length
    return fraction(due.length - late, due.length, late > 0 ? [gap('faultsLate', { faults: late })] : [], uncountedFirst(rows))
  },
}
