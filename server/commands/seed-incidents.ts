import type { IncidentFacts, IncidentKind, IncidentPerson, IncidentStep } from '#contracts/incident.ts'
import type { Role } from '#contracts/session.ts'
import type { Principal } from '#domain/policy.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import type { Pool } from '../store/pool.ts'
import { importAbsences } from './import-absences.ts'
import { openIncident } from './open-incident.ts'
import { recordStep } from './record-step.ts'

interface Case {
  /** nth school of the district, by id */
  readonly school: number
  readonly kind: IncidentKind
  /** minutes ago */
  readonly ago: number
  readonly place: string
  readonly summary: string
  readonly people?: readonly IncidentPerson[]
  readonly grave?: true
  readonly facts?: IncidentFacts
  /** step, minutes ago, facts */
  readonly steps?: readonly (readonly [IncidentStep, number, IncidentFacts?])[]
}

const DAY = 1440
const pupil = (name: string, detail: string): IncidentPerson => ({ name: `示例${name}`, part: 'pupil', detail })
const guardian = (name: string): IncidentPerson => ({ name: `示例${name}`, part: 'guardian', detail: '监护人（合成）' })

/** Invented, and called so: every name begins with 示例. They stand in all states, so that clocks in time, near their end and over it are seen. */
const CASES: readonly Case[] = [
  {
    ...{ school: 0, kind: 'dispute', ago: 50, place: '操场', summary: '示例甲体育课跑步摔倒，左臂疼痛，已送医检查。' },
    people: [pupil('甲', '三年级2班（合成）'), guardian('乙')],
    steps: [['guardianTold', 40]],
  },
  {
    ...{ school: 0, kind: 'bullying', ago: 3 * DAY, place: '教学楼三层', summary: '示例丙反映被示例丁多次起绰号、推搡。' },
    people: [pupil('丙', '五年级1班（合成）'), pupil('丁', '五年级1班（合成）'), guardian('戊')],
    steps: [
      ['guardianTold', 3 * DAY - 30],
      ['reported', 3 * DAY - 50],
    ],
  },
  {
    ...{ school: 0, kind: 'discipline', ago: 6 * DAY, place: '教室', summary: '示例己在课间动手打人，学校依规处理。' },
    people: [pupil('己', '六年级3班（合成）')],
    steps: [
      ['guardianTold', 6 * DAY - 60],
      ['measureTaken', 5 * DAY, { measure: 'suspension', ground: 'violence' }],
    ],
  },
  {
    ...{ school: 1, kind: 'dispute', ago: 58 * DAY, place: '楼梯间', summary: '示例庚下楼时摔伤，家长示例辛要求赔偿，已申请调解。' },
    people: [pupil('庚', '初一4班（合成）'), guardian('辛')],
    steps: [
      ['guardianTold', 58 * DAY - 20],
      ['reported', 58 * DAY - 45],
      ['insuranceNotified', 57 * DAY, { insurer: '示例财险', claimRef: '示例-0001' }],
      ['mediationAccepted', 55 * DAY, { mediator: '示例调解员' }],
    ],
  },
  {
    ...{ school: 2, kind: 'dispute', ago: 80 * DAY, place: '食堂', summary: '示例壬烫伤手背，双方调解中。' },
    people: [pupil('壬', '四年级1班（合成）'), guardian('癸')],
    steps: [
      ['guardianTold', 80 * DAY - 15],
      ['reported', 80 * DAY - 90],
      ['insuranceNotified', 79 * DAY],
      ['mediationAccepted', 70 * DAY],
    ],
  },
  {
    ...{ school: 3, kind: 'disturbance', ago: 2 * DAY, place: '校门口', summary: '数人在校门口拉横幅、堵门约 40 分钟，警方到场劝离。' },
    facts: { conducts: ['obstruction', 'harassment'] },
    steps: [
      ['policeReported', 2 * DAY - 8, { policeRef: '示例警单-0002', policeStation: '示例派出所' }],
      ['reported', 2 * DAY - 35],
      ['resultReported', DAY],
    ],
  },
  {
    ...{ school: 4, kind: 'health', ago: 20 * 60, place: '幼儿园中班', summary: '一个班三名幼儿发热，疑似流感，已转介。' },
    facts: { cluster: true },
    steps: [
      ['guardianTold', 20 * 60 - 40],
      ['referred', 19 * 60, { institution: '示例区疾控中心' }],
    ],
  },
  {
    ...{ school: 5, kind: 'health', ago: 12 * DAY, place: '小学部', summary: '示例子患水痘，居家隔离，已凭复课证明返校。' },
    people: [pupil('子', '二年级1班（合成）')],
    steps: [
      ['guardianTold', 12 * DAY - 30],
      ['referred', 12 * DAY - 120, { institution: '示例医院' }],
      ['returnedToClass', DAY],
      ['closed', DAY - 30],
    ],
  },
  {
    ...{ school: 6, kind: 'bullying', ago: 5 * 60, place: '宿舍', summary: '示例丑被数名同学殴打，学校已制止并核查。', grave: true },
    people: [pupil('丑', '初二5班（合成）'), guardian('寅')],
    steps: [
      ['guardianTold', 5 * 60 - 25],
      ['reported', 5 * 60 - 55],
    ],
  },
  {
    ...{ school: 7, kind: 'other', ago: 30 * DAY, place: '围墙外', summary: '校外人员翻墙进入，被保安劝离，无人受伤。' },
    steps: [
      ['reported', 30 * DAY - 40],
      ['guardianTold', 30 * DAY - 50],
      ['resultReported', 25 * DAY],
      ['closed', 25 * DAY - 60],
    ],
  },
  {
    ...{ school: 8, kind: 'dispute', ago: 100 * DAY, place: '篮球场', summary: '示例卯打球时碰掉牙齿，经保险理赔解决。' },
    people: [pupil('卯', '初三2班（合成）'), guardian('辰')],
    steps: [
      ['guardianTold', 100 * DAY - 10],
      ['reported', 100 * DAY - 30],
      ['insuranceNotified', 99 * DAY, { insurer: '示例财险', claimRef: '示例-0003' }],
      ['insuranceSettled', 60 * DAY, { paidYuan: 3200 }],
      ['closed', 59 * DAY],
    ],
  },
  {
    ...{
      school: 9,
      kind: 'disturbance',
      ago: 130 * DAY,
      place: '行政楼',
      summary: '两人围堵办公室索要高额赔偿，警方处置，后经调解达成协议。',
    },
    facts: { conducts: ['obstruction', 'detention'] },
    steps: [
      ['policeReported', 130 * DAY - 45, { policeRef: '示例警单-0004' }],
      ['reported', 130 * DAY - 50],
      ['mediationAccepted', 125 * DAY],
      ['mediationEnded', 90 * DAY, { outcome: 'agreed' }],
      ['resultReported', 85 * DAY],
      ['closed', 84 * DAY],
    ],
  },
]

