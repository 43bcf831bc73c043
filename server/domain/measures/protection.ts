// 物防: findings of inspections, equipment, closed campus (GB/T 29315-2022; 国办发〔2017〕35号).
import { addDays, startOfDay } from '../shanghai-day.ts'
import { dayTooOldSince } from './age.ts'
import {
  evidenceRow,
  fraction,
  type Gap,
  gap,
  type MeasureDefinition,
  noEvidence,
  numberOf,
  numbersWithin,
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
      return fraction(why ? 0 : 1, 1, why ? [gap(why, { checkedOn, ...(note ? { note } : {}) }, since)] : [], evidence, {
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
    text: '清单所列装备逐项列入本校清点表，实有不少于应配，且在有效期内。各校应配数按其自身依据。',
    source: '各省通知（件数不一）',
    clause: '每校清单',
    thresholds: { items: EQUIPMENT },
    unverified: true,
  },
  check: (thresholds) => [
    ...(Array.isArray(thresholds.items) &&
    thresholds.items.length > 0 &&
    thresholds.items.length <= 100 &&
    thresholds.items.every((item) => typeof item === 'string' && item.trim() !== '')
      ? []
      : [{ field: 'items', reason: 'expected a list of 1–100 names of items' }]),
    ...unknownFields(thresholds, ['items']),
  ],
  decide({ equipment: counted }, { today }, thresholds) {
    const items = thresholds.items as string[]
    if (counted.length === 0) return noEvidence(items.length, 'notCounted')
    const gaps: Gap[] = []
    for (const item of items.filter((name) => !counted.some((one) => one.item === name))) gaps.push(gap('itemNotListed', { item }))
    const evidence = counted.map(({ id, item, required, present, expiresOn, checkedOn, source }) => {
      const why = present < required ? 'tooFew' : expiresOn !== null && expiresOn < today ? 'itemExpired' : null
      if (why)
        gaps.push(
          gap(why, { item, required, present }, why === 'itemExpired' && expiresOn !== null ? startOfDay(addDays(expiresOn, 1)) : null),
        )
      return evidenceRow('equipmentItem', id, item, startOfDay(checkedOn), why, { required, present, expiresOn, source })
    })
    const total = new Set([...items, ...counted.map(({ item }) => item)]).size
    return fraction(total - gaps.length, total, gaps, evidence, {
      expired: gaps.length > 0 && gaps.every(({ code }) => code === 'itemExpired'),
    })
  },
}
