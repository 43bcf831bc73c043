// 人防: guards by pupils and boarding, their licences (R27; GB/T 29315-2022).
import type { SchoolFacts } from './facts.ts'
import { evidenceRow, fraction, type Gap, gap, type MeasureDefinition, noEvidence, type Thresholds, unknownFields } from './measure.ts'

/** From so many pupils so many guards, and one more for each further `step` pupils. */
export interface GuardStep {
  readonly from: number
  readonly guards: number
  readonly step?: number
}

/** Guards that a table asks for. @returns 0 below its first row */
function fromTable(table: readonly GuardStep[], pupils: number): number {
  const row = table.findLast(({ from }) => pupils >= from)
  if (!row) return 0
  return row.guards + (row.step === undefined ? 0 : Math.floor((pupils - row.from) / row.step))
}

/** Guards required: 99, 100, 999, 1,000, 1,499, 1,500 day pupils give 1, 2, 2, 3, 3, 4; a boarding school also by its own table. */
export function guardsRequired(pupils: number, boarding: boolean, thresholds: Thresholds): number {
  const day = fromTable(thresholds.day as GuardStep[], pupils)
  return boarding ? Math.max(day, fromTable(thresholds.boarding as GuardStep[], pupils)) : day
}

function checkTable(field: string, table: unknown): { field: string; reason: string }[] {
  if (!Array.isArray(table) || table.length === 0) return [{ field, reason: 'expected a list of steps {from, guards, step?}' }]
  const wrong = table.findIndex((row: GuardStep) => {
    const whole = [row?.from, row?.guards, row?.step ?? 1].every((value) => Number.isInteger(value) && Number(value) >= 0)
    return !whole || row.step === 0 || row.guards > 1_000
  })
  if (wrong >= 0) return [{ field: `${field}.${wrong}`, reason: 'expected whole numbers {from ≥ 0, guards 0–1000, step ≥ 1}' }]
  const steps = table as GuardStep[]
  if (steps[0]?.from !== 0) return [{ field: `${field}.0.from`, reason: 'expected 0: every school needs a row' }]
  const falling = steps.findIndex(
    (row, n) => n > 0 && (row.from <= (steps[n - 1]?.from ?? 0) || row.guards < fromTable(steps.slice(0, n), row.from - 1)),
  )
  return falling < 0 ? [] : [{ field: `${field}.${falling}`, reason: 'contradicts the row before: more pupils would need fewer guards' }]
}

/** Why a guard does not count as one of this school, or null. */
const guardRefusal = ({ fullTime, alsoAt, listedTwice }: SchoolFacts['guards'][number]): string | null =>
  alsoAt !== null ? 'inTwoSchools' : listedTwice ? 'listedTwice' : fullTime ? null : 'partTime'

export const guardsEmployed: MeasureDefinition = {
  id: 'guardsEmployed',
  name: { zh: '专职保安配备', en: 'Full-time guards employed' },
  group: 'human',
  sets: ['plan2021', 'national2020'],
  counts: 'schools',
  unit: { zh: '人', en: 'guards' },
  target: 100,
  tables: ['guard', 'guard_history', 'school', 'school_history'],
  evidence: {
    zh: '保安名册（在岗起止、专职）与学生数、寄宿',
    en: 'register of guards (employed from and until, full time); pupils and boarding',
  },
  rule: {
    text: '走读：不足100人至少1名，100–999人至少2名，1000人以上至少3名，此后每增加500人增配1名。寄宿：至少2名，300人以上每再增加300人增配1名。同一人列入两校的，两校均不计。',
    source: 'GB/T 29315-2022；公治〔2015〕168号',
    clause: '29315 人力防范；168号 保安员配备',
    thresholds: {
      day: [
        { from: 0, guards: 1 },
        { from: 100, guards: 2 },
        { from: 1000, guards: 3, step: 500 },
      ],
      boarding: [
        { from: 0, guards: 2 },
        { from: 300, guards: 2, step: 300 },
      ],
    },
    unverified: true,
  },
  check: (thresholds) => [
    ...checkTable('day', thresholds.day),
    ...checkTable('boarding', thresholds.boarding),
    ...unknownFields(thresholds, ['day', 'boarding']),
  ],
  decide({ school, guards }, _clock, thresholds) {
    if (school.pupils === null) return noEvidence(0, 'pupilsMissing')
    const required = guardsRequired(school.pupils, school.boarding, thresholds)
    const basis = `pupils=${school.pupils} boarding=${school.boarding}`
    if (guards.length === 0) return noEvidence(required, 'noGuardRegistered', { required }, basis)
    const evidence = guards.map((guard) => {
      const { id, name, fullTime, employedFrom, alsoAt } = guard
      return evidenceRow('guard', id, name, null, guardRefusal(guard), { fullTime, employedFrom, alsoAt })
    })
    const present = evidence.filter(({ counts }) => counts).length
    const gaps: Gap[] = []
    if (present < required) gaps.push(gap('guardsMissing', { required, present, missing: required - present, pupils: school.pupils }))
    if (present < required)
      for (const { name, alsoAt } of guards) if (alsoAt !== null) gaps.push(gap('guardInTwoSchools', { name, school: alsoAt }))
    return fraction(Math.min(present, required), required, gaps, evidence, { basis })
  },
}
