// The synthetic district 示例区: 175 schools, 1,000 panic buttons, 17,000 cameras. No school, person, number or address in it is real.
import type { DepartmentKind } from '#contracts/department.ts'
import type { DeviceKind, DialectName } from '#contracts/device.ts'
import type { AreaGeometry, School, SchoolLevel } from '#contracts/school.ts'
import type { Role, Scope } from '#contracts/session.ts'
import type { LngLat } from '#contracts/time.ts'
import { type CampusForm, type CampusSize, type Site, type Surveyor, surveyor } from './synthetic-campus.ts'
import { type City, place, syntheticCity } from './synthetic-city.ts'
import { type DeviceSite, syntheticDevices } from './synthetic-device.ts'
import { chineseNumber, personName } from './synthetic-name.ts'
import { apportion, type Random, seeded } from './synthetic-random.ts'

export type SyntheticTownship = { id: string; name: string; centre: LngLat; policePhone: string }
export type SyntheticDepartment = { id: string; name: string; kind: DepartmentKind; phone: string }
export type SyntheticVendor = { id: string; name: string; phone: string }
export type SyntheticSchool = Pick<School, 'id' | 'name' | 'level' | 'townshipId' | 'boarding' | 'phones'> & { pupils: number }
/** Exactly one of `boundary` and `point` is null; with a point only, the belt is provisional (暂定). */
export type SyntheticCampus = {
  id: string
  schoolId: string
  name: string
  boundary: AreaGeometry | null
  point: LngLat | null
  gates: { name: string; position: LngLat }[]
}
/** `position` is null where the campus has not been surveyed (point only). */
export type SyntheticDevice = {
  id: string
  schoolId: string
  campusId: string
  kind: DeviceKind
  dialect: DialectName
  source: string
  externalId: string
  point: string
  name: string
  position: LngLat | null
  silent: boolean
  repeatsUntilReceipt: boolean
  /** What it hangs on: a camera on its recorder, a radio button on its gateway. */
  parentId: string | null
}
export type SyntheticPerson = {
  id: string
  name: string
  role: Role
  scope: Scope
  schoolId: string | null
  departmentId: string | null
  phone: string
}
export type SyntheticDistrict = {
  synthetic: true
  id: string
  name: string
  townships: SyntheticTownship[]
  departments: SyntheticDepartment[]
  vendors: SyntheticVendor[]
  schools: SyntheticSchool[]
  campuses: SyntheticCampus[]
  devices: SyntheticDevice[]
  people: SyntheticPerson[]
}

type Level = {
  level: SchoolLevel
  letter: string
  count: number
  size: CampusSize
  pupils: [number, number]
  guards: [number, number]
  name: (n: number) => string
}
const LEVELS: Level[] = [
  {
    level: 'primary',
    letter: 'p',
    count: 42,
    size: { width: [110, 185], depth: [85, 140], gates: 2 },
    pupils: [480, 2200],
    guards: [3, 5],
    name: (n) => `示例第${chineseNumber(n)}小学`,
  },
  {
    level: 'middle',
    letter: 'm',
    count: 24,
    size: { width: [170, 290], depth: [130, 210], gates: 3 },
    pupils: [900, 3000],
    guards: [4, 6],
    name: (n) => `示例第${chineseNumber(n)}中学`,
  },
  {
    level: 'nineYear',
    letter: 'n',
    count: 8,
    size: { width: [160, 250], depth: [120, 180], gates: 2 },
    pupils: [1200, 2600],
    guards: [4, 6],
    name: (n) => `示例第${chineseNumber(n)}九年制学校`,
  },
  {
    level: 'special',
    letter: 's',
    count: 1,
    size: { width: [100, 130], depth: [80, 100], gates: 2 },
    pupils: [160, 200],
    guards: [3, 3],
    name: () => '示例特殊教育学校',
  },
  {
    level: 'kindergarten',
    letter: 'k',
    count: 100,
    size: { width: [60, 95], depth: [60, 80], gates: 1 },
    pupils: [120, 420],
    guards: [2, 3],
    name: (n) => `示例第${chineseNumber(n)}幼儿园`,
  },
]
/** Larger campuses take their ground first. */
const PLACING: SchoolLevel[] = ['middle', 'nineYear', 'primary', 'special', 'kindergarten']
const TOWNSHIP_SHARES = [22, 17, 17, 14, 14, 6, 5, 5]
const POINT_ONLY = new Set(['demo-p042', 'demo-m024', 'demo-k100'])
const FORMS: Record<string, CampusForm> = {
  'demo-p004': 'hole',
  'demo-p019': 'hole',
  'demo-m006': 'hole',
  'demo-n003': 'hole',
  'demo-p008': 'parts',
  'demo-p027': 'parts',
  'demo-m003': 'parts',
  'demo-m015': 'parts',
  'demo-n005': 'parts',
}
const DEPARTMENTS = [
  ['police', '示例区公安分局'],
  ['traffic', '示例区交警大队'],
  ['market', '示例区市场监管局'],
  ['urban', '示例区综合执法局'],
  ['health', '示例区卫生健康局'],
  ['emergency', '示例区应急管理局'],
  ['fire', '示例区消防救援大队'],
  ['housing', '示例区住房和城乡建设局'],
  ['culture', '示例区文化和旅游局'],
  ['education', '示例区教育局'],
] as const

