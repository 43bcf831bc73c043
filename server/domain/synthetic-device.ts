// Devices of the synthetic district: exactly 1,000 panic buttons and 17,000 cameras, the recorders and gateways that they need.
import type { DialectName } from '#contracts/device.ts'
import type { AreaGeometry, SchoolLevel } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import { contains, partsOf } from './area.ts'
import type { SyntheticCampus, SyntheticDevice } from './synthetic-district.ts'
import { apportion, type Random } from './synthetic-random.ts'

const PANIC_BUTTONS = 1_000
const CAMERAS = 17_000
const CAMERAS_PER_RECORDER = 32
/** GB/T 28181 ids: civil code of the division and 00, industry 11 (education), type, network 0, serial. */
const DIVISION = '64010400'
const INDUSTRY = '11'
const GB_TYPE = { recorder: '118', camera: '132', panicButton: '134' } as const

export type DeviceSite = { id: string; level: SchoolLevel; pupils: number; boarding: boolean; campuses: SyntheticCampus[] }
/** What stands at a school's edge beside our own buttons. */
type Edge = keyof typeof EDGE_SOURCE | null
type SyntheticDialect = Extract<DialectName, 'native' | keyof typeof EDGE_SOURCE>
type Context = { site: DeviceSite; edge: Edge; random: Random; serial: (type: keyof typeof GB_TYPE) => string }

/** Of eight schools five are all native; the gate room's button is native everywhere. */
const EDGES: Edge[] = [null, 'zigbee2mqtt', null, 'gb28181', null, null, 'chirpstack', null]
const EDGE_SOURCE = { zigbee2mqtt: 'z2m', chirpstack: 'lora', gb28181: 'gb28181' } as const
const NATIVE_ON_EDGE = 0.25

const BUTTON_WEIGHT: Record<SchoolLevel, number> = { kindergarten: 1, primary: 4, middle: 7, nineYear: 6, special: 7 }
const BUTTONS_AT_LEAST = 3
const CAMERAS_AT_LEAST = 24

export function syntheticDevices(sites: readonly DeviceSite[], random: Random): SyntheticDevice[] {
  const weights = sites.map(({ level, boarding }) => BUTTON_WEIGHT[level] * random.between(0.8, 1.2) + (boarding ? 2 : 0))
  const buttons = apportion(PANIC_BUTTONS, weights, BUTTONS_AT_LEAST)
  const cameras = apportion(
    CAMERAS,
    sites.map(({ pupils, boarding }) => (pupils + 200) * random.between(0.85, 1.15) * (boarding ? 1.25 : 1)),
    CAMERAS_AT_LEAST,
  )
  const serial = serials()
  return sites.flatMap((site, i) => {
    const context: Context = { site, edge: EDGES[i % EDGES.length] ?? null, random, serial }
    return [
      ...buttonsOf(context, buttons[i] ?? 0),
      ...gatewaysOf(context),
      ...camerasOf(context, cameras[i] ?? 0),
      ...recordersOf(context, cameras[i] ?? 0),
    ]
  })
}

type Room = { name: string; key: string; at: 'gate' | 'inside'; silent?: number }
const GATE_ROOM: Room = { name: '门卫室', key: 'gate-room', at: 'gate' }
const DORMITORY: Room = { name: '宿舍值班室', key: 'dormitory', at: 'inside' }
const ROOMS: Room[] = [
  { name: '安防监控中心', key: 'control-room', at: 'inside' },
  { name: '校长办公室', key: 'head-office', at: 'inside', silent: 0.4 },
  { name: '教务办公室', key: 'office', at: 'inside', silent: 0.1 },
  { name: '医务室', key: 'infirmary', at: 'inside' },
  { name: '食堂', key: 'canteen', at: 'inside' },
  { name: '财务室', key: 'cashier', at: 'inside', silent: 0.6 },
  { name: '图书馆', key: 'library', at: 'inside' },
  { name: '体育馆', key: 'gym', at: 'inside' },
  { name: '实验楼', key: 'laboratory', at: 'inside' },
]

