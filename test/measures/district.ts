// A synthetic district whose evidence lies on the edges of every rule: exactly at a limit, just within it and just beyond it, of whichever
// period. Drawn by a fixed generator and typed as an outsider would, with plain rows; nothing of the program is asked.
import type { Pool } from '../../server/store/pool.ts'

export interface JudgedPeriod {
  readonly id: string
  readonly from: string
  /** The day after the last. */
  readonly to: string
}

/** A month, a month from 26 to 25, and a summer of three months. All are over: each is judged as of its last millisecond. */
export const PERIODS: readonly JudgedPeriod[] = [
  { id: 'month', from: '2024-09-01', to: '2024-10-01' },
  { id: 'from-26', from: '2024-08-26', to: '2024-09-26' },
  { id: 'summer', from: '2024-06-01', to: '2024-09-01' },
]

const PLACES =
  'gateOutside gate gateRoom perimeter mainRoad teaching office dormitory canteen waterPower library laboratory sports archive parking controlRoom'.split(
    ' ',
  )
const EQUIPMENT = '防暴头盔 防暴盾牌 防刺服 防割手套 橡胶警棍 钢叉 强光手电 自卫喷雾'.split(' ')
const PROTECTION = 'barrier perimeter separateEntrances closedCampus gateRoom visitorCheck lighting'.split(' ')
const NO_SCHOOL = new Set(['school', 'device_interval'])
const DAY_MS = 86_400_000
/** Before any period, so that a row stood in each. */
const ALWAYS = '2024-01-01T00:00:00+08:00'
const STOOD = `["${ALWAYS}",)`

type Row = Record<string, unknown>
type Rows = Record<string, Row[]>

/** Mulberry32: the same district on every machine. */
export function drawing(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const of = <T>(...choices: readonly [T, ...T[]]): T => choices[Math.floor(next() * choices.length)] ?? choices[0]
  return { of, chance: (share: number) => next() < share }
}
export type Drawing = ReturnType<typeof drawing>

const shift = (day: string, days: number): string => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
/** A moment so many ms after the last one of a period (its last millisecond = 0). */
const moment = (to: string, ms: number): string => new Date(Date.parse(`${to}T00:00:00+08:00`) - 1 + ms).toISOString()

interface Place {
  readonly id: string
  readonly draw: Drawing
  readonly rows: Rows
  /** A day so many days from the last of a period drawn anew each time. */
  day(...offsets: readonly [number, ...number[]]): string
  at(...ms: readonly [number, ...number[]]): string
}

function add({ rows, id }: Place, table: string, row: Row): void {
  rows[table] ??= []
  rows[table].push({ school_id: id, ...row })
}

/** Writes `schools` schools and their evidence. @param seed the same gives the same district */
export async function seedDistrict(owner: Pool, schools: number, seed: number): Promise<void> {
  await owner.query(`insert into calendar_day (id, day, kind, weekday) values ('a', '2024-09-16', 'holiday', null), ('b', '2024-09-17', 'holiday', null),
    ('c', '2024-09-14', 'makeUp', '1'), ('d', '2024-09-29', 'makeUp', null), ('e', '2024-06-10', 'holiday', null), ('f', '2024-06-24', 'exam', null),
    ('g', '2024-08-31', 'term', null)`)
  const draw = drawing(seed)
  const rows: Rows = { school: [], campus: [], device: [] }
  for (let n = 1; n <= schools; n += 1) seedSchool(aPlace(`s-${n}`, draw, rows), n)
  for (const [table, list] of Object.entries(rows)) await insert(owner, table, list)
  await owner.query(`insert into device_day (device_id, day, online_s, offline_s, unknown_s, maintenance_s)
    select d.id, day, ${['online', 'offline', 'unknown', 'maintenance'].map((state) => `coalesce(sum(s) filter (where state = '${state}'), 0)`).join(', ')}
    from device d cross join (select date '2024-06-01' + n as day from generate_series(0, 121) n) days
    join device_interval i on i.device_id = d.id
    cross join lateral (select extract(epoch from least(i.until, (day + 1)::timestamp at time zone 'Asia/Shanghai') - greatest(i.since, day::timestamp at time zone 'Asia/Shanghai')) s) span
    where d.kind = 'camera' and s > 0 group by d.id, day`)
  await owner.query('analyze')
  // Left the registers since: what was judged before stays.
  await owner.query(`delete from device where id like '%-gone'`)
  await owner.query(`update school set pupils = 5000 where id like '%-0' or id like 's-_7'`)
}