/** The same district for the same seed; about 0.3 s, belts not included. */
export function syntheticDistrict(seed = 1): SyntheticDistrict {
  const random = seeded(seed)
  const city = syntheticCity(seed)
  const phone = phoneBook()
  const officers = seeded(seed + 1) // a stream of their own, so that the rest of the district stays as it is
  const townships = city.townships.map(({ name, centre }, i) => ({
    id: `demo-t${i + 1}`,
    name,
    centre: tidy(place(centre)),
    policePhone: phone(),
  }))
  const departments = DEPARTMENTS.map(([key, name]) => ({ id: `demo-d-${key}`, name, kind: key, phone: phone() }))
  const vendors = ['甲', '乙'].map((word, i) => ({ id: `demo-v${i + 1}`, name: `示例维保${word}公司`, phone: phone() }))
  const plans = planSchools(random)
  const sites = placeSchools(plans, city, random)
  const staff = plans.map((plan) => staffOf(plan, random, phone))
  const schools = plans.map((plan, i) => schoolOf(plan, townships, staff[i] as SyntheticPerson[], phone, personName(officers)))
  const campuses = plans.flatMap((plan) => campusesOf(plan, sites.get(plan.id) ?? []))
  const deviceSites = plans.map((plan): DeviceSite => ({ ...plan, campuses: campuses.filter(({ schoolId }) => schoolId === plan.id) }))
  const devices = syntheticDevices(deviceSites, random)
  const people = [...staff.flat(), ...districtPeople(departments, vendors, random, phone)]
  return { synthetic: true, id: 'demo', name: '示例区', townships, departments, vendors, schools, campuses, devices, people }
}

type SchoolPlan = {
  id: string
  name: string
  level: SchoolLevel
  township: number
  pupils: number
  boarding: boolean
  guards: number
  size: CampusSize
  campusCount: number
}

function planSchools(random: Random): SchoolPlan[] {
  return LEVELS.flatMap(({ level, letter, count, size, pupils, guards, name }) => {
    const townships = random.shuffle(spread(count))
    const second = new Set(random.shuffle(townships.map((_, i) => i)).slice(0, Math.round(count * (level === 'kindergarten' ? 0.08 : 0.2))))
    return townships.map((township, i): SchoolPlan => {
      const id = `demo-${letter}${String(i + 1).padStart(3, '0')}`
      const share = random.next() ** 1.4
      const boarding =
        level === 'special' || (level === 'middle' && (township > 4 || random.chance(0.4))) || (level === 'nineYear' && random.chance(0.3))
      const plain = !POINT_ONLY.has(id) && !FORMS[id]
      return {
        id,
        name: name(i + 1),
        level,
        township,
        pupils: Math.round(pupils[0] + (pupils[1] - pupils[0]) * share),
        boarding,
        guards: Math.round(guards[0] + (guards[1] - guards[0]) * share),
        size: between(size, share),
        campusCount: plain && level !== 'special' && second.has(i) ? 2 : 1,
      }
    })
  })
}

/** Township numbers in the proportion of their shares. */
const spread = (count: number): number[] =>
  apportion(count, TOWNSHIP_SHARES, 0).flatMap((share, township) => Array<number>(share).fill(township))

/** More pupils, more ground. */
function between({ width, depth, gates }: CampusSize, share: number): CampusSize {
  const around = ([low, high]: [number, number]): [number, number] => {
    const middle = low + (high - low) * (0.15 + 0.7 * share)
    return [Math.max(low, middle - (high - low) * 0.15), Math.min(high, middle + (high - low) * 0.15)]
  }
  return { width: around(width), depth: around(depth), gates }
}

