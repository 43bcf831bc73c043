// 物防: findings of inspections, equipment, closed campus (GB/T 29315-2022; 国办发〔2017〕35号).
import { addDays, startOfDay } from '../shanghai.ts'
import { dayTooOldSince } from './age.ts'
import type { EquipmentFact } from './facts.ts'
import {
  evidenceRow,
  fraction,
  type Gap,
  gap,
  type MeasureDefinition,
  noEvidence,
  numberOf,
  numbersWithin,
  type Thresholds,
  unknownFields,
} from './measure.ts'

type Words = Pick<MeasureDefinition, 'name' | 'sets'> & { text: string; source: string; clause: string; unverified?: boolean }

/** One thing that an inspection finds present or not; an old finding proves nothing. */
function found(id: string, kind: string, { name, sets, text, source, clause, unverified = false }: Words): MeasureDefinition {
  return {
    id,
    name,
    group: 'physical',
    sets,
    counts: 'schools',
    unit: { zh: '所', en: 'schools' },
    target: 100,
    tables: ['protection_item'],
    evidence: { zh: '物防检查记录（状况、日期、检查人）', en: 'findings of inspections (state, day, by whom)' },
    rule: { text, source, clause, thresholds: { maxAgeDays: 366 }, unverified },
    check: numbersWithin({ maxAgeDays: [1, 3660] }),
    decide({ protections }, { today }, thresholds) {
      const item = protections.find((one) => one.kind === kind)
      if (!item) return noEvidence(1, 'notInspected')
      const { state, checkedOn, note } = item
      const oldSince = dayTooOldSince(checkedOn, numberOf(thresholds, 'maxAgeDays'), today)
      const why = state !== 'present' ? state : oldSince !== null ? 'inspectionTooOld' : null
      const since = state === 'present' ? oldSince : startOfDay(checkedOn)
      const evidence = [evidenceRow('protectionItem', item.id, kind, startOfDay(checkedOn), why, { state, note })]
      return fraction(why ? 0 : 1, 1, why ? [gap(why, { checkedOn }, since)] : [], evidence, {
        expired: why === 'inspectionTooOld',
      })
    },
  }
}

const GB = { source: 'GB/T 29315-2022', clause: '实体防范' }

export const barrier = found('barrier', 'barrier', {
  name: { zh: '硬质防冲撞设施', en: 'Anti-ramming barriers' },
  sets: [],
  text: '校门外设硬质防冲撞设施，检查在规定天数之内且完好。',
  ...GB,
})
export const perimeter = found('perimeter', 'perimeter', {
  name: { zh: '实体围墙防攀爬', en: 'Climb-proof perimeter' },
  sets: [],
  text: '周界为实体屏障且防攀爬，检查在规定天数之内且完好。',
  ...GB,
})
export const separateEntrances = found('separateEntrances', 'separateEntrances', {
  name: { zh: '人车分流', en: 'People and vehicles apart' },
  sets: [],
  text: '有条件的学校人员与车辆分开出入；条件不允许的须按“不适用”报批，不报批的不达标。',
  ...GB,
})
export const closedCampus = found('closedCampus', 'closedCampus', {
  name: { zh: '封闭化管理', en: 'Closed campus' },
  sets: ['national2020'],
  text: '上课期间封闭化管理，检查在规定天数之内。',
  source: '教育部、公安部（2020 年底）；国办发〔2017〕35号',
  clause: '封闭化管理达标率；第九项',
})
export const gateRoomSet = found('gateRoomSet', 'gateRoom', {
  name: { zh: '门卫室设置', en: 'Gate room set up' },
  sets: [],
  text: '校门设门卫室，配电话与登记处。',
  ...GB,
  unverified: true,
})
export const visitorCheck = found('visitorCheck', 'visitorCheck', {
  name: { zh: '来访登记核验', en: 'Visitors checked' },
  sets: [],
  text: '来访人员登记并核验身份。',
  ...GB,
  unverified: true,
})
export const gateLighting = found('gateLighting', 'lighting', {
  name: { zh: '校门照明', en: 'Light at the gate' },
  sets: [],
  text: '校门区域夜间照明完好。',
  ...GB,
  unverified: true,
})