async function insert(owner: Pool, table: string, rows: readonly Row[]): Promise<void> {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((column) => !NO_SCHOOL.has(table) || column !== 'school_id')
  const full = rows.map((row) => ({ ...defaults(table), ...row }))
  await owner
    .query(`insert into ${table} (${columns.join(', ')}) select ${columns.join(', ')} from jsonb_populate_recordset(null::${table}, $1)`, [
      JSON.stringify(full),
    ])
    .catch((error: Error) => {
      throw new Error(`${table}: ${error.message}`)
    })
}

const defaults = (table: string): Row => (table === 'guard' ? { full_time: true } : table === 'camera_place' ? { required: true } : {})

function aPlace(id: string, draw: Drawing, rows: Rows): Place {
  const end = () => draw.of(...(PERIODS as readonly [JudgedPeriod, ...JudgedPeriod[]])).to
  return {
    id,
    draw,
    rows,
    day: (...offsets) => shift(end(), -1 + draw.of(...offsets)),
    at: (...ms) => moment(end(), draw.of(...ms)),
  }
}

function seedSchool(place: Place, n: number): void {
  const { id, draw, day } = place
  const level = draw.of('primary', 'primary', 'middle', 'nineYear', 'kindergarten', 'special')
  const pupils =
    n % 12 === 0 ? null : draw.of(0, 50, 99, 100, 149, 150, 299, 300, 301, 599, 600, 601, 999, 1000, 1199, 1200, 1499, 1500, 2000)
  add(place, 'school', {
    id,
    name: `示例·${id}`,
    level,
    township_id: n % 2 ? 'north' : 'south',
    pupils,
    boarding: draw.chance(0.3),
    phones: [],
    synthetic: true,
    valid: STOOD,
  })
  if (n % 9 === 0) add(place, 'school_life', { opened_on: draw.of(null, '2024-09-16', '2024-07-10', '2024-10-05'), closed_on: null })
  else if (n % 7 === 0) add(place, 'school_life', { opened_on: null, closed_on: day(-3, 0, 1), merged_into: draw.of(null, 's-1') })
  if (n % 5 === 0) seedExemption(place)
  seedPeople(place)
  seedConditions(place)
  const grounds = seedCampuses(place)
  seedDuty(place)
  seedGateRooms(place, grounds)
  seedThings(place)
  seedButtons(place, grounds)
  seedCameras(place, grounds)
  seedRecorders(place)
  seedBelt(place)
}

function seedExemption(place: Place): void {
  for (const measure_id of ['safeSchool', 'separateEntrances', 'patrols', 'cameraOnline']) {
    const from_day = place.day(-200, -20, 0, 1)
    const ended = place.draw.of(null, null, place.at(-DAY_MS * 3, 0, 1, DAY_MS * 3))
    // Whoever ends one ends it with the day before.
    const last =
      ended === null
        ? place.draw.of(null, place.day(-1, 0), '2024-12-31')
        : new Date(Date.parse(ended) - 16 * 3_600_000).toISOString().slice(0, 10)
    add(place, 'measure_exemption', {
      id: crypto.randomUUID(),
      measure_id,
      reason: '示例',
      from_day,
      until_day: last !== null && last < from_day ? from_day : last,
      proposed_by: 'bureau',
      proposed_at: ALWAYS,
      approved_by: place.draw.of('other', 'other', 'other', null),
      approved_at: ALWAYS,
      ended_at: ended,
      ended_by: ended && 'bureau',
      state: ended ? 'ended' : 'inForce',
    })
  }
}