function placeSchools(plans: SchoolPlan[], city: City, random: Random): Map<string, Site[]> {
  const survey: Surveyor = surveyor(city.blocks, random)
  const sites = new Map<string, Site[]>()
  for (const level of PLACING) {
    for (const { id, township, size, campusCount } of plans.filter((plan) => plan.level === level)) {
      sites.set(
        id,
        Array.from({ length: campusCount }, () => survey(township, size, FORMS[id] ?? 'plain')),
      )
    }
  }
  return sites
}

function campusesOf({ id, name, campusCount }: SchoolPlan, sites: Site[]): SyntheticCampus[] {
  const [main, other] = sites.map(({ gates }) => gates[0]?.position ?? [0, 0])
  return sites.map(({ boundary, gates }, i) => {
    const campus = {
      id: `${id}-${i + 1}`,
      schoolId: id,
      name: campusCount === 1 ? name : `${name}${i === 0 ? '本部' : `${direction(main as LngLat, other as LngLat)}校区`}`,
    }
    if (POINT_ONLY.has(id)) return { ...campus, boundary: null, point: gates[0]?.position ?? null, gates: [] }
    return { ...campus, boundary, point: null, gates }
  })
}

function direction(from: LngLat, to: LngLat): string {
  const [east, north] = [(to[0] - from[0]) * 0.783, to[1] - from[1]]
  if (Math.abs(east) > Math.abs(north)) return east > 0 ? '东' : '西'
  return north > 0 ? '北' : '南'
}

function schoolOf(
  { id, name, level, township, pupils, boarding }: SchoolPlan,
  townships: SyntheticTownship[],
  staff: SyntheticPerson[],
  phone: () => string,
  officerName: string,
): SyntheticSchool {
  const of = (role: 'schoolOfficer' | 'schoolHead') => {
    const person = staff.find((one) => one.role === role)
    return { role, phone: person?.phone ?? phone(), name: person?.name ?? '' }
  }
  const { id: townshipId, policePhone } = townships[township] as SyntheticTownship
  const gateRoom = { role: 'gateRoom' as const, phone: phone(), name: '' }
  return {
    id,
    name,
    level,
    townshipId,
    pupils,
    boarding,
    phones: [
      gateRoom,
      of('schoolOfficer'),
      of('schoolHead'),
      { role: 'policeOfficer', phone: phone(), name: officerName },
      { role: 'policeStation', phone: policePhone, name: '' },
    ],
  }
}

function staffOf({ id, guards }: SchoolPlan, random: Random, phone: () => string): SyntheticPerson[] {
  const roles: [Role, string][] = [
    ['schoolHead', 'head'],
    ['schoolOfficer', 'officer'],
    ...Array.from({ length: guards }, (_, i): [Role, string] => ['guard', `guard${i + 1}`]),
  ]
  return roles.map(([role, key]) => ({
    id: `${id}-${key}`,
    name: personName(random),
    role,
    scope: { kind: 'school', ids: [id] },
    schoolId: id,
    departmentId: null,
    phone: phone(),
  }))
}

const DISTRICT_ROLES: [Role, number][] = [
  ['operator', 8],
  ['shiftLeader', 3],
  ['dutyLeader', 4],
  ['bureau', 4],
  ['technician', 5],
  ['systemAdmin', 1],
  ['securityAdmin', 1],
  ['auditor', 1],
]

function districtPeople(
  departments: SyntheticDepartment[],
  vendors: SyntheticVendor[],
  random: Random,
  phone: () => string,
): SyntheticPerson[] {
  const person = (id: string, role: Role, scope: Scope, departmentId: string | null = null): SyntheticPerson => ({
    id,
    name: personName(random),
    role,
    scope,
    schoolId: null,
    departmentId,
    phone: phone(),
  })
  return [
    ...DISTRICT_ROLES.flatMap(([role, count]) =>
      Array.from({ length: count }, (_, i) => person(`demo-${role}-${i + 1}`, role, { kind: 'district' })),
    ),
    ...departments.map(({ id }) => {
      const police = id === 'demo-d-police'
      return person(`${id}-1`, police ? 'police' : 'department', police ? { kind: 'district' } : { kind: 'department', ids: [id] }, id)
    }),
    ...vendors.map(({ id }) => person(`${id}-1`, 'vendor', { kind: 'vendor', ids: [id] })),
  ]
}

/** Numbers that no exchange gives out: a local number never begins with 0. */
function phoneBook(): () => string {
  let given = 0
  return () => `0951-000-${String(++given).padStart(4, '0')}`
}

const tidy = ([lng, lat]: LngLat): LngLat => [Math.round(lng * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6]