function buttonsOf(context: Context, count: number): SyntheticDevice[] {
  const { site, edge, random } = context
  const gateRooms = site.campuses.map(() => GATE_ROOM)
  const rooms = [...gateRooms, ...(site.boarding ? [DORMITORY, DORMITORY] : []), ...ROOMS, ...ROOMS].slice(0, count)
  const byAddress = random.chance(0.5)
  return rooms.map((room, i) => {
    const number = i + 1
    const campus = site.campuses[room === GATE_ROOM ? i : random.int(0, site.campuses.length - 1)] as SyntheticCampus
    const dialect: SyntheticDialect = edge === null || i === 0 || random.chance(NATIVE_ON_EDGE) ? 'native' : edge
    const repeated = rooms.slice(0, i).filter((earlier) => earlier === room).length
    const id = `${site.id}-b${number}`
    return deviceOf(site.id, campus, {
      id,
      kind: 'panicButton',
      dialect,
      externalId: buttonIdentity(context, dialect, { id, key: `${room.key}-sos${repeated ? `-${repeated + 1}` : ''}`, byAddress }),
      name: `${room.name}${repeated ? repeated + 1 : ''}一键报警`,
      position: room.at === 'gate' ? atGate(campus, 0, random) : inside(campus, random),
      silent: random.chance(room.silent ?? 0),
      parentId: gatewayAbove(site, campus, dialect),
    })
  })
}

function buttonIdentity(
  { random, serial }: Context,
  dialect: SyntheticDialect,
  { id, key, byAddress }: { id: string; key: string; byAddress: boolean },
): string {
  if (dialect === 'zigbee2mqtt') return byAddress ? `0xa4c138${hex(random, 10)}` : key
  if (dialect === 'chirpstack') return `a81758fffe${hex(random, 6)}`
  return dialect === 'gb28181' ? serial('panicButton') : id
}

/** Zigbee and LoRaWAN reach us through a box of the school's; a GB/T 28181 platform is none of ours. */
function gatewaysOf({ site, edge, random }: Context): SyntheticDevice[] {
  if (edge !== 'zigbee2mqtt' && edge !== 'chirpstack') return []
  const zigbee = edge === 'zigbee2mqtt'
  // A Zigbee bridge is its mount: one a school; its own messages name it by the mount.
  return site.campuses.slice(0, zigbee ? 1 : undefined).map((campus, i) =>
    deviceOf(site.id, campus, {
      id: `${site.id}-g${i + 1}`,
      kind: 'gateway',
      dialect: edge,
      externalId: zigbee ? `edge/${site.id}/${EDGE_SOURCE.zigbee2mqtt}` : `24e124fffe${hex(random, 6)}`,
      name: `${zigbee ? 'Zigbee 网关' : 'LoRa 网关'}${i + 1}`,
      position: inside(campus, random),
    }),
  )
}

/** The gateway that a radio button speaks through: a Zigbee bridge is one a school, LoRa has one a campus. */
function gatewayAbove(site: DeviceSite, campus: SyntheticCampus, dialect: SyntheticDevice['dialect']): string | null {
  if (dialect === 'zigbee2mqtt') return `${site.id}-g1`
  return dialect === 'chirpstack' ? `${site.id}-g${site.campuses.indexOf(campus) + 1}` : null
}

type Place = { name: string; share: number; at: 'gate' | 'fence' | 'inside' }
const PLACES: Place[] = [
  { name: '围墙', share: 22, at: 'fence' },
  { name: '教学楼走廊', share: 30, at: 'inside' },
  { name: '楼梯口', share: 14, at: 'inside' },
  { name: '操场', share: 10, at: 'inside' },
  { name: '食堂', share: 8, at: 'inside' },
  { name: '宿舍楼', share: 6, at: 'inside' },
  { name: '机房', share: 3, at: 'inside' },
  { name: '停车场', share: 4, at: 'inside' },
]
const GATE: Place = { name: '校门', share: 0, at: 'gate' }
const CAMERAS_PER_GATE = 3

function camerasOf({ site, edge, random, serial }: Context, count: number): SyntheticDevice[] {
  const gates = site.campuses.flatMap((campus) =>
    Array.from({ length: Math.max(1, campus.gates.length) * CAMERAS_PER_GATE }, (_, i) => ({
      campus,
      gate: Math.floor(i / CAMERAS_PER_GATE),
    })),
  )
  const places = PLACES.filter(({ name }) => site.boarding || name !== '宿舍楼').flatMap((place) => Array<Place>(place.share).fill(place))
  const numbers = new Map<string, number>()
  const dialect: SyntheticDialect = edge === 'gb28181' ? 'gb28181' : 'native'
  return Array.from({ length: count }, (_, i) => {
    const fixed = gates[i]
    const campus = fixed?.campus ?? random.pick(site.campuses)
    const place = fixed ? GATE : random.pick(places)
    const number = (numbers.get(place.name) ?? 0) + 1
    numbers.set(place.name, number)
    const id = `${site.id}-c${String(i + 1).padStart(3, '0')}`
    return deviceOf(site.id, campus, {
      id,
      kind: 'camera',
      dialect,
      externalId: dialect === 'gb28181' ? serial('camera') : id,
      parentId: `${site.id}-r${Math.floor(i / CAMERAS_PER_RECORDER) + 1}`,
      name: `${place.name}${String(number).padStart(2, '0')}`,
      position:
        place.at === 'gate'
          ? atGate(campus, fixed?.gate ?? 0, random)
          : place.at === 'fence'
            ? atFence(campus, random)
            : inside(campus, random),
    })
  })
}

