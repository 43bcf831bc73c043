// 录像保存期限、录像机时钟 (R31).
import type { EvidenceRow } from '#contracts/measure.ts'
import { DAY_MS } from '../shanghai.ts'
import { tooOldSince } from './age.ts'
import { type DeviceFact, devicesOf, type SchoolFacts } from './facts.ts'
import {
  evidenceRow,
  fraction,
  type Gap,
  gap,
  type MeasureClock,
  type MeasureDefinition,
  noEvidence,
  numberOf,
  numbersWithin,
  type Thresholds,
  type Verdict,
} from './measure.ts'

/** Whether the school is a key target, whose pictures are kept longer. */
function isKeyTarget({ school }: SchoolFacts, thresholds: Thresholds): boolean {
  const from = numberOf(thresholds, school.level === 'kindergarten' ? 'targetKindergarten' : 'targetPupils')
  return school.pupils !== null && school.pupils >= from
}

/** A recorder's newest check, and from when on it proves nothing any more. */
function checkOf(facts: SchoolFacts, deviceId: string, { asOfMs }: MeasureClock, thresholds: Thresholds) {
  const check = facts.recorderChecks.find((one) => one.deviceId === deviceId) ?? null
  return { check, oldSinceMs: check ? tooOldSince(check.atMs, numberOf(thresholds, 'maxCheckAgeDays'), asOfMs) : null }
}

/** How many days of pictures a recorder proves, and by what: a check in time, else its own word while it is heard, else an old check. */
function proofOf({ state, retentionDays }: DeviceFact, { check, oldSinceMs }: ReturnType<typeof checkOf>) {
  const own = state === 'online' && retentionDays !== null ? Math.floor(retentionDays) : null
  if (check && (oldSinceMs === null || own === null))
    return { days: Math.floor((check.atMs - check.oldestMs) / DAY_MS), by: 'check', atMs: check.atMs, oldSinceMs }
  return { days: own, by: 'device', atMs: null, oldSinceMs: null }
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
    const recorders = devicesOf('recorder', facts)
    const required = numberOf(thresholds, isKeyTarget(facts, thresholds) ? 'targetDays' : 'days')
    const basis = `recorders=${recorders.length} days=${required}`
    if (recorders.length === 0) return noEvidence(1, 'noRecorder', {}, basis)
    // Without the number of pupils nobody can say whether the longer period is required.
    if (facts.school.pupils === null) return noEvidence(recorders.length, 'pupilsMissing', {}, basis)
    const gaps: Gap[] = []
    const evidence = recorders.map((recorder) => {
      const { days, by, atMs, oldSinceMs } = proofOf(recorder, checkOf(facts, recorder.id, clock, thresholds))
      const isShort = days !== null && days < required
      const why = days === null ? 'retentionUnknown' : isShort ? 'retentionShort' : oldSinceMs !== null ? 'recorderCheckTooOld' : null
      const kept: Gap['params'] = days === null ? {} : { days }
      if (why) gaps.push(gap(why, { recorder: recorder.name, required, ...kept }, why === 'recorderCheckTooOld' ? oldSinceMs : null))
      return evidenceRow('device', recorder.id, recorder.name, atMs, why, { days, required, by })
    })
    return judgedRecorders(evidence, gaps, 'retentionUnknown', basis)
  },
}

/** The verdict over all recorders: nothing proven of any of them is no evidence, and old checks alone are only expired. */
function judgedRecorders(evidence: readonly EvidenceRow[], gaps: readonly Gap[], unknown: string, basis: string): Verdict {
  const all = evidence.length
  if (gaps.length === all && gaps.every(({ code }) => code === unknown))
    return { ...noEvidence(all, unknown, { recorders: all }, basis), evidence }
  const expired = gaps.length > 0 && gaps.every(({ code }) => code === 'recorderCheckTooOld')
  return fraction(all - gaps.length, all, gaps, evidence, { basis, expired })
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
    const recorders = devicesOf('recorder', facts)
    if (recorders.length === 0) return noEvidence(1, 'noRecorder')
    const limit = numberOf(thresholds, 'maxOffsetS')
    const gaps: Gap[] = []
    const evidence = recorders.map(({ id, name }) => {
      const { check, oldSinceMs } = checkOf(facts, id, clock, thresholds)
      const isOff = check !== null && Math.abs(check.clockOffsetS) > limit
      const why = !check ? 'clockUnknown' : isOff ? 'clockOff' : oldSinceMs !== null ? 'recorderCheckTooOld' : null
      const offset: Gap['params'] = check ? { offsetS: check.clockOffsetS } : {}
      if (why) gaps.push(gap(why, { recorder: name, ...offset }, why === 'recorderCheckTooOld' ? oldSinceMs : null))
      return evidenceRow('device', id, name, check?.atMs ?? null, why, { offsetS: check?.clockOffsetS ?? null })
    })
    return judgedRecorders(evidence, gaps, 'clockUnknown', `recorders=${recorders.length}`)
  },
}