function seedPeople(place: Place): void {
  const { id, draw, day } = place
  const guards = draw.of(0, 1, 2, 2, 3, 3, 4, 5)
  for (let n = 1; n <= guards; n += 1) {
    const guardId = `${id}-g${n}`
    add(place, 'guard', {
      id: guardId,
      name: `示例·保安${draw.of(1, 2, 3, 4)}`,
      phone: draw.of(null, `139${id}${n}`, `139-${draw.of(1, 2, 3)}`),
      licence: draw.of(...([`L-${id}-${n}`, `L-${id}-${n}`, `L-${id}-${n}`, `L-${draw.of(1, 2, 3, 4, 5)}`, ' ', null] as const)),
      licence_to: draw.of(null, ...[-400, -1, 0, 0, 1, 300].map((off) => day(off))),
      ...draw.of<Row>(
        { employed_from: null, employed_until: null },
        { employed_from: '2024-01-01', employed_until: draw.of(null, day(0, 1, 30)) },
        { employed_from: day(0, 1), employed_until: null },
      ),
      full_time: draw.of(true, true, true, true, false),
      synthetic: true,
      valid: STOOD,
    })
    for (let c = draw.of(0, 1, 1, 2); c > 0; c -= 1)
      add(place, 'guard_check', {
        id: `${guardId}-c${c}`,
        guard_id: guardId,
        checked_on: shift(day(-367, -366, -365, -40, 0, 1), -c),
        result: draw.of('clear', 'clear', 'clear', 'refused'),
        issuer: '示例',
      })
  }
  for (let n = draw.of(0, 1, 2); n > 0; n -= 1)
    add(place, 'health_staff', {
      id: `${id}-h${n}`,
      name: `示例·校医${n}`,
      full_time: draw.of(true, true, true, false),
      qualification: draw.of('执业医师', '护士', '保健员', ' ', null),
      from_day: draw.of('2024-01-01', day(0, 1)),
      until_day: draw.of(null, null, day(0, 1)),
    })
  for (let n = draw.of(0, 1, 1, 2); n > 0; n -= 1)
    add(place, 'drill', {
      id: `${id}-d${n}`,
      on_day: day(-92, -91, -61, -60, -30, -29, -5, 0, 1),
      kind: draw.of('evacuation', 'fire', 'earthquake', 'violence', 'other'),
      people: 10,
    })
  for (const kind of ['safeSchool', 'healthPromoting'])
    for (let n = draw.of(0, 1, 1, 2); n > 0; n -= 1) {
      const revoked_on = draw.of(null, null, null, day(0, 1))
      const issued_on = draw.of('2023-01-01', day(-3, 0, 1))
      const valid_to = draw.of(null, day(-1, 0, 1, 100))
      add(place, 'title', {
        id: `${id}-${kind}-${n}`,
        kind,
        level: draw.of('city', 'district'),
        issuer: '示例',
        issued_on,
        valid_to: valid_to !== null && valid_to < issued_on ? null : valid_to,
        revoked_on,
        revoked_reason: revoked_on && '负面清单',
      })
    }
}

const CONDITIONS = {
  safeSchool: ['safetyLessons', 'noSafetyAccident', 'noNegativeEvent'],
  healthPromoting: ['healthLessons', 'smokeFree', 'noFoodPoisoning', 'noSafetyAccident'],
}

/** Records of preconditions around a year of age and around their last day; now and then none, or one that says no. */
function seedConditions(place: Place): void {
  const { id, draw, day } = place
  for (const [kind, conditions] of Object.entries(CONDITIONS))
    for (const condition of conditions)
      for (let n = draw.of(1, 1, 1, 1, 1, 1, 2, 0); n > 0; n -= 1) {
        const checked_on = draw.chance(0.7) ? '2024-05-01' : day(-367, -366, -365, 0, 1)
        const valid_to = draw.chance(0.9) ? null : day(-1, 0, 1)
        const state = draw.chance(0.95) ? 'kept' : 'broken'
        add(place, 'title_condition', {
          id: `${id}-${kind}-${condition}-${n}`,
          kind,
          condition,
          state,
          checked_on,
          valid_to: valid_to !== null && valid_to < checked_on ? null : valid_to,
          issuer: '示例',
          note: state === 'broken' ? '示例' : null,
        })
      }
}