function recordersOf({ site, edge, random, serial }: Context, cameras: number): SyntheticDevice[] {
  const dialect: SyntheticDialect = edge === 'gb28181' ? 'gb28181' : 'native'
  const [campus] = site.campuses
  if (!campus) return []
  return Array.from({ length: Math.ceil(cameras / CAMERAS_PER_RECORDER) }, (_, i) => {
    const id = `${site.id}-r${i + 1}`
    return deviceOf(site.id, campus, {
      id,
      kind: 'recorder',
      dialect,
      externalId: dialect === 'gb28181' ? serial('recorder') : id,
      name: `录像机${i + 1}`,
      position: inside(campus, random),
    })
  })
}

type Facts = Pick<SyntheticDevice, 'id' | 'kind' | 'externalId' | 'name' | 'position'> & {
  dialect: SyntheticDialect
  silent?: boolean
  parentId?: string | null
}

// One literal for all 18,600: spreading partial objects took most of the time of the whole district.
function deviceOf(
  schoolId: string,
  campus: SyntheticCampus,
  { id, kind, dialect, externalId, name, position, silent = false, parentId = null }: Facts,
): SyntheticDevice {
  const source = dialect === 'native' ? 'native' : `edge/${schoolId}/${EDGE_SOURCE[dialect]}`
  // Only our own buttons repeat a press until they hear our receipt (R45).
  const repeatsUntilReceipt = kind === 'panicButton' && dialect === 'native'
  return {
    id,
    schoolId,
    campusId: campus.id,
    kind,
    dialect,
    source,
    externalId,
    point: '',
    name,
    position,
    silent,
    repeatsUntilReceipt,
    parentId,
  }
}

function serials(): Context['serial'] {
  const given = { recorder: 0, camera: 0, panicButton: 0 }
  return (type) => `${DIVISION}${INDUSTRY}${GB_TYPE[type]}0${String(++given[type]).padStart(6, '0')}`
}

const hex = (random: Random, digits: number) => Array.from({ length: digits }, () => random.int(0, 15).toString(16)).join('')

const METRE: LngLat = [1 / 87_230, 1 / 110_996]

/** Within 6 m of a gate, on the campus's side. */
function atGate(campus: SyntheticCampus, index: number, random: Random): LngLat | null {
  const gate = campus.gates[index] ?? campus.gates[0]
  if (!campus.boundary || !gate) return null
  return nearby(campus.boundary, gate.position, 6, random)
}

/** On the inner side of the boundary's wall. */
function atFence({ boundary }: SyntheticCampus, random: Random): LngLat | null {
  if (!boundary) return null
  const ring = random.pick(partsOf(boundary))[0] ?? []
  const edge = random.int(0, ring.length - 2)
  const [from, to] = [ring[edge] as LngLat, ring[edge + 1] as LngLat]
  const share = random.next()
  return nearby(boundary, [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share], 2, random)
}

function inside({ boundary }: SyntheticCampus, random: Random): LngLat | null {
  if (!boundary) return null
  const ring = random.pick(partsOf(boundary))[0] ?? []
  const [lngs, lats] = [ring.map(([lng]) => lng), ring.map(([, lat]) => lat)]
  const [west, east, south, north] = [Math.min(...lngs), Math.max(...lngs), Math.min(...lats), Math.max(...lats)]
  for (let attempt = 0; attempt < 50; attempt++) {
    const point = tidy([random.between(west, east), random.between(south, north)])
    if (contains(boundary, point)) return point
  }
  return ring[0] ?? null
}

function nearby(boundary: AreaGeometry, [lng, lat]: LngLat, metres: number, random: Random): LngLat {
  for (let attempt = 0; attempt < 50; attempt++) {
    const angle = random.between(0, 2 * Math.PI)
    const distance = random.between(0.3, 1) * metres
    const point = tidy([lng + METRE[0] * distance * Math.cos(angle), lat + METRE[1] * distance * Math.sin(angle)])
    if (contains(boundary, point)) return point
  }
  return tidy([lng, lat])
}

/** 7 decimals of a degree are about 1 cm. */
const tidy = ([lng, lat]: LngLat): LngLat => [Math.round(lng * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7]
