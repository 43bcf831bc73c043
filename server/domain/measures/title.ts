// 创建: titles with their validity, and the preconditions that they rest on (R38).
import type { EvidenceRow } from '#contracts/measure.ts'
import { CONDITIONS } from '../register.ts'
import { addDays, startOfDay } from '../shanghai.ts'
import { dayTooOldSince } from './age.ts'
import type { TitleConditionFact, TitleFact } from './facts.ts'
import {
  evidenceRow,
  type Gap,
  gap,
  type MeasureClock,
  type MeasureDefinition,
  noEvidence,
  numberOf,
  numbersWithin,
  type Thresholds,
  unknownFields,
  type Verdict,
  worstOf,
} from './measure.ts'

/** Why a title does not count that day, or null. */
export function titleRefusal({ issuedOn, validTo, revokedOn }: TitleFact, today: string): 'notYet' | 'revoked' | 'titleExpired' | null {
  if (issuedOn > today) return 'notYet'
  if (revokedOn !== null && revokedOn <= today) return 'revoked'
  return validTo !== null && validTo < today ? 'titleExpired' : null
}

type Part = Pick<Verdict, 'result' | 'gaps' | 'evidence'>

/** The title by itself. @param own every one of its kind, at least one */
function decideTitle(own: readonly TitleFact[], today: string): Part {
  const judged = own.map((title) => ({ title, why: titleRefusal(title, today) }))
  const evidence = judged.map(({ title, why }) =>
    evidenceRow('title', title.id, title.number ?? title.kind, startOfDay(title.issuedOn), why, {
      level: title.level,
      issuer: title.issuer,
      validTo: title.validTo,
      revokedReason: title.revokedReason,
    }),
  )
  if (judged.some(({ why }) => why === null)) return { result: 'met', gaps: [], evidence }
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
  return { result: why === 'titleExpired' ? 'expired' : 'notMet', gaps: [gap(why, params, since)], evidence }
}

/** One precondition: its newest record must say that it is kept, and still hold. */
function decideCondition(condition: string, record: TitleConditionFact | undefined, today: string, thresholds: Thresholds): Part {
  if (!record) return { result: 'noEvidence', gaps: [gap('conditionNotProven', { condition })], evidence: [] }
  const { id, state, checkedOn, validTo, issuer, number, note } = record
  const ended = validTo !== null && validTo < today ? startOfDay(addDays(validTo, 1)) : null
  const old = validTo === null ? dayTooOldSince(checkedOn, numberOf(thresholds, 'maxAgeDays'), today) : ended
  const why = state === 'broken' ? 'conditionBroken' : old !== null ? 'conditionExpired' : null
  const row: EvidenceRow = evidenceRow('titleCondition', id, number ?? issuer, startOfDay(checkedOn), why, {
    condition,
    result: state === 'kept' ? 'kept' : 'notKept',
    issuer,
    validTo,
    note,
  })
  if (why === null) return { result: 'met', gaps: [], evidence: [row] }
  const gaps: Gap[] = [
    gap(why, { condition, checkedOn, ...(validTo === null ? {} : { validTo }) }, why === 'conditionBroken' ? startOfDay(checkedOn) : old),
  ]
  return { result: why === 'conditionBroken' ? 'notMet' : 'expired', gaps, evidence: [row] }
}

/** The preconditions that a version of the rule names; the first versions named none. */
const conditionsOf = ({ conditions = [] }: Thresholds): readonly string[] => conditions as string[]

function checkConditions({ conditions, ...rest }: Thresholds): { field: string; reason: string }[] {
  const ages = conditions === undefined ? unknownFields(rest, ['maxAgeDays']) : numbersWithin({ maxAgeDays: [1, 3660] })(rest)
  if (conditions === undefined) return ages
  const known: readonly unknown[] = Object.keys(CONDITIONS)
  const isList = Array.isArray(conditions) && conditions.every((one) => known.includes(one))
  if (!isList) return [{ field: 'conditions', reason: `expected a list of preconditions, of ${known.join(', ')}` }, ...ages]
  return new Set(conditions).size === conditions.length ? ages : [{ field: 'conditions', reason: 'names a precondition twice' }, ...ages]
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
    tables: ['title', 'title_condition'],
    evidence: {
      zh: '称号登记（级别、授予单位、文号、有效期、撤销）与前置条件的佐证（结论、出具单位、有效期）',
      en: 'register of titles (level, issuer, number, validity, revocation) and proofs of their preconditions (finding, by whom, validity)',
    },
    check: checkConditions,
    decide({ titles, titleConditions }, { today }: MeasureClock, thresholds) {
      const own = titles.filter((title) => title.kind === kind)
      if (own.length === 0) return noEvidence(1, 'noTitle')
      const records = titleConditions.filter((record) => record.kind === kind)
      const parts = [
        decideTitle(own, today),
        ...conditionsOf(thresholds).map((condition) =>
          decideCondition(
            condition,
            records.find((record) => record.condition === condition),
            today,
            thresholds,
          ),
        ),
      ]
      const result = worstOf(parts.map((part) => part.result))
      return {
        result,
        met: result === 'met' ? 1 : 0,
        required: 1,
        gaps: parts.flatMap(({ gaps }) => gaps),
        evidence: parts.flatMap(({ evidence }) => evidence),
        basis: '',
      }
    },
  }
}

export const safeSchool = titled('safeSchool', 'title', {
  id: 'safeSchool',
  name: { zh: '平安校园', en: 'Safe school (title)' },
  rule: {
    text: '有未过期、未撤销的“平安校园”称号，且前置条件（安全教育课时落实、无安全责任事故、无负面清单事项）都有有效的佐证（未写有效期的，核查后规定天数内有效）。',
    source: '规划第 19 条；各地平安校园创建办法',
    clause: '平安校园 100%；负面清单（前置条件各地不同）',
    thresholds: { conditions: ['safetyLessons', 'noSafetyAccident', 'noNegativeEvent'], maxAgeDays: 366 },
    unverified: true,
  },
})
export const healthPromoting = titled('healthPromoting', 'health', {
  id: 'healthPromoting',
  name: { zh: '健康促进学校', en: 'Health-promoting school (title)' },
  rule: {
    text: '有未过期、未撤销的“健康促进学校”称号，且前提条件（开设健康教育课、符合无烟学校标准、无集体性食物中毒、无安全责任事故）都有有效的佐证（未写有效期的，核查后规定天数内有效）。',
    source: '规划第 19 条；WS/T 495-2016；健康促进学校评价标准',
    clause: '健康促进学校 100%；前提条件',
    thresholds: { conditions: ['healthLessons', 'smokeFree', 'noFoodPoisoning', 'noSafetyAccident'], maxAgeDays: 366 },
    unverified: true,
  },
})