/** Whole days of each gate room, with holes around a minute; of one of several nobody may have said whose they are. */
function seedGateRooms(place: Place, grounds: readonly string[]): void {
  const { id, draw } = place
  for (const campus of grounds.length > 1 ? grounds : [null]) {
    const kept = draw.of('none', 'all', 'all', 'all', 'all', 'hole')
    const broken = draw.of('2024-09-12', '2024-08-28', '2024-07-03')
    const said = campus !== null && draw.chance(0.85) ? campus : null
    if (kept === 'none') continue
    for (let on = draw.of('2024-06-01', '2024-06-01', '2024-09-01'); on < '2024-10-01'; on = shift(on, 1)) {
      const hole = kept === 'hole' && on === broken ? draw.of(59_000, 60_000, 61_000, 3_600_000, 90_000) : 0
      add(place, 'gate_room_shift', {
        id: `${campus ?? id}-${on}`,
        campus_id: said,
        starts_at: `${on}T00:00:00+08:00`,
        ends_at: new Date(Date.parse(`${on}T00:00:00+08:00`) + DAY_MS - hole).toISOString(),
        guard_name: '示例',
      })
    }
  }
}

/** Rounds and check-ins of every school day, one of them short. */
function seedDuty(place: Place): void {
  const { id, draw, day } = place
  const windows = draw.of(0, 1, 1, 2)
  for (const kind of ['peakDuty', 'guardPost'])
    for (let n = 1; n <= windows; n += 1)
      add(place, 'duty_window', {
        id: `${id}-${kind}-${n}`,
        kind,
        post: `门${n}`,
        weekdays: draw.of('12345', '12345', '1'),
        starts: draw.of('07:20', '16:30'),
        ends: '17:00',
        from_day: draw.of('2024-01-01', day(0, 1)),
        until_day: draw.of(null, null, day(0, 1)),
      })
  const style = draw.of('none', 'all', 'all', 'all', 'odd')
  const rounds = draw.of('none', 'all', 'all', 'all', 'odd')
  for (let on = '2024-06-01'; on < '2024-10-01'; on = shift(on, 1)) {
    const isOdd = on === draw.of('2024-09-14', '2024-09-25', '2024-08-30', '2024-06-24', on > '2024-09-26' ? on : '')
    if (rounds !== 'none')
      for (let n = 1; n <= 5; n += 1)
        add(place, 'patrol_round', {
          id: `${id}-${on}-${n}`,
          at: `${on}T${draw.of('00:00:00', '07:00:00', '23:59:59')}+08:00`,
          who: '示例',
          places: 8,
          visited: rounds === 'odd' && isOdd && n === 5 ? 7 : draw.of(8, 8, 8, 9),
        })
    if (style === 'none') continue
    for (const kind of ['peakDuty', 'guardPost'])
      for (let n = 1; n <= windows; n += 1)
        add(place, 'duty_check_in', {
          id: `${id}-${kind}-${n}-${on}`,
          kind,
          post: `门${n}`,
          on_at: `${on}T${style === 'odd' && isOdd ? draw.of('16:30:00', '08:00:20', '16:59:31') : '07:00:00'}+08:00`,
          off_at: `${on}T${style === 'odd' && isOdd ? '17:30:00' : draw.of('17:00:00', '17:00:00', '17:20:00')}+08:00`,
          who: '示例',
          result: style === 'odd' && isOdd ? draw.of('onPost', 'lateArrival', 'absent', 'amended', 'leave') : 'onPost',
          confirmed_by: draw.of(null, '示例·校长'),
        })
  }
}

