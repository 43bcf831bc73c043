// 卫生健康: health staff (R39).
import { startOfDay } from '../shanghai.ts'
import type { SchoolFacts } from './facts.ts'
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