const EQUIPMENT = ['防暴头盔', '防暴盾牌', '防刺服', '防割手套', '橡胶警棍', '钢叉', '强光手电', '自卫喷雾']

export const equipment: MeasureDefinition = {
  id: 'equipment',
  name: { zh: '防护装备配备', en: 'Equipment of guards' },
  group: 'physical',
  sets: [],
  counts: 'schools',
  unit: { zh: '项', en: 'items' },
  target: 100,
  tables: ['equipment_item'],
  evidence: { zh: '装备清点表（应配、实有、有效期、依据）', en: 'counts of equipment (required, present, validity, source)' },
  rule: {
    text: '清单所列装备逐项列入本校清点表，实有不少于应配，在有效期内，且清点在规定天数之内。各校应配数按其自身依据；应配为 0 的不计，全部为 0 的为缺佐证。',
    source: '各省通知（件数不一）',
    clause: '每校清单',
    thresholds: { items: EQUIPMENT, maxAgeDays: 366 },
    unverified: true,
  },
  check: (thresholds) => [
    ...(Array.isArray(thresholds.items) &&
    thresholds.items.length > 0 &&
    thresholds.items.length <= 100 &&
    thresholds.items.every((item) => typeof item === 'string' && item.trim() !== '')
      ? []
      : [{ field: 'items', reason: 'expected a list of 1–100 names of items' }]),
    ...numbersWithin({ maxAgeDays: [1, 3660] })({ maxAgeDays: thresholds.maxAgeDays }),
    ...unknownFields(thresholds, ['items', 'maxAgeDays']),
  ],
  decide({ equipment: counted }, { today }, thresholds) {
    const items = thresholds.items as string[]
    if (counted.length === 0) return noEvidence(items.length, 'notCounted')
    const gaps: Gap[] = []
    for (const item of items.filter((name) => !counted.some((one) => one.item === name))) gaps.push(gap('itemNotListed', { item }))
    const evidence = counted.map((count) => {
      const { id, item, required, present, expiresOn, checkedOn, source } = count
      const { why, sinceMs } = countRefusal(count, today, thresholds)
      if (why && required > 0) gaps.push(gap(why, { item, required, present, checkedOn }, sinceMs))
      return evidenceRow('equipmentItem', id, item, startOfDay(checkedOn), why, { required, present, expiresOn, source })
    })
    const excused = new Set(counted.filter(({ required }) => required === 0).map(({ item }) => item))
    const total = new Set([...items, ...counted.map(({ item }) => item)].filter((item) => !excused.has(item))).size
    // Nobody approved that this school needs nothing: that is for an exemption to say.
    if (total === 0) return { ...noEvidence(items.length, 'nothingCounted'), evidence }
    return fraction(total - gaps.length, total, gaps, evidence, {
      expired: gaps.length > 0 && gaps.every(({ code }) => code === 'itemExpired' || code === 'countTooOld'),
    })
  },
}

/** Why a count is no proof, and since when; a version of the rule without an age takes counts of any. */
function countRefusal({ required, present, expiresOn, checkedOn }: EquipmentFact, today: string, { maxAgeDays }: Thresholds) {
  if (required === 0) return { why: 'noneRequired', sinceMs: null }
  if (present < required) return { why: 'tooFew', sinceMs: null }
  if (expiresOn !== null && expiresOn < today) return { why: 'itemExpired', sinceMs: startOfDay(addDays(expiresOn, 1)) }
  const oldSinceMs = typeof maxAgeDays === 'number' ? dayTooOldSince(checkedOn, maxAgeDays, today) : null
  return { why: oldSinceMs === null ? null : 'countTooOld', sinceMs: oldSinceMs }
}