function seedThings(place: Place): void {
  const { id, draw, day } = place
  for (const kind of PROTECTION)
    for (let n = draw.of(0, 1, 1, 2); n > 0; n -= 1)
      add(place, 'protection_item', {
        id: `${id}-${kind}-${n}`,
        kind,
        state: draw.of('present', 'present', 'present', 'broken', 'missing', 'notPossible'),
        checked_on: day(-367, -366, -365, -10, 0, 1),
        checked_by: '示例',
      })
  const listed = draw.of(0, 7, 8, 8, 8)
  const isNothingAsked = draw.chance(0.1)
  for (const item of EQUIPMENT.slice(0, listed))
    for (let n = draw.of(1, 1, 1, 1, 2); n > 0; n -= 1)
      add(place, 'equipment_item', {
        id: `${id}-${item}-${n}`,
        item,
        required: isNothingAsked || draw.chance(0.05) ? 0 : 2,
        present: draw.of(2, 2, 2, 2, 2, 2, 3, 1),
        expires_on: draw.of(null, null, null, null, day(-1, 0, 1)),
        checked_on: shift(draw.chance(0.8) ? '2024-05-01' : day(-367, -366, 0, 1), -n),
        source: '示例',
      })
}

/** A device that has stood in the register all along, and the states it was in. */
function aDevice(place: Place, name: string, kind: string, campus_id: string | null = null): string {
  const { draw, at } = place
  const id = `${place.id}-${name}`
  add(place, 'device', {
    id,
    campus_id,
    kind,
    dialect: 'native',
    source: 'native',
    external_id: id,
    point: '',
    name,
    silent: false,
    repeats_until_receipt: false,
    synthetic: true,
    valid: STOOD,
  })
  const life = draw.of('online', 'online', 'online', 'online', 'breaks', 'never', 'maintained')
  if (life === 'never') return id
  const turn = at(-3_600_000, -1, 0, 1, 3_600_000)
  const states =
    life === 'online'
      ? ['online']
      : [draw.of('online', 'offline', 'unknown'), life === 'maintained' ? 'maintenance' : draw.of('online', 'offline', 'unknown')]
  states.forEach((state, n) => {
    add(place, 'device_interval', {
      device_id: id,
      state,
      since: n ? turn : '2024-05-01T00:00:00+08:00',
      until: n < states.length - 1 ? turn : 'infinity',
    })
  })
  return id
}

/** @returns the campuses, none where nobody drew one */
function seedCampuses(place: Place): readonly string[] {
  const { id, draw, day } = place
  const campuses = draw.of(1, 1, 2, 0)
  for (let n = 1; n <= campuses; n += 1) {
    const isDrawn = draw.chance(0.8)
    const shape = {
      type: 'Polygon',
      coordinates: [
        [
          [106.2, 38.4],
          [106.21, 38.4],
          [106.21, 38.41],
          [106.2, 38.4],
        ],
      ],
    }
    add(place, 'campus', {
      id: `${id}-c${n}`,
      name: `校园${n}`,
      boundary: isDrawn ? shape : null,
      point: isDrawn ? null : { type: 'Point', coordinates: [106.2, 38.4] },
      gates: [],
      zone: shape,
      zone_origin: isDrawn ? 'boundary' : 'point',
      zone_method: 'test',
      provisional: !isDrawn,
      synthetic: true,
      valid: STOOD,
    })
    if (draw.chance(0.3))
      add(place, 'campus_life', {
        campus_id: `${id}-c${n}`,
        ...draw.of<Row>(
          { opened_on: '2024-09-16', closed_on: null },
          { opened_on: '2024-10-05', closed_on: null },
          { opened_on: '2024-07-10', closed_on: '2024-09-20' },
          { opened_on: null, closed_on: day(0, 1) },
          { opened_on: null, closed_on: '2024-08-15' },
          { opened_on: null, closed_on: '2024-11-01' },
        ),
      })
  }
  return Array.from({ length: campuses }, (_, n) => `${id}-c${n + 1}`)
}

