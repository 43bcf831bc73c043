// 卫生健康 and 创建: health staff, titles (R38, R39).
import { addDays, startOfDay } from '../shanghai.ts'
import type { SchoolFacts, TitleFact } from './facts.ts'
import {
  evidenceRow,
  fraction,
  gap,
  type MeasureDefinition,
  noEvidence,
  notApplicable,
  numberOf,
  numbersWithin,
  type Thresholds,
  unknownFields,
} from './measure.ts'

/** Full-time health staff required: one per 600 pupils, at least one where pupils board; in a kindergarten one per 150 children, at least one. */
export function healthStaffRequired(
  { level, boarding }: Pick<SchoolFacts['school'], 'level' | 'boarding'>,
  pupils: number,
  thresholds: Thresholds,
): number {
  const least = level === 'kindergarten' || boarding ? 1 : 0
  return Math.max(least, Math.floor(pupils / numberOf(thresholds, level === 'kindergarten' ? 'kindergartenPer' : 'schoolPer')))
}

export const healthStaff: MeasureDefinition = {
  id: 'healthStaff',
  name: { zh: '卫生人员配备', en: 'Health staff' },
  group: 'health',
  sets: [],
  counts: 'schools',
  unit: { zh: '人', en: 'people' },
  target: 100,
  tables: ['health_staff', 'school'],
  evidence: { zh: '卫生人员名册（专职、资格、起止）', en: 'register of health staff (full time, qualification, from and until)' },
  rule: {
    text: '中小学每 600 名学生 1 名专职卫生人员，寄宿的至少 1 名；幼儿园每 150 名幼儿 1 名，至少 1 名；须专职并有资格。不足 600 人的走读学校不要求专职。',
    source: '学校卫生工作条例；托儿所幼儿园卫生保健管理办法',
    clause: '600∶1 或寄宿；150∶1',
    thresholds: { schoolPer: 600, kindergartenPer: 150 },
    unverified: true,
  },
  check: numbersWithin({ schoolPer: [1, 100_000], kindergartenPer: [1, 100_000] }),
  decide({ school, healthStaff: staff }, _clock, thresholds) {
    if (school.pupils === null) return noEvidence(1, 'pupilsMissing')
    const required = healthStaffRequired(school, school.pupils, thresholds)
    const basis = `pupils=${school.pupils} boarding=${school.boarding}`
    if (required === 0) return notApplicable('nothingRequired', basis)
    if (staff.length === 0) return noEvidence(required, 'noHealthStaff', { required }, basis)
    const evidence = staff.map(({ id, name, fullTime, qualification, fromDay }) =>
      evidenceRow(
        'healthStaff',
        id,
        name,
        startOfDay(fromDay),
        fullTime ? ((qualification ?? '').trim() === '' ? 'notQualified' : null) : 'partTime',
        { fullTime, qualification },
      ),
    )
    const present = evidence.filter(({ counts }) => counts).length
    const gaps =
      present < required ? [gap('healthStaffMissing', { required, present, missing: required - present, pupils: school.pupils })] : []
    return fraction(Math.min(present, required), required, gaps, evidence, { basis })
  },
}

/** Why a title does not count that day, or null. */
export function titleRefusal({ issuedOn, validTo, revokedOn }: TitleFact, today: string): 'notYet' | 'revoked' | 'titleExpired' | null {
  if (issuedOn > today) return 'notYet'
  if (revokedOn !== null && revokedOn <= today) return 'revoked'
  return validTo !== null && validTo < today ? 'titleExpired' : null
}

function titled(
  kind: TitleFact['kind'],
  group: MeasureDefinition['group'],
  words: Pick<MeasureDefinition, 'id' | 'name' | 'rule'>,
): MeasureDefinition {
  return {
    ...words,
    group,
    sets: [],
    counts: 'schools',
    unit: { zh: '所', en: 'schools' },
    target: 100,
    tables: ['title'],
    evidence: {
      zh: '称号登记（级别、授予单位、文号、有效期、撤销）',
      en: 'register of titles (level, issuer, number, validity, revocation)',
    },
    check: (thresholds) => unknownFields(thresholds, []),
    decide({ titles }, { today }) {
      const own = titles.filter((title) => title.kind === kind)
      if (own.length === 0) return noEvidence(1, 'noTitle')
      const judged = own.map((title) => ({ title, why: titleRefusal(title, today) }))
      const evidence = judged.map(({ title, why }) =>
        evidenceRow('title', title.id, title.number ?? title.kind, startOfDay(title.issuedOn), why, {
          level: title.level,
          issuer: title.issuer,
          validTo: title.validTo,
          revokedReason: title.revokedReason,
        }),
      )
      if (judged.some(({ why }) => why === null)) return fraction(1, 1, [], evidence)
      // One that comes later says nothing of the one that has run out.
      const newest = judged
        .filter(({ why }) => why !== 'notYet' || judged.every((other) => other.why === 'notYet'))
        .sort((a, b) => (a.title.issuedOn < b.title.issuedOn ? 1 : -1))[0]
      const why = newest?.why ?? 'titleExpired'
      const title = newest?.title
      const since =
        why === 'revoked' && title?.revokedOn
          ? startOfDay(title.revokedOn)
          : why === 'titleExpired' && title?.validTo
            ? startOfDay(addDays(title.validTo, 1))
            : null
      const params = {
        ...(title?.validTo ? { validTo: title.validTo } : {}),
        ...(title?.revokedReason ? { reason: title.revokedReason } : {}),
      }
      return fraction(0, 1, [gap(why, params, since)], evidence, { expired: why === 'titleExpired' })
    },
  }
}

export const safeSchool = titled('safeSchool', 'title', {
  id: 'safeSchool',
  name: { zh: '平安校园', en: 'Safe school (title)' },
  rule: { text: '有未过期、未撤销的“平安校园”称号。', source: '规划第 19 条', clause: '平安校园 100%', thresholds: {}, unverified: false },
})
export const healthPromoting = titled('healthPromoting', 'health', {
  id: 'healthPromoting',
  name: { zh: '健康促进学校', en: 'Health-promoting school (title)' },
  rule: {
    text: '有未过期、未撤销的“健康促进学校”称号。',
    source: '规划第 19 条；WS/T 495-2016',
    clause: '健康促进学校 100%',
    thresholds: {},
    unverified: false,
  },
})