const actor = (username: string, role: Role, schoolIds: string[] | null): Principal => ({
  accountId: '00000000-0000-4000-8000-000000000001',
  username,
  name: username,
  role,
  scope: schoolIds === null ? { kind: 'district' } : { kind: 'school', ids: schoolIds },
  schoolIds,
  departments: [],
  session: 'desk',
})

/** Pupils who stayed away ill in the last days, as the health system would send them; one school is above the threshold. */
async function seedAbsences(pool: Pool, by: Principal, schools: readonly string[], now: number): Promise<void> {
  const lines = schools.slice(0, 40).flatMap((school, n) =>
    Array.from({ length: 5 }, (_, day) => {
      const absent = n === 0 && day === 0 ? 45 : (n + day) % 2
      return `${school},${shanghaiDay(new Date(now - day * 86_400_000))},${absent}`
    }),
  )
  const taken = await importAbsences(pool, by, Buffer.from(['学校代码,日期,因病缺课人数', ...lines].join('\n')))
  if (!taken.ok) throw new Error(`synthetic absences: ${taken.problem.detail}`)
}

/** A dozen synthetic incidents through the application's own commands, into a register that has none. @param schools ids, in order */
export async function seedIncidents(pool: Pool, schools: readonly string[]): Promise<void> {
  const { rows } = await pool.query('select from incident limit 1')
  if (rows.length > 0) return
  const now = Date.now()
  const at = (ago: number) => new Date(now - ago * 60_000).toISOString()
  const bureau = actor('bureau', 'bureau', null)
  for (const [n, one] of CASES.entries()) {
    const schoolId = schools[one.school % schools.length]
    if (schoolId === undefined) return
    const officer = actor(one.school === 0 ? 'school' : '示例·他校安全员', 'schoolOfficer', [schoolId])
    const { kind, ago, place, summary, people = [], grave = false, facts = {}, steps = [] } = one
    const wanted = { schoolId, kind, grave, occurredAt: at(ago), place, summary, people: [...people], facts }
    const opened = await openIncident(pool, officer, `seed/${n}/${now}`, wanted)
    if (!opened.ok) throw new Error(`synthetic incident ${n}: ${opened.problem.detail}`)
    let { version } = opened.incident
    for (const [step, stepAgo, given = {}] of steps) {
      const by = step.startsWith('mediation') ? bureau : officer
      const key = `seed/${n}/${step}/${now}`
      const done = await recordStep(pool, by, key, opened.incident.id, { version, step, at: at(stepAgo), facts: given })
      if (!done.ok) throw new Error(`synthetic incident ${n}, ${step}: ${done.problem.detail}`)
      version = done.incident.version
    }
  }
  await seedAbsences(pool, bureau, schools, now)
}