function seedButtons(place: Place, grounds: readonly string[]): void {
  const { id, draw, at } = place
  const campuses = grounds.length
  const isKnownWhere = draw.chance(0.6) && campuses > 0
  const names = draw.of(
    [],
    ['gateRoom'],
    ['gateRoom', 'dormitory'],
    ['gateRoom', 'gateRoom', 'dormitory', 'controlRoom'],
    ['gateRoom', 'gateRoom', 'other'],
    ['dormitory'],
  )
  names.forEach((name, n) => {
    const device = aDevice(
      place,
      `b${n}${draw.chance(0.05) ? '-gone' : ''}`,
      'panicButton',
      isKnownWhere ? `${id}-c${Math.min(campuses, n + 1)}` : null,
    )
    if (draw.chance(0.9)) add(place, 'button_place', { device_id: device, place: name, valid: STOOD })
    for (let t = draw.of(0, 1, 1, 1, 2); t > 0; t -= 1)
      add(place, 'police_test', {
        id: `${device}-t${t}`,
        device_id: device,
        at: at(
          -86_400_000,
          -1_000,
          0,
          1,
          ...[30, 31, 89, 90, 91].flatMap((days) => [-days * DAY_MS - 1, -days * DAY_MS, -days * DAY_MS + 1]),
        ),
        reached: draw.of('police', 'police', 'police', 'police', 'centre'),
        ...draw.of<Row>(
          { receipt: 'R-1', officer: null },
          { receipt: null, officer: '示例·民警' },
          { receipt: 'R-2', officer: '示例' },
          { receipt: ' ', officer: '' },
        ),
      })
  })
}

function seedCameras(place: Place, grounds: readonly string[]): void {
  const { id, draw } = place
  if (grounds.length < 2) seedWatch(place, draw.of(null, grounds[0] ?? null), '')
  else
    grounds.forEach((campus, n) => {
      seedWatch(place, draw.chance(0.85) ? campus : null, `${n + 1}-`)
    })
  const excused = draw.of(0, 5, 13, 16)
  PLACES.slice(PLACES.length - excused).forEach((name) => {
    add(place, 'key_place', {
      id: `${id}-${name}`,
      campus_id: draw.of(null, null, null, grounds[0] ?? null, grounds[1] ?? null),
      place: name,
      applicable: draw.chance(0.1),
      reason: '没有',
      approved_by: draw.of('示例·科长', '示例·科长', '示例·科长', '示例·科长', ' '),
      valid: STOOD,
    })
  })
}

/** Cameras of one ground. */
function seedWatch(place: Place, campus: string | null, ground: string): void {
  const { draw, at, day } = place
  const from = draw.of(...(PERIODS as readonly [JudgedPeriod, ...JudgedPeriod[]])).from
  const watched = draw.of(0, 3, 16, 16)
  for (let n = draw.of(0, 1, 2, 3) + watched; n > 0; n -= 1) {
    const device = aDevice(place, `cam${ground}${n}${draw.chance(0.03) ? '-gone' : ''}`, 'camera', campus)
    if (draw.chance(0.95))
      add(place, 'camera_place', {
        id: device,
        device_id: device,
        place: PLACES[n - 1] ?? null,
        area: n <= 2 ? 'gateStreet' : 'inside',
        required: draw.chance(0.8),
        valid: STOOD,
      })
    if (draw.chance(0.15)) {
      const opened = at(-2 * DAY_MS, -3_600_000, 0, 1)
      const closed = draw.of(null, new Date(Date.parse(opened) + draw.of(1_000, 1_800_000, DAY_MS)).toISOString())
      aFault(place, device, draw.of('video-loss', 'video-blind', 'video-frozen', 'record-fault', 'tamper'), opened, closed)
    }
    if (draw.chance(0.7)) {
      const listed_on = draw.of('2024-01-01', day(0, 1))
      const source = draw.of('catalog', 'catalog', 'signedList')
      add(place, 'police_catalog', {
        id: device,
        gb_id: '64010400001320000001',
        device_id: device,
        listed_on,
        removed_on: draw.of(null, null, null, shift(listed_on, 40), day(0, 1)),
        source,
        signed_by: source === 'catalog' ? null : draw.of('示例', '示例', ' '),
      })
    }
    if (draw.chance(0.8))
      add(place, 'picture_proof', {
        id: device,
        device_id: device,
        at: draw.of(at(-3_600_000, 0, 1), new Date(Date.parse(`${from}T00:00:00+08:00`) + draw.of(-1000, 0, 1000)).toISOString()),
        seen_by: '示例',
      })
  }
}

