import type { HazardCommandName, NewHazard } from '#contracts/hazard.ts'
import type { LngLat } from '#contracts/time.ts'
import type { HazardFacts } from '#domain/hazard.ts'
import { addDays, shanghaiDay } from '#domain/shanghai.ts'
import { syntheticStreets } from '#domain/synthetic-streets.ts'
import { insertSurvey } from '../store/belt-survey.ts'
import { insertHazard, logHazard } from '../store/hazard.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { loadRoadNetwork } from './load-road-network.ts'
import { createVenue } from './save-venue.ts'

interface Story {
  readonly state: HazardFacts['state']
  readonly hazard: Pick<NewHazard, 'place' | 'kind' | 'title' | 'detail' | 'risk'>
  /** null: the school itself */
  readonly dept: string | null
  readonly foundDaysAgo: number
  readonly dueInDays: number | null
  /** metres east and north of the gate */
  readonly offset: readonly [number, number]
}

/** What a synthetic survey found: some mended, some late, one back again. Nobody and nothing of it is real. */
const STORIES: readonly Story[] = [
  {
    state: 'rectifying',
    hazard: {
      place: 'belt',
      kind: 'streetStall',
      title: '放学时段流动摊贩占道（示例）',
      detail: '16:30 以后聚集在校门东侧。',
      risk: 'general',
    },
    dept: 'demo-d-urban',
    foundDaysAgo: 30,
    dueInDays: -9,
    offset: [60, 15],
  },
  {
    state: 'assigned',
    hazard: { place: 'belt', kind: 'tobacco', title: '商店向学生售烟（示例）', detail: '未张贴不向未成年人售烟标志。', risk: 'larger' },
    dept: 'demo-d-market',
    foundDaysAgo: 6,
    dueInDays: 5,
    offset: [-80, 20],
  },
  {
    state: 'fixed',
    hazard: {
      place: 'belt',
      kind: 'trafficSign',
      title: '校门口缺学校警示标志（示例）',
      detail: '西侧来车方向没有标志。',
      risk: 'general',
    },
    dept: 'demo-d-traffic',
    foundDaysAgo: 40,
    dueInDays: 2,
    offset: [-30, -10],
  },
  {
    state: 'found',
    hazard: { place: 'belt', kind: 'constructionSite', title: '工地车辆与学生同路（示例）', detail: '上学时段渣土车出入。', risk: 'major' },
    dept: null,
    foundDaysAgo: 1,
    dueInDays: null,
    offset: [120, 60],
  },
  {
    state: 'accepted',
    hazard: { place: 'school', kind: 'fireSafety', title: '疏散通道堆放杂物（示例）', detail: '教学楼二层东侧楼梯间。', risk: 'general' },
    dept: null,
    foundDaysAgo: 12,
    dueInDays: 1,
    offset: [5, 25],
  },
  {
    state: 'struckOff',
    hazard: { place: 'belt', kind: 'internetCafe', title: '网吧接纳未成年人（示例）', detail: '已停业整顿并复查。', risk: 'larger' },
    dept: 'demo-d-culture',
    foundDaysAgo: 70,
    dueInDays: -20,
    offset: [150, -40],
  },
]

const VENUES = [
  { kind: 'internetCafe', name: '星空网吧', offset: [90, 60] },
  { kind: 'tobacco', name: '便民商店', offset: [-70, 10] },
  { kind: 'streetStall', name: '烤肠摊', offset: [20, 12] },
  { kind: 'internetCafe', name: '新浪潮网吧', offset: [260, 180] },
  { kind: 'bar', name: '小酒馆', offset: [-140, 90] },
  { kind: 'lottery', name: '彩票站', offset: [110, -50] },
  { kind: 'constructionSite', name: '在建工地', offset: [150, 40] },
] as const

const SCHOOLS = 24
const DAY_MS = 86_400_000
const METRES_A_DEGREE = 111_000

