import { expect, it } from 'vitest'
import type { GapAction } from '#contracts/gap.ts'
import type { Measure, MeasureResult, Period, SchoolResult } from '#contracts/measure.ts'
import { gapNote, noteText, rateText } from '#domain/gap-note.ts'
import { gapWords } from '#domain/gap-words.ts'

const measure: Measure = {
  id: 'guardsEmployed',
  name: { zh: '专职保安配备', en: 'Full-time guards' },
  group: 'human',
  sets: ['plan2021'],
  counts: 'schools',
  unit: { zh: '所', en: 'schools' },
  target: 100,
  evidence: { zh: '保安名册', en: 'register' },
  rule: {
    version: 1,
    text: '',
    source: 'GB/T 29315-2022',
    clause: '5',
    thresholds: {},
    validFrom: '2021-01-01',
    reason: '',
    proposedBy: 'a',
    proposedAt: '2021-01-01T00:00:00Z',
    approvedBy: 'b',
    approvedAt: '2021-01-01T00:00:00Z',
    state: 'inForce',
  },
}
const period: Period = {
  id: '2026-03',
  kind: 'month',
  name: '2026年3月',
  from: '2026-03-01',
  to: '2026-04-01',
  cutoffAt: '2026-04-01T00:00:00Z',
  state: 'open',
  frozenAt: null,
  frozenBy: null,
}
const row = (schoolId: string, result: MeasureResult, given: Partial<SchoolResult> = {}): SchoolResult => ({
  schoolId,
  schoolName: `示例${schoolId}`,
  townshipId: 't1',
  townshipName: '示例镇',
  measureId: measure.id,
  periodId: period.id,
  version: 1,
  result,
  met: 0,
  required: 1,
  gaps: [],
  since: null,
  change: null,
  corrected: null,
  exemption: null,
  computedAt: '2026-03-20T00:00:00Z',
  ...given,
})
const missing = { code: 'guardsMissing', params: { pupils: 999, required: 2, present: 1, missing: 1 }, since: null }
const rows = [
  row('a', 'met', { change: { from: 'expired', cause: 'reality' } }),
  // 16:30 UTC is the next day in Shanghai
  row('b', 'notMet', { gaps: [missing], since: '2026-03-01T16:30:00Z', change: { from: 'met', cause: 'register' } }),
  row('c', 'noEvidence', { since: '2026-02-01T00:00:00Z' }),
  row('d', 'notApplicable'),
]
const action: GapAction = {
  measureId: measure.id,
  schoolId: 'b',
  version: 1,
  action: '招聘 1 名',
  responsible: '示例·张',
  due: '2026-03-31',
  by: 'x',
  at: '2026-03-02T00:00:00Z',
}
const figure = { met: 1, applicable: 3, rate: 33.3 }

it('writes school, condition, since when, action, person, date and change, the oldest gap first', () => {
  const note = gapNote({ measure, period, figure, rows, actions: [action] }, 'zh')
  expect(note.summary).toBe('专职保安配备（2026年3月）：1 ÷ 3 所，33.3%，目标 100%；不达标 1 所；缺佐证 1 所；不适用 1 所。')
  expect(note.changes).toBe('较上期：新增 1 所（登记变更 1），恢复 1 所（实际变化 1）。')
  expect(note.lines.map(({ text }) => text)).toEqual([
    '示例c（示例镇）：缺佐证；自 2026-02-01；整改措施未填。',
    '示例b（示例镇）：不达标，学生 999 人应配保安 2 人，计入 1 人，缺 1 人；自 2026-03-02；措施：招聘 1 名，责任人 示例·张，2026-03-31 前完成；较上期新增（登记变更）。',
  ])
})

it('says what a gap was in the period before without naming that period twice', () => {
  const still = row('c', 'notMet', { change: { from: 'noEvidence', cause: 'reality' } })
  const of = (language: 'zh' | 'en') => gapNote({ measure, period, figure, rows: [still], actions: [] }, language).lines[0]?.text
  expect(of('zh')).toBe('示例c（示例镇）：不达标；整改措施未填；上期缺佐证（实际变化）。')
  expect(of('en')).toBe('示例c (示例镇): not met; no action noted; was no evidence (in reality).')
})

it('says the same in English', () => {
  const text = noteText(gapNote({ measure, period, figure, rows, actions: [action] }, 'en'))
  expect(text).toContain('1 ÷ 3 schools, 33.3%, target 100%; 1 school not met; 1 school no evidence')
  expect(text).toContain('2. 示例b (示例镇): not met, 999 pupils need 2 guards, 1 count, 1 missing; since 2026-03-02; action: 招聘 1 名')
})

it('has no line and no change when all are met', () => {
  const note = gapNote({ measure, period, figure: { met: 1, applicable: 1, rate: 100 }, rows: [row('a', 'met')], actions: [] }, 'zh')
  expect([note.lines, note.changes]).toEqual([[], null])
})

it('hides no reason that it has no words for', () => {
  const strange = row('e', 'notMet', { gaps: [{ code: 'somethingNew', params: { days: 3 }, since: null }] })
  expect(gapNote({ measure, period, figure, rows: [strange], actions: [] }, 'zh').lines[0]?.text).toContain('somethingNew（days 3）')
})

it('prints a rate, 100% only as such, and a dash where nothing is required', () => {
  expect([rateText(99.9), rateText(100), rateText(0), rateText(null)]).toEqual(['99.9%', '100%', '0.0%', '—'])
})

it.each([
  [
    'neverTested',
    { place: 'gateRoom', device: '按钮1' },
    '门卫室的报警器 按钮1 从未直测公安',
    'button 按钮1 in the gate room never tested to the police',
  ],
  ['neverTested', { buttons: 3 }, '3 个报警器 从未直测公安', '3 × button never tested to the police'],
  [
    'rosterHole',
    { from: '2026-03-01T16:30:00.000Z', to: '2026-03-01T17:00:00.000Z', minutes: 30 },
    '门卫室 2026-03-02 00:30 至 2026-03-02 01:00 无人值守（30 分钟）',
    'gate room not manned from 2026-03-02 00:30 to 2026-03-02 01:00 (30 min)',
  ],
  ['licenceExpired', {}, '保安员证已过期', 'the licence has expired'],
] as const)('says %s with %j in words, without what is not known', (code, params, zh, en) => {
  expect([gapWords({ code, params }, 'zh'), gapWords({ code, params }, 'en')]).toEqual([zh, en])
})