function aFault(place: Place, device_id: string, kind: string, opened_at: string, closed_at: string | null): void {
  add(place, 'fault', { id: crypto.randomUUID(), kind, device_id, opened_at, closed_at, count: 1, last_at: opened_at })
}

function seedRecorders(place: Place): void {
  const { draw, at, day } = place
  for (let n = draw.of(0, 1, 1, 2); n > 0; n -= 1) {
    const device = aDevice(place, `rec${n}`, 'recorder')
    for (let c = draw.of(0, 1, 1, 2); c > 0; c -= 1) {
      const checked = at(-31 * DAY_MS - 1, -31 * DAY_MS, -31 * DAY_MS + 1, -DAY_MS, 0, 1)
      const kept = draw.of(29, 30, 31, 89, 90, 91) * DAY_MS + draw.of(-1000, 0, 1000)
      add(place, 'recorder_check', {
        id: `${device}-${c}`,
        device_id: device,
        at: checked,
        oldest_at: new Date(Date.parse(checked) - kept).toISOString(),
        clock_offset_s: draw.of(0, 5, -5, 5.01, -5.01),
      })
    }
    if (draw.chance(0.7))
      add(place, 'police_link', {
        device_id: device,
        kind: 'platform',
        from_day: draw.of('2024-01-01', day(0, 1)),
        until_day: draw.of(null, null, day(0, 1)),
      })
    for (let f = draw.of(0, 0, 1, 2); f > 0; f -= 1) {
      const opened = at(-60 * DAY_MS, -2 * DAY_MS, -DAY_MS - 1, -DAY_MS, -DAY_MS + 1, -3_600_000, 1)
      const closed = draw.of(
        null,
        new Date(Date.parse(opened) + draw.of(3_600_000, DAY_MS - 1, DAY_MS, DAY_MS + 1, 40 * DAY_MS)).toISOString(),
      )
      aFault(place, device, `device-fault-${f}`, opened, closed)
    }
  }
}

function seedBelt(place: Place): void {
  const { id, draw, at, day } = place
  for (const campus of (place.rows.campus ?? []).filter(({ school_id }) => school_id === id))
    for (let n = draw.of(0, 1, 1, 1); n > 0; n -= 1)
      add(place, 'belt_survey', {
        id: crypto.randomUUID(),
        campus_id: campus.id,
        surveyed_at: at(-92 * DAY_MS - 1, -92 * DAY_MS, -92 * DAY_MS + 1, -DAY_MS, 0, 1),
        surveyed_by: '示例',
        synthetic: true,
      })
  for (let n = draw.of(0, 0, 1, 2, 3); n > 0; n -= 1) {
    const isStruck = draw.chance(0.5)
    const listed_at = at(-31 * DAY_MS, -30 * DAY_MS, -29 * DAY_MS, -100 * DAY_MS)
    const struck = isStruck
      ? new Date(Math.max(Date.parse(listed_at) + 3_600_000, Date.parse(at(-5 * DAY_MS, 0, 1, -31 * DAY_MS, -92 * DAY_MS)))).toISOString()
      : null
    add(place, 'hazard', {
      id: crypto.randomUUID(),
      place: draw.of('belt', 'school'),
      kind: 'other',
      title: '示例',
      risk: 'general',
      state: isStruck ? 'struckOff' : 'found',
      found_by: '示例',
      found_at: listed_at,
      listed_at,
      co_depts: [],
      due_on: draw.of(null, day(-1, 0, 1, -20)),
      struck_off_at: struck,
      recurrences: 0,
      reminded: 0,
      version: 1,
      changed_at: listed_at,
      synthetic: true,
    })
  }
}