/** Puts synthetic hazards around some schools of the demo, once, in short transactions. */
export async function seedHazards(pool: Pool, now = new Date()): Promise<void> {
  const { rowCount } = await pool.query('select from venue limit 1')
  if (rowCount === 1) return
  const streets = syntheticStreets().features.filter(({ properties }) => properties.kind === 'street')
  const network = { name: '示例区道路', source: '合成街道', accuracyM: 2, datum: 'wgs84', joins: 'crossings' } as const
  await loadRoadNetwork(pool, streets, network, 'bureau', { synthetic: true })
  const { rows } = await pool.query<{ campusId: string; schoolId: string; gate: LngLat }>(
    `select distinct on (school_id) id as "campusId", school_id as "schoolId", gates -> 0 -> 'position' as gate from campus
     where synthetic and jsonb_array_length(gates) > 0 order by school_id, id`,
  )
  const every = Math.max(1, Math.floor(rows.length / SCHOOLS))
  const chosen = rows.filter(({ schoolId }, n) => n % every === 0 || schoolId === 'demo-p001').slice(0, SCHOOLS)
  for (const [n, { campusId, schoolId, gate }] of chosen.entries()) {
    await transaction(pool, async (db) => {
      await insertSurvey(
        db,
        { campusId, surveyedAt: new Date(now.getTime() - (n % 5) * 20 * DAY_MS), by: 'bureau', note: '合成数据', synthetic: true },
        null,
      )
      for (const story of [STORIES[n % STORIES.length], STORIES[(n + 1) % STORIES.length]])
        if (story) await tell(db, schoolId, gate, story, now)
    })
    const venue = VENUES[n % VENUES.length]
    if (venue) {
      const { offset, kind, name } = venue
      const what = { kind, name: `${name}（示例）`, position: placed(gate, offset), accuracyM: 3 }
      await createVenue(pool, what, { username: 'bureau', schoolIds: null }, { synthetic: true })
    }
  }
}

const placed = ([lng, lat]: LngLat, [east, north]: readonly [number, number]): LngLat => [
  lng + east / (METRES_A_DEGREE * Math.cos((lat * Math.PI) / 180)),
  lat + north / METRES_A_DEGREE,
]

/** What was done until a story stands where it stands, by whom. */
const PATHS: Partial<Record<HazardFacts['state'], readonly HazardCommandName[]>> = {
  assigned: ['assign'],
  accepted: ['assign', 'accept'],
  rectifying: ['assign', 'accept', 'start'],
  fixed: ['assign', 'accept', 'start', 'fix'],
  struckOff: ['assign', 'accept', 'start', 'fix', 'verify', 'strikeOff'],
}
const SAID: Partial<Record<HazardCommandName, string>> = {
  accept: '已安排人员现场核实（合成数据）',
  fix: '已按要求整改（合成数据）',
  verify: '现场复查，问题已消除（合成数据）',
  strikeOff: '销号（合成数据）',
}
const BY_BUREAU: readonly HazardCommandName[] = ['assign', 'verify', 'strikeOff']

async function tell(db: Queryable, schoolId: string, gate: LngLat, story: Story, now: Date): Promise<void> {
  const foundAt = new Date(now.getTime() - story.foundDaysAgo * DAY_MS)
  const position = placed(gate, story.offset)
  const id = await insertHazard(db, { ...story.hazard, schoolId, position, foundAt: foundAt.toISOString() }, 'bureau', { synthetic: true })
  const steps = PATHS[story.state] ?? []
  // Spread between the finding and now, so that nothing was done before it could be.
  const at = (step: number): Date => new Date(foundAt.getTime() + ((now.getTime() - foundAt.getTime()) * (step + 1)) / (steps.length + 1))
  const when = (command: HazardCommandName): Date | null => (steps.includes(command) ? at(steps.indexOf(command)) : null)
  const dueOn = story.dueInDays === null ? null : addDays(shanghaiDay(now), story.dueInDays)
  await db.query(
    `update hazard set state = $2, listed_at = $3, lead_dept = $4, due_on = $5, fixed_by = $6, fixed_at = $7, verified_by = $8, struck_off_at = $9,
       version = $10, changed_at = $11 where id = $1`,
    [
      id,
      story.state,
      foundAt,
      story.dept,
      dueOn,
      when('fix') && (story.dept === null ? 'school' : 'department'),
      when('fix'),
      when('verify') && 'bureau',
      when('strikeOff'),
      steps.length + 1,
      at(steps.length - 1),
    ],
  )
  const mender = story.dept === null ? '示例·安全员' : '示例·部门联络员'
  await logHazard(db, { hazardId: id, by: null, name: '示例·安全科', kind: 'found', note: story.hazard.detail ?? null, at: foundAt })
  for (const [n, kind] of steps.entries()) {
    const name = BY_BUREAU.includes(kind) ? '示例·安全科' : mender
    const data = kind === 'assign' ? { leadDept: story.dept, coDepts: [], dueOn } : {}
    await logHazard(db, { hazardId: id, by: null, name, kind, note: SAID[kind] ?? null, data, at: at(n) })
  }
}
