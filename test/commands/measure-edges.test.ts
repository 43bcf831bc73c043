// Edge values of every rule in a month that is over, typed as an outsider would: plain SQL. What is expected was written from the norms
// (R26–R31, R38, R39) and from docs/measures.md, not from the program.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SchoolMeasureList } from '#contracts/measure.ts'
import { freezePeriod } from '../../server/commands/recompute-measures.ts'
import { aWorld, type World } from '../api/world.ts'

/** September 2024, judged as of its last millisecond: Monday 30 September, 23:59:59.999 in Shanghai. */
const END = `timestamptz '2024-09-30 23:59:59.999+08'`
/** Mid-autumn and the eve of the National Day: 16 and 17 were free, 14 (Saturday) and 29 (Sunday) made up for it. 21 school days. */
const CALENDAR = `insert into calendar_day (id, day, kind) values ('a', '2024-09-16', 'holiday'), ('b', '2024-09-17', 'holiday'), ('c', '2024-09-14', 'makeUp'), ('d', '2024-09-29', 'makeUp')`
const SCHOOL_DAYS = `(select d::date as d from generate_series(date '2024-09-01', date '2024-09-30', interval '1 day') d
  where (extract(isodow from d) <= 5 and d not in ('2024-09-16', '2024-09-17')) or d in ('2024-09-14', '2024-09-29')) days`

type Expected = readonly [measure: string, result: string, met?: number, required?: number]
interface Edge {
  readonly pupils?: number | null
  readonly level?: string
  readonly boarding?: boolean
  readonly sql: string
  readonly expect: readonly Expected[]
}

const guard = (id: string, more = '', values = '') =>
  `insert into guard (id, school_id, name${more ? `, ${more}` : ''}) values ('$-${id}', '$', '示例·$-${id}'${values ? `, ${values}` : ''})`
const device = (id: string, kind: string, state: string | null = 'online') =>
  `insert into device (id, school_id, kind, dialect, source, external_id, name) values ('$-${id}', '$', '${kind}', 'native', 'native', '$-${id}', '${id}')${
    state === null
      ? ''
      : `; insert into device_interval (device_id, state, since, until) values ('$-${id}', '${state}', '2024-06-01', '2025-01-01')`
  }`
const button = (place: string) =>
  `${device(place, 'panicButton')}; insert into button_place (device_id, school_id, place) values ('$-${place}', '$', '${place}')`
const tested = (place: string, at: string, receipt = `'R-1', null`) =>
  `insert into police_test (id, school_id, device_id, at, reached, receipt, officer) values ('$-t-${place}', '$', '$-${place}', ${at}, 'police', ${receipt})`
const camera = (id: string, place: string | null = null, area = 'inside', required = true) =>
  `${device(id, 'camera')}; insert into camera_place (id, school_id, device_id, place, area, required) values ('$-${id}', '$', '$-${id}', ${place === null ? 'null' : `'${place}'`}, '${area}', ${required})`
const recorder = (kept: string, at = `${END} - interval '1 day'`, offset = 0) =>
  `${device('rec', 'recorder')}; insert into recorder_check (id, school_id, device_id, at, oldest_at, clock_offset_s) values ('$-rc', '$', '$-rec', ${at}, ${at} - interval '${kept}', ${offset})`
const seconds = (id: string, online: number, offline: number, unknown = 0, maintenance = 0) =>
  `insert into device_day (device_id, day, online_s, offline_s, unknown_s, maintenance_s) values ('$-${id}', '2024-09-30', ${online}, ${offline}, ${unknown}, ${maintenance})`
const keeps = (at: string, days: number) =>
  `insert into health_sample (at, device_id, kind, data) values ('${at}', '$-rec', 'state', '{"retentionDays": ${days}}')`
const happened = (...lines: readonly [at: string, kind: string, data?: string][]) =>
  `insert into hazard_log (hazard_id, at, kind, data) select id, e.at, e.kind, e.data from hazard, (values ${lines
    .map(([at, kind, data = '{}']) => `(timestamptz '${at}', '${kind}', jsonb '${data}')`)
    .join(', ')}) e(at, kind, data) where school_id = '$'`
const shifts = (from: string, to: string) =>
  `insert into gate_room_shift (id, school_id, starts_at, ends_at, guard_name) select '$-' || s, '$', s, least(s + interval '1 day', timestamptz '${to}+08'), '示例' from generate_series(timestamptz '${from}+08', timestamptz '${to}+08' - interval '1 second', interval '1 day') s`
const ofCampus = (campus: string, until = '2024-10-01 00:00:00', from = '2024-09-01 00:00:00') =>
  shifts(from, until).replace('(id,', '(campus_id, id,').replace("select '$-'", `select '$-${campus}', '$-${campus}-'`)
const campusLife = (campus: string, opened: string, closed: string) =>
  `insert into campus_life (campus_id, school_id, opened_on, closed_on, merged_into) values ('$-${campus}', '$', ${opened}, ${closed}, null)`
const watchesGate = (id: string, campus: string) =>
  camera(id, 'gate')
    .replace('insert into device (id,', 'insert into device (campus_id, id,')
    .replace(`('$-${id}', '$',`, () => `(${campus}, '$-${id}', '$',`)
const campus = (provisional = false) =>
  `insert into campus (id, school_id, name, ${provisional ? 'point' : 'boundary'}, zone, zone_origin, zone_method, provisional) select '$-c', '$', '校园', point, zone, '${provisional ? 'point' : 'boundary'}', 'test', ${provisional} from campus where id = 'north-1-c'`
const onCampus = (id: string, sql: string) =>
  sql.replace('insert into device (id,', 'insert into device (campus_id, id,').replace('values (', () => `values ('$-${id}', `)
const twoCampuses = `${campus()}; ${campus().replace('$-c', '$-d')}`
const surveyed = (at: string) =>
  `insert into belt_survey (campus_id, school_id, surveyed_at, surveyed_by) values ('$-c', '$', ${at}, '示例')`
const fault = (opened: string, closed = 'null') =>
  `${device('cam', 'camera')}; insert into fault (kind, device_id, school_id, opened_at, last_at, closed_at) values ('camera-offline', '$-cam', '$', ${opened}, ${opened}, ${closed})`
const pictureFault = (id: string, kind: string, opened: string, closed = 'null') =>
  `insert into fault (kind, device_id, school_id, opened_at, last_at, closed_at) values ('${kind}', '$-${id}', '$', timestamptz '${opened}+08', timestamptz '${opened}+08', ${closed})`
const hazard = (due: string, struck = 'null', state = 'rectifying') =>
  `insert into hazard (school_id, place, kind, title, risk, state, found_by, found_at, listed_at, due_on, struck_off_at) values ('$', 'belt', 'other', '示例', 'general', '${state}', '示例', '2024-09-02', '2024-09-02', ${due}, ${struck})`
const places = (from: number, to: number, reason = '走读', approver = '示例·科长') =>
  `insert into key_place (id, school_id, place, applicable, reason, approved_by, valid) select '$-' || n, '$', (array['gateOutside', 'gate', 'gateRoom', 'perimeter', 'mainRoad', 'teaching', 'office', 'dormitory', 'canteen', 'waterPower', 'library', 'laboratory', 'sports', 'archive', 'parking', 'controlRoom'])[n], false, '${reason}', '${approver}', tstzrange('2024-01-01', null) from generate_series(${from}, ${to}) n`
const otherPlacesExcused = `${places(1, 1)}; ${places(3, 16)}`
const hasPlace = (on: string, place: string) =>
  `insert into key_place (id, school_id, campus_id, place, applicable, valid) values ('$-${on}-${place}', '$', '$-${on}', '${place}', true, tstzrange('2024-01-01', null))`
const excusedNow = (place: string) =>
  `insert into key_place (id, school_id, place, applicable, reason, approved_by) values ('$-${place}', '$', '${place}', false, '撤并', '示例·科长')`
const keptConditions = (school: string) =>
  `insert into title_condition (id, school_id, kind, condition, state, checked_on, issuer) select '${school}-' || k || c, '${school}', k, c, 'kept', '2024-03-01', '示例' from (values ('safeSchool', 'safetyLessons'), ('safeSchool', 'noSafetyAccident'), ('safeSchool', 'noNegativeEvent'), ('healthPromoting', 'healthLessons'), ('healthPromoting', 'smokeFree'), ('healthPromoting', 'noFoodPoisoning'), ('healthPromoting', 'noSafetyAccident')) v(k, c)`
const title = (valid: string, revoked = 'null') =>
  `insert into title (id, school_id, kind, level, issuer, issued_on, valid_to, revoked_on, revoked_reason) select '$-' || k, '$', k, 'city', '示例市', date '2024-01-01', (${valid})::date, (${revoked})::date, case when (${revoked})::date is not null then '负面清单' end from unnest(array['safeSchool', 'healthPromoting']) k; ${keptConditions('$')}`
const condition = (name: string, change: string) => `update title_condition set ${change} where school_id = '$' and condition = '${name}'`
const found = (days: number, state = 'present') =>
  `insert into protection_item (id, school_id, kind, state, checked_on, checked_by) select '$-' || k, '$', k, '${state}', date '2024-09-30' - ${days}, '示例' from unnest(array['barrier', 'perimeter', 'separateEntrances', 'closedCampus', 'gateRoom', 'visitorCheck', 'lighting']) k`
const equipped = (present: number, expires = 'null') =>
  `insert into equipment_item (id, school_id, item, required, present, expires_on, checked_on, source) select '$-' || k, '$', k, 2, case when k = '钢叉' then ${present} else 2 end, case when k = '自卫喷雾' then (${expires})::date end, '2024-09-01', '示例' from unnest(array['防暴头盔', '防暴盾牌', '防刺服', '防割手套', '橡胶警棍', '钢叉', '强光手电', '自卫喷雾']) k`
const onDuty = (
  unconfirmed = '1900-01-01',
) => `insert into duty_window (id, school_id, kind, post, weekdays, starts, ends, from_day, until_day) select '$-' || k, '$', k, '南门', '12345', '07:20', '08:00', '2024-01-01', '2024-10-01' from unnest(array['peakDuty', 'guardPost']) k;
  insert into duty_check_in (id, school_id, kind, post, on_at, off_at, who, result) select '$-' || k || d, '$', k, '南门', (d + time '07:20') at time zone 'Asia/Shanghai', (d + time '08:00') at time zone 'Asia/Shanghai', '示例', case when d = '${unconfirmed}' then 'amended' else 'onPost' end from unnest(array['peakDuty', 'guardPost']) k, ${SCHOOL_DAYS}`
const rounds = (short = '1900-01-01') =>
  `insert into patrol_round (id, school_id, at, who, places, visited) select '$-' || d || n, '$', (d + time '23:50') at time zone 'Asia/Shanghai' + n * interval '1 minute', '示例', 8, case when d = '${short}' and n = 5 then 7 else 8 end from ${SCHOOL_DAYS}, generate_series(1, 5) n`
const drill = (day: string) => `insert into drill (id, school_id, on_day, kind, people) values ('$-d', '$', '${day}', 'evacuation', 10)`
const health = (until = 'null', qualification = `'执业医师'`) =>
  `insert into health_staff (id, school_id, name, qualification, from_day, until_day) values ('$-h', '$', '示例', ${qualification}, '2024-01-01', ${until})`
const physical = ['barrier', 'perimeter', 'separateEntrances', 'closedCampus', 'gateRoomSet', 'visitorCheck', 'gateLighting']

const EDGES: Record<string, Edge> = {
  'licence-last-day': { sql: guard('a', 'licence, licence_to', `'L-1', '2024-09-30'`), expect: [['guardLicences', 'met', 1, 1]] },
  'licence-day-after': { sql: guard('a', 'licence, licence_to', `'L-2', '2024-09-29'`), expect: [['guardLicences', 'expired', 0, 1]] },
  'licence-blank': { sql: guard('a', 'licence, licence_to', `' ', '2025-09-29'`), expect: [['guardLicences', 'notMet', 0, 1]] },
  'guard-left': { pupils: 50, sql: guard('a', 'employed_until', `'2024-09-30'`), expect: [['guardsEmployed', 'noEvidence', 0, 1]] },
  'guard-leaves': { pupils: 50, sql: guard('a', 'employed_until', `'2024-10-01'`), expect: [['guardsEmployed', 'met', 1, 1]] },
  // A month that is over keeps the end of an employment that somebody blanks afterwards.
  'guard-end-blanked-since': {
    pupils: 50,
    sql: `${guard('a', 'employed_until, valid', `'2024-09-30', tstzrange('2024-08-01', null)`)}; update guard set employed_until = null where id = '$-a'`,
    expect: [['guardsEmployed', 'noEvidence', 0, 1]],
  },
  'guard-listed-twice': {
    pupils: 150,
    sql: `${guard('a', 'licence', `'L-3'`)}; ${guard('b', 'licence', `'L-3'`)}`,
    expect: [['guardsEmployed', 'notMet', 1, 2]],
  },
  // On two schools' lists in September, whatever the lists say today.
  'guard-two-lists': {
    pupils: 50,
    sql: guard('a', 'licence, valid', `'L-5', tstzrange('2024-08-01', null)`),
    expect: [['guardsEmployed', 'notMet', 0, 1]],
  },
  'guard-two-lists-mended-since': {
    pupils: 50,
    sql: `${guard('a', 'licence, valid', `'L-5', tstzrange('2024-08-01', null)`)}; update guard set licence = 'L-6' where id = '$-a'`,
    expect: [['guardsEmployed', 'notMet', 0, 1]],
  },
  'guard-two-lists-struck-since': {
    pupils: 50,
    sql: `${guard('a', 'licence, valid', `'L-7', tstzrange('2024-08-01', null)`)}; insert into guard (id, school_id, name, licence, valid) values ('$-b', 'south-1', '示例', 'L-7', tstzrange('2024-08-01', null));
      delete from guard where id = '$-b'`,
    expect: [['guardsEmployed', 'notMet', 0, 1]],
  },
  'guard-went-over-since': {
    pupils: 50,
    sql: `${guard('a', 'licence, valid', `'L-8', tstzrange('2024-08-01', null)`)}; insert into guard (id, school_id, name, licence, valid) values ('$-b', 'south-1', '示例', 'L-9', tstzrange('2024-08-01', null));
      update guard set licence = 'L-8' where id = '$-b'`,
    expect: [['guardsEmployed', 'met', 1, 1]],
  },
  'guard-part-time': { pupils: 99, sql: guard('a', 'full_time', 'false'), expect: [['guardsEmployed', 'notMet', 0, 1]] },
  'guard-boarding-599': {
    pupils: 599,
    boarding: true,
    sql: [1, 2].map((n) => guard(`${n}`)).join('; '),
    expect: [['guardsEmployed', 'met', 2, 2]],
  },
  'guard-boarding-600': {
    pupils: 600,
    boarding: true,
    sql: [1, 2].map((n) => guard(`${n}`)).join('; '),
    expect: [['guardsEmployed', 'notMet', 2, 3]],
  },
  'merged-away': {
    pupils: 50,
    sql: `${guard('a', 'licence', `'L-4'`)}; insert into school_life (school_id, closed_on) values ('$', '2024-09-10')`,
    expect: [
      ['guardsEmployed', 'notApplicable', 0, 0],
      ['gateRoomRoster', 'notApplicable', 0, 0],
      ['safeSchool', 'notApplicable', 0, 0],
    ],
  },
  'merged-into': { pupils: 50, sql: guard('a', 'licence', `'L-4'`), expect: [['guardsEmployed', 'met', 1, 1]] },
  'closes-next-day': {
    pupils: 50,
    sql: `${guard('a')}; insert into school_life (school_id, closed_on) values ('$', '2024-10-01')`,
    expect: [['guardsEmployed', 'met', 1, 1]],
  },
  'no-pupils': {
    pupils: null,
    sql: `${guard('a')}; ${health()}; ${recorder('60 days')}`,
    expect: [
      ['guardsEmployed', 'noEvidence', 0],
      ['healthStaff', 'noEvidence', 0],
      ['retention', 'noEvidence', 0],
      ['recorderClock', 'met', 1, 1],
    ],
  },
  'background-last-day': {
    sql: `${guard('a')}; insert into guard_check (id, school_id, guard_id, checked_on, result, issuer) values ('$', '$', '$-a', date '2024-09-30' - 366, 'clear', '示例')`,
    expect: [['guardBackground', 'met', 1, 1]],
  },
  'background-too-old': {
    sql: `${guard('a')}; insert into guard_check (id, school_id, guard_id, checked_on, result, issuer) values ('$', '$', '$-a', date '2024-09-30' - 367, 'clear', '示例')`,
    expect: [['guardBackground', 'expired', 0, 1]],
  },
  'background-refused-later': {
    sql: `${guard('a')}; insert into guard_check (id, school_id, guard_id, checked_on, result, issuer) values ('$1', '$', '$-a', '2024-09-01', 'clear', '示例'), ('$2', '$', '$-a', '2024-09-02', 'refused', '示例')`,
    expect: [['guardBackground', 'notMet', 0, 1]],
  },
  'test-last-moment': {
    sql: `${button('gateRoom')}; ${tested('gateRoom', `${END} - interval '30 days'`)}`,
    expect: [
      ['buttons', 'met', 1, 1],
      ['buttonTests', 'met', 1, 1],
      ['buttonsOnline', 'met', 1, 1],
    ],
  },
  // A second campus needs a button in its own gate room, as soon as it is known in which campus each button is.
  'campus-without-button': {
    sql: `${twoCampuses}; ${onCampus('c', button('gateRoom'))}; ${tested('gateRoom', `${END} - interval '1 day'`)}`,
    expect: [['buttons', 'notMet', 1, 2]],
  },
  'campus-of-button-unknown': {
    sql: `${twoCampuses}; ${button('gateRoom')}; ${tested('gateRoom', `${END} - interval '1 day'`)}`,
    expect: [['buttons', 'met', 1, 1]],
  },
  // A button of a campus that is closed, or not yet open, stands in no place that is asked for.
  'button-on-the-closed-campus': {
    sql: `${twoCampuses}; ${campusLife('d', 'null', `'2024-09-30'`)}; ${onCampus('d', button('gateRoom'))}; ${tested('gateRoom', `${END} - interval '1 day'`)}`,
    expect: [['buttons', 'noEvidence', 0, 1]],
  },
  'button-on-a-closed-third': {
    sql: `${twoCampuses}; ${campus().replace('$-c', '$-e')}; ${campusLife('e', 'null', `'2024-09-30'`)}; ${onCampus('c', button('gateRoom'))}; ${tested('gateRoom', `${END} - interval '1 day'`)};
      ${onCampus('e', button('other'))}`,
    expect: [['buttons', 'notMet', 1, 2]],
  },
  'test-a-moment-late': {
    sql: `${button('gateRoom')}; ${tested('gateRoom', `${END} - interval '30 days 1 millisecond'`)}`,
    expect: [
      ['buttons', 'expired', 0, 1],
      ['buttonTests', 'met', 1, 1],
    ],
  },
  'test-91-days': {
    sql: `${button('gateRoom')}; ${tested('gateRoom', `${END} - interval '91 days'`)}`,
    expect: [['buttonTests', 'expired', 0, 1]],
  },
  // However long ago: it ran out, which is not the same as never.
  'test-years-ago': {
    sql: `${button('gateRoom')}; ${tested('gateRoom', `${END} - interval '3 years'`)}; ${tested('gateRoom', `${END} - interval '1 day'`, 'null, null').replace("'$-t-", "'$-c-").replace("'police'", "'centre'")}`,
    expect: [
      ['buttons', 'expired', 0, 1],
      ['buttonTests', 'expired', 0, 1],
    ],
  },
  'recorder-checked-years-ago': {
    sql: recorder('60 days', `${END} - interval '3 years'`),
    pupils: 50,
    expect: [
      ['retention', 'expired', 0, 1],
      ['recorderClock', 'expired', 0, 1],
    ],
  },
  'drill-years-ago': { sql: drill('2021-03-01'), expect: [['drills', 'notMet', 0, 1]] },
  'test-without-word': {
    sql: `${button('gateRoom')}; ${tested('gateRoom', `${END} - interval '1 day'`, `' ', ''`)}`,
    expect: [
      ['buttons', 'notMet', 0, 1],
      ['buttonTests', 'notMet', 0, 1],
    ],
  },
  'test-after-the-end': {
    sql: `${button('gateRoom')}; ${tested('gateRoom', `${END} + interval '1 day'`)}`,
    expect: [['buttons', 'notMet', 0, 1]],
  },
  'boarding-without-dormitory': {
    boarding: true,
    sql: `${button('gateRoom')}; ${tested('gateRoom', `${END} - interval '1 day'`)}`,
    expect: [['buttons', 'notMet', 1, 2]],
  },
  'button-dead': {
    sql: `${device('gateRoom', 'panicButton', 'unknown')}; insert into button_place (device_id, school_id, place) values ('$-gateRoom', '$', 'gateRoom'); ${tested('gateRoom', `${END} - interval '1 day'`)}`,
    expect: [
      ['buttons', 'notMet', 0, 1],
      ['buttonsOnline', 'notMet', 0, 1],
    ],
  },
  'link-ended': {
    sql: `${device('rec', 'recorder')}; insert into police_link (device_id, school_id, kind, from_day, until_day) values ('$-rec', '$', 'platform', '2024-01-01', '2024-09-30')`,
    expect: [['policeLink', 'noEvidence', 0, 1]],
  },
  'link-up': {
    sql: `${device('rec', 'recorder')}; insert into police_link (device_id, school_id, kind, from_day, until_day) values ('$-rec', '$', 'platform', '2024-01-01', '2024-10-01')`,
    expect: [['policeLink', 'met', 1, 1]],
  },
  'roster-full': { sql: shifts('2024-09-01 00:00:00', '2024-10-01 00:00:00'), expect: [['gateRoomRoster', 'met', 43_200, 43_200]] },
  'roster-one-minute': {
    sql: `${shifts('2024-09-01 00:00:00', '2024-10-01 00:00:00')}; update gate_room_shift set ends_at = ends_at - interval '60 seconds' where school_id = '$' and starts_at = '2024-09-12 00:00:00+08'`,
    expect: [['gateRoomRoster', 'notMet', 43_199, 43_200]],
  },
  'roster-59-seconds': {
    sql: `${shifts('2024-09-01 00:00:00', '2024-10-01 00:00:00')}; update gate_room_shift set ends_at = ends_at - interval '59 seconds' where school_id = '$' and starts_at = '2024-09-12 00:00:00+08'`,
    expect: [['gateRoomRoster', 'met', 43_200, 43_200]],
  },
  'roster-of-two-campuses': {
    sql: `${twoCampuses}; ${ofCampus('c')}; ${ofCampus('d', '2024-09-30 23:59:00')}`,
    expect: [['gateRoomRoster', 'notMet', 86_399, 86_400]],
  },
  'roster-campus-unknown': {
    sql: `${twoCampuses}; ${shifts('2024-09-01 00:00:00', '2024-10-01 00:00:00')}`,
    expect: [['gateRoomRoster', 'noEvidence']],
  },
  // Merged on the 16th: its gate room was kept until then, and nothing is asked of it any more; its belt neither.
  'roster-campus-merged-on-16th': {
    sql: `${twoCampuses}; ${campusLife('d', 'null', `'2024-09-16'`)}; ${ofCampus('c')}; ${ofCampus('d', '2024-09-16 00:00:00')}`,
    expect: [
      ['gateRoomRoster', 'met', 64_800, 64_800],
      ['beltDrawn', 'met', 1, 1],
    ],
  },
  // It left the register since: in September it stood.
  'roster-campus-deleted-since': {
    sql: `${twoCampuses}; update campus set valid = tstzrange('2024-01-01', null) where school_id = '$'; ${ofCampus('c')}; delete from campus where id = '$-d'`,
    expect: [['gateRoomRoster', 'notMet', 43_200, 86_400]],
  },
  'campus-opened-on-the-16th': {
    sql: `${twoCampuses}; ${campusLife('d', `'2024-09-16'`, 'null')}; ${ofCampus('c')}; ${ofCampus('d', '2024-10-01 00:00:00', '2024-09-16 00:00:00')}`,
    expect: [['gateRoomRoster', 'met', 64_800, 64_800]],
  },
  'campus-opened-in-october': {
    sql: `${twoCampuses}; ${campusLife('d', `'2024-10-01'`, 'null')}; ${ofCampus('c')}`,
    expect: [
      ['gateRoomRoster', 'met', 43_200, 43_200],
      ['beltDrawn', 'met', 1, 1],
    ],
  },
  'places-of-two-campuses': {
    sql: `${twoCampuses}; ${watchesGate('a', `'$-c'`)}; ${watchesGate('b', 'null')}`,
    expect: [['videoCoverage', 'notMet', 1, 32]],
  },
  'places-of-a-closed-campus': {
    sql: `${twoCampuses}; ${campusLife('d', 'null', `'2024-09-30'`)}; ${watchesGate('a', `'$-c'`)}; ${watchesGate('b', 'null')}`,
    expect: [['videoCoverage', 'notMet', 1, 16]],
  },
  'places-excused-on-one-campus': {
    sql: `${twoCampuses}; ${watchesGate('a', `'$-c'`)}; ${watchesGate('b', `'$-d'`)}; ${places(3, 16)}; ${places(1, 1)
      .replace('(id, school_id', '(campus_id, id, school_id')
      .replace("select '$-'", () => "select '$-c', '$-x'")}`,
    expect: [['videoCoverage', 'notMet', 2, 3]],
  },
  // Its camera watches nothing that is asked for, on the one campus that stands neither.
  'camera-on-the-closed-campus': {
    sql: `${twoCampuses}; ${campusLife('d', 'null', `'2024-09-30'`)}; ${otherPlacesExcused}; ${watchesGate('a', `'$-d'`)}; ${watchesGate('b', `'$-c'`).replace(`'gate'`, `'sports'`)}`,
    expect: [
      ['videoCoverage', 'notMet', 0, 1],
      ['cameraOnline', 'met', 2, 2],
    ],
  },
  'camera-on-a-campus-not-open-yet': {
    sql: `${twoCampuses}; ${campusLife('d', `'2024-10-01'`, 'null')}; ${otherPlacesExcused}; ${watchesGate('a', `'$-d'`)}`,
    expect: [['videoCoverage', 'noEvidence', 0, 1]],
  },
  'camera-on-the-only-campus': {
    sql: `${twoCampuses}; ${campusLife('d', 'null', `'2024-09-30'`)}; ${otherPlacesExcused}; ${watchesGate('a', `'$-c'`)}`,
    expect: [['videoCoverage', 'met', 1, 1]],
  },
  // The whole school is excused; one campus says by an entry of its own that it has the place.
  'own-place-of-excused-school': {
    sql: `${twoCampuses}; ${places(1, 16)}; ${hasPlace('c', 'gate')}; ${watchesGate('a', `'$-c'`)}`,
    expect: [['videoCoverage', 'met', 1, 1]],
  },
  'own-place-of-only-campus': {
    sql: `${campus()}; ${places(1, 16)}; ${hasPlace('c', 'gate')}; ${watchesGate('a', 'null')}`,
    expect: [['videoCoverage', 'met', 1, 1]],
  },
  'places-campus-unknown': {
    sql: `${twoCampuses}; ${watchesGate('a', 'null')}`,
    expect: [['videoCoverage', 'noEvidence']],
  },
  'opened-on-the-16th': {
    sql: `${shifts('2024-09-16 00:00:00', '2024-10-01 00:00:00')}; insert into school_life (school_id, opened_on) values ('$', '2024-09-16')`,
    expect: [
      ['gateRoomRoster', 'met', 21_600, 21_600],
      ['patrols', 'noEvidence', 0, 10],
    ],
  },
  'patrols-all': { sql: rounds(), expect: [['patrols', 'met', 21, 21]] },
  'patrols-one-place-skipped': { sql: rounds('2024-09-14'), expect: [['patrols', 'notMet', 20, 21]] },
  'drill-first-day': { sql: drill('2024-09-01'), expect: [['drills', 'met', 1, 1]] },
  'drill-of-another-kind': {
    sql: `${drill('2024-09-10')}; update drill set kind = 'violence' where school_id = '$'`,
    expect: [['drills', 'notMet', 0, 1]],
  },
  'drill-of-fire': {
    sql: `${drill('2024-09-30')}; update drill set kind = 'fire' where school_id = '$'`,
    expect: [['drills', 'met', 1, 1]],
  },
  'drill-never': { sql: 'select', expect: [['drills', 'noEvidence', 0, 1]] },
  'drill-day-before': { sql: drill('2024-08-31'), expect: [['drills', 'notMet', 0, 1]] },
  'kindergarten-quarter': { level: 'kindergarten', sql: drill('2024-07-01'), expect: [['drills', 'met', 1, 1]] },
  'kindergarten-quarter-before': { level: 'kindergarten', sql: drill('2024-06-30'), expect: [['drills', 'notMet', 0, 1]] },
  'found-last-day': { sql: found(366), expect: physical.map((id): Expected => [id, 'met', 1, 1]) },
  'found-too-old': { sql: found(367), expect: physical.map((id): Expected => [id, 'expired', 0, 1]) },
  'found-broken': { sql: found(1, 'broken'), expect: physical.map((id): Expected => [id, 'notMet', 0, 1]) },
  'spray-last-day': { sql: equipped(2, `date '2024-09-30'`), expect: [['equipment', 'met', 8, 8]] },
  'spray-day-after': { sql: equipped(2, `date '2024-09-29'`), expect: [['equipment', 'expired', 7, 8]] },
  'fork-missing': { sql: equipped(1), expect: [['equipment', 'notMet', 7, 8]] },
  'every-place-excused': { sql: places(1, 16), expect: [['videoCoverage', 'notApplicable', 0, 0]] },
  'excused-by-nobody': { sql: `${places(1, 15)}; ${places(16, 16, ' ', ' ')}`, expect: [['videoCoverage', 'noEvidence', 0, 1]] },
  'one-place-watched': { sql: `${places(1, 15)}; ${camera('cam', 'controlRoom')}`, expect: [['videoCoverage', 'met', 1, 1]] },
  'camera-turned-since': {
    sql: `${places(1, 15)}; ${camera('cam', 'controlRoom')}; update camera_place set place = 'gate', area = 'gateStreet' where id = '$-cam'`,
    expect: [['videoCoverage', 'met', 1, 1]],
  },
  'camera-no-more-listed-since': {
    sql: `${places(1, 15)}; ${camera('cam', 'controlRoom')}; delete from camera_place where id = '$-cam'`,
    expect: [['videoCoverage', 'met', 1, 1]],
  },
  'camera-listed-again-since': {
    sql: `${camera('cam')}; delete from camera_place where id = '$-cam';
      insert into camera_place (id, school_id, device_id, place, area) values ('$-again', '$', '$-cam', null, 'inside')`,
    expect: [['cameraOnline', 'met', 1, 1]],
  },
  'place-excused-since': {
    sql: `${places(1, 15)}; ${excusedNow('controlRoom')}; ${camera('cam', 'gate')}`,
    expect: [['videoCoverage', 'notMet', 0, 1]],
  },
  'place-excused-no-more-since': {
    sql: `${places(1, 16)}; update key_place set applicable = true where id = '$-16'`,
    expect: [['videoCoverage', 'notApplicable', 0, 0]],
  },
  'button-moved-since': {
    sql: `${button('gateRoom')}; ${tested('gateRoom', `${END} - interval '1 day'`)}; update button_place set place = 'other' where device_id = '$-gateRoom'`,
    expect: [['buttons', 'met', 1, 1]],
  },
  'one-place-black': {
    sql: `${places(1, 15)}; ${camera('cam', 'controlRoom')}; ${pictureFault('cam', 'video-loss', '2024-09-03 08:00')}`,
    expect: [
      ['videoCoverage', 'notMet', 0, 1],
      ['cameraOnline', 'met', 1, 1],
    ],
  },
  'one-place-black-until-mended': {
    sql: `${places(1, 15)}; ${camera('cam', 'controlRoom')}; ${pictureFault('cam', 'video-loss', '2024-09-03 08:00', `timestamptz '2024-09-04 08:00+08'`)}`,
    expect: [['videoCoverage', 'met', 1, 1]],
  },
  'one-place-tampered': {
    sql: `${places(1, 15)}; ${camera('cam', 'controlRoom')}; ${pictureFault('cam', 'tamper', '2024-09-03 08:00')}`,
    expect: [['videoCoverage', 'met', 1, 1]],
  },
  'alarm-and-nothing-to-watch': {
    sql: `${places(1, 16)}; ${button('gateRoom')}; ${tested('gateRoom', `${END} - interval '1 day'`)}`,
    expect: [['alarmAndVideo', 'met', 1, 1]],
  },
  networking: {
    sql: `${camera('a')}; ${camera('b')}; ${camera('c')}; ${camera('d', null, 'inside', false)};
      insert into police_catalog (id, school_id, gb_id, device_id, listed_on, removed_on, source) values ('$a', '$', '64010400001320000001', '$-a', '2024-09-30', null, 'catalog'), ('$b', '$', '64010400001320000002', '$-b', '2024-01-01', null, 'catalog'), ('$c', '$', '64010400001320000003', '$-c', '2024-01-01', '2024-09-30', 'catalog');
      insert into picture_proof (id, school_id, device_id, at, seen_by) values ('$a', '$', '$-a', '2024-09-01 00:00+08', '示例'), ('$b', '$', '$-b', '2024-08-31 23:59:59.999+08', '示例'), ('$c', '$', '$-c', '2024-09-10', '示例')`,
    expect: [
      ['networkingRate', 'notMet', 1, 3],
      ['cameraOnline', 'met', 4, 4],
    ],
  },
  'cameras-without-picture': {
    sql: `${camera('a')}; insert into police_catalog (id, school_id, gb_id, device_id, listed_on, source) values ('$a', '$', '64010400001320000001', '$-a', '2024-01-01', 'catalog')`,
    expect: [['networkingRate', 'notMet', 0, 1]],
  },
  'in-service-exact': {
    sql: `${camera('a')}; ${camera('g', 'gate', 'gateStreet')}; ${seconds('a', 950, 30, 20, 80_000)}; ${seconds('g', 980, 20)}`,
    expect: [
      ['inServiceInside', 'met'],
      ['inServiceGate', 'met'],
    ],
  },
  'in-service-below': {
    sql: `${camera('a')}; ${camera('g', 'gate', 'gateStreet')}; ${seconds('a', 949, 0, 51)}; ${seconds('g', 979, 21)}`,
    expect: [
      ['inServiceInside', 'notMet'],
      ['inServiceGate', 'notMet'],
    ],
  },
  'in-service-black': {
    // Two faults at once count once: four hours of a day online. One that two clocks ended before it began counts nothing, and stops nothing.
    sql: `${camera('a')}; ${seconds('a', 86_400, 0)}; ${pictureFault('a', 'video-loss', '2024-09-30 08:00', `timestamptz '2024-09-30 11:00+08'`)};
      ${pictureFault('a', 'record-fault', '2024-09-30 10:00', `timestamptz '2024-09-30 12:00+08'`)};
      ${pictureFault('a', 'video-frozen', '2024-09-30 09:00', `timestamptz '2024-09-30 08:59:59+08'`)}`,
    expect: [['inServiceInside', 'notMet', 20, 24]],
  },
  'in-service-one-never-heard': {
    sql: `${camera('a')}; ${camera('b')}; ${seconds('a', 3600, 0)}`,
    expect: [['inServiceInside', 'notMet', 1, 2]],
  },
  'kept-30-days': {
    pupils: 1499,
    sql: recorder('30 days', undefined, 5),
    expect: [
      ['retention', 'met', 1, 1],
      ['recorderClock', 'met', 1, 1],
    ],
  },
  'kept-29-days': {
    pupils: 1499,
    sql: recorder('29 days 23 hours', undefined, -5.01),
    expect: [
      ['retention', 'notMet', 0, 1],
      ['recorderClock', 'notMet', 0, 1],
    ],
  },
  'key-target': { pupils: 1500, sql: recorder('89 days'), expect: [['retention', 'notMet', 0, 1]] },
  'kindergarten-299': { pupils: 299, level: 'kindergarten', sql: recorder('30 days'), expect: [['retention', 'met', 1, 1]] },
  'kindergarten-300': { pupils: 300, level: 'kindergarten', sql: recorder('30 days'), expect: [['retention', 'notMet', 0, 1]] },
  'recorder-check-old': {
    pupils: 10,
    sql: recorder('40 days', `${END} - interval '31 days 1 second'`),
    expect: [
      ['retention', 'expired', 0, 1],
      ['recorderClock', 'expired', 0, 1],
    ],
  },
  // Its own word, while it is heard: as it stood then, whatever it says since, and whether it said it again or not.
  'recorder-says': {
    pupils: 10,
    sql: `${device('rec', 'recorder')}; insert into device_state (device_id, retention_days) values ('$-rec', 31)`,
    expect: [['retention', 'met', 1, 1]],
  },
  'recorder-says-less-since': {
    pupils: 10,
    sql: `${device('rec', 'recorder')}; insert into device_state (device_id, retention_days) values ('$-rec', 3); ${keeps('2024-08-01', 40)}; ${keeps('2024-09-02', 30.5)}; ${keeps('2024-10-01 00:00+08', 3)}`,
    expect: [['retention', 'met', 1, 1]],
  },
  'recorder-said-nothing-yet': {
    pupils: 10,
    sql: `${device('rec', 'recorder')}; insert into device_state (device_id, retention_days) values ('$-rec', 31); ${keeps('2024-10-01 00:00+08', 31)}`,
    expect: [['retention', 'noEvidence', 0, 1]],
  },
  'recorder-never-checked': { pupils: 10, sql: device('rec', 'recorder'), expect: [['retention', 'noEvidence', 0, 1]] },
  'fault-in-time': {
    sql: fault(`timestamptz '2024-09-05 10:00+08'`, `timestamptz '2024-09-06 10:00+08'`),
    expect: [['faultsMended', 'met', 1, 1]],
  },
  'fault-late': {
    sql: fault(`timestamptz '2024-09-05 10:00+08'`, `timestamptz '2024-09-06 10:00:01+08'`),
    expect: [['faultsMended', 'notMet', 0, 1]],
  },
  'fault-still-open': { sql: fault(`timestamptz '2024-09-05 10:00+08'`), expect: [['faultsMended', 'notMet', 0, 1]] },
  'button-pressed-too-often': {
    sql: `${fault(`timestamptz '2024-09-05 10:00+08'`, `timestamptz '2024-09-05 22:00+08'`)}; update fault set kind = 'frequent-press' where school_id = '$'`,
    expect: [['faultsMended', 'notApplicable', 0, 0]],
  },
  'fault-not-due': { sql: fault(`${END} - interval '24 hours'`), expect: [['faultsMended', 'notApplicable', 0, 0]] },
  // Open over a month's end: it counts where it ended or ran out of time, and as long as it stays unmended in each.
  'fault-from-august-in-time': {
    sql: fault(`timestamptz '2024-08-31 20:00+08'`, `timestamptz '2024-09-01 20:00+08'`),
    expect: [['faultsMended', 'met', 1, 1]],
  },
  'fault-from-august-late': {
    sql: fault(`timestamptz '2024-08-31 20:00+08'`, `timestamptz '2024-09-03 10:00+08'`),
    expect: [['faultsMended', 'notMet', 0, 1]],
  },
  'fault-from-august-still-open': { sql: fault(`timestamptz '2024-08-05 10:00+08'`), expect: [['faultsMended', 'notMet', 0, 1]] },
  'fault-of-august': {
    sql: fault(`timestamptz '2024-08-05 10:00+08'`, `timestamptz '2024-08-31 23:59:59+08'`),
    expect: [['faultsMended', 'notApplicable', 0, 0]],
  },
  'fault-into-october': {
    sql: fault(`timestamptz '2024-09-30 20:00+08'`, `timestamptz '2024-10-01 10:00+08'`),
    expect: [['faultsMended', 'notApplicable', 0, 0]],
  },
  'fault-late-into-october': {
    sql: fault(`timestamptz '2024-09-05 10:00+08'`, `timestamptz '2024-10-04 10:00+08'`),
    expect: [['faultsMended', 'notMet', 0, 1]],
  },
  'belt-surveyed': {
    sql: `${campus()}; ${surveyed(`${END} - interval '92 days'`)}`,
    expect: [
      ['beltSurveyed', 'met', 1, 1],
      ['beltDrawn', 'met', 1, 1],
    ],
  },
  'belt-survey-old': {
    sql: `${campus()}; ${surveyed(`${END} - interval '92 days 1 second'`)}`,
    expect: [['beltSurveyed', 'expired', 0, 1]],
  },
  'belt-provisional': {
    sql: `${campus(true)}; ${surveyed(`${END} - interval '1 day'`)}`,
    expect: [
      ['beltDrawn', 'notMet', 0, 1],
      ['beltSurveyed', 'notMet', 0, 1],
    ],
  },
  'hazard-due-today': {
    sql: `${campus()}; ${surveyed(END)}; ${hazard(`'2024-09-30'`)}`,
    expect: [['hazardsStruckOff', 'notApplicable', 0, 0]],
  },
  'hazard-overdue': { sql: hazard(`'2024-09-29'`), expect: [['hazardsStruckOff', 'notMet', 0, 1]] },
  // Listed in May, mended, back on 20 September: thirty days of its own, from the day on which it recurred.
  'hazard-recurred': {
    sql: `${campus()}; ${surveyed(END)}; ${hazard('null', 'null', 'found')}; ${happened(['2024-08-01', 'strikeOff'], ['2024-09-20', 'reopen'])}; update hazard set listed_at = '2024-05-01' where school_id = '$'`,
    expect: [['hazardsStruckOff', 'notApplicable', 0, 0]],
  },
  'hazard-recurred-long-ago': {
    sql: `${hazard('null', 'null', 'found')}; ${happened(['2024-07-01', 'strikeOff'], ['2024-08-01', 'reopen'])}; update hazard set listed_at = '2024-05-01' where school_id = '$'`,
    expect: [['hazardsStruckOff', 'notMet', 0, 1]],
  },
  'hazard-returned': {
    sql: `${campus()}; ${surveyed(END)}; ${hazard(`'2024-09-10'`, 'null', 'returned')}; ${happened(['2024-09-03', 'assign', '{"dueOn": "2024-09-10"}'], ['2024-09-05', 'return'])}`,
    expect: [['hazardsStruckOff', 'notApplicable', 0, 0]],
  },
  'hazard-returned-assigned-again': {
    sql: `${hazard(`'2024-09-20'`, 'null', 'assigned')}; ${happened(['2024-09-03', 'assign', '{"dueOn": "2024-09-10"}'], ['2024-09-05', 'return'], ['2024-09-06', 'assign', '{"dueOn": "2024-09-20"}'])}`,
    expect: [['hazardsStruckOff', 'notMet', 0, 1]],
  },
  'hazard-returned-since': {
    sql: `${hazard(`'2024-09-10'`, 'null', 'returned')}; ${happened(['2024-09-03', 'assign', '{"dueOn": "2024-09-10"}'], ['2024-10-05', 'return'])}`,
    expect: [['hazardsStruckOff', 'notMet', 0, 1]],
  },
  'hazard-reopened-since': {
    sql: `${hazard('null', 'null', 'found')}; insert into hazard_log (hazard_id, at, kind, data) select id, e.at, e.kind, e.data from hazard, (values
        (timestamptz '2024-09-03', 'assign', jsonb '{"dueOn": "2024-09-20"}'), ('2024-09-25', 'strikeOff', '{}'), ('2024-10-05', 'reopen', '{}')) e(at, kind, data) where school_id = '$'`,
    expect: [['hazardsStruckOff', 'met', 1, 1]],
  },
  'hazard-extended-since': {
    sql: `${hazard(`'2024-11-20'`)}; insert into hazard_log (hazard_id, at, kind, data) select id, e.at, e.kind, e.data from hazard, (values
        (timestamptz '2024-09-03', 'assign', jsonb '{"dueOn": "2024-09-20"}'), ('2024-10-05', 'grantExtension', '{"from": "2024-09-20", "to": "2024-11-20"}')) e(at, kind, data) where school_id = '$'`,
    expect: [['hazardsStruckOff', 'notMet', 0, 1]],
  },
  'duty-manned': {
    sql: onDuty(),
    expect: [
      ['peakDuty', 'met', 840, 840],
      ['guardPosts', 'met', 840, 840],
      ['postsSet', 'met', 1, 1],
    ],
  },
  'duty-not-confirmed': {
    sql: onDuty('2024-09-14'),
    expect: [
      ['peakDuty', 'notMet', 800, 840],
      ['guardPosts', 'notMet', 800, 840],
    ],
  },
  'duty-on-no-day': {
    sql: `insert into duty_window (id, school_id, kind, post, weekdays, starts, ends, from_day) values ('$', '$', 'guardPost', '南门', '12345', '07:20', '08:00', '2024-10-01')`,
    expect: [
      ['guardPosts', 'notApplicable', 0, 0],
      ['postsSet', 'notMet', 0, 1],
    ],
  },
  'health-599': { pupils: 599, sql: health(), expect: [['healthStaff', 'notApplicable', 0, 0]] },
  'health-600': { pupils: 600, sql: health(`'2024-10-01'`), expect: [['healthStaff', 'met', 1, 1]] },
  'health-left': { pupils: 600, sql: health(`'2024-09-30'`), expect: [['healthStaff', 'noEvidence', 0, 1]] },
  'health-unqualified': { pupils: 600, sql: health('null', `' '`), expect: [['healthStaff', 'notMet', 0, 1]] },
  'title-last-day': {
    sql: title(`date '2024-09-30'`),
    expect: [
      ['safeSchool', 'met', 1, 1],
      ['healthPromoting', 'met', 1, 1],
    ],
  },
  'title-day-after': { sql: title(`date '2024-09-29'`), expect: [['safeSchool', 'expired', 0, 1]] },
  'title-revoked-next-day': { sql: title('null', `date '2024-10-01'`), expect: [['safeSchool', 'met', 1, 1]] },
  'title-revoked': { sql: title('null', `date '2024-09-30'`), expect: [['safeSchool', 'notMet', 0, 1]] },
  'title-condition-last-day': {
    sql: `${title('null')}; ${condition('smokeFree', `checked_on = date '2024-09-30' - 366`)}; ${condition('safetyLessons', `valid_to = '2024-09-30'`)}`,
    expect: [
      ['safeSchool', 'met', 1, 1],
      ['healthPromoting', 'met', 1, 1],
    ],
  },
  'title-condition-too-old': {
    sql: `${title('null')}; ${condition('smokeFree', `checked_on = date '2024-09-30' - 367`)}; ${condition('safetyLessons', `valid_to = '2024-09-29'`)}`,
    expect: [
      ['safeSchool', 'expired', 0, 1],
      ['healthPromoting', 'expired', 0, 1],
    ],
  },
  'title-condition-broken': {
    sql: `${title('null')}; ${condition('noSafetyAccident', `state = 'broken', note = '示例'`)}; ${condition('healthLessons', `checked_on = '2024-10-01'`)}`,
    expect: [
      ['safeSchool', 'notMet', 0, 1],
      ['healthPromoting', 'notMet', 0, 1],
    ],
  },
  'title-condition-found-later': {
    sql: `${title('null')}; ${condition('healthLessons', `checked_on = '2024-10-01'`)}`,
    expect: [['healthPromoting', 'noEvidence', 0, 1]],
  },
  'exempt-by-nobody': {
    sql: `insert into measure_exemption (measure_id, school_id, reason, from_day, proposed_by, state) values ('safeSchool', '$', '示例', '2024-01-01', 'x', 'inForce')`,
    expect: [['safeSchool', 'noEvidence', 0, 1]],
  },
  'exempt-ended-before-it-began': {
    sql: `insert into measure_exemption (measure_id, school_id, reason, from_day, until_day, proposed_by, approved_by, state, ended_at) values ('safeSchool', '$', '示例', '2024-09-30', '2024-09-30', 'x', 'y', 'ended', '2024-09-29 10:00+08')`,
    expect: [['safeSchool', 'noEvidence', 0, 1]],
  },
  'exempt-until-last-day': {
    sql: `insert into measure_exemption (measure_id, school_id, reason, from_day, until_day, proposed_by, approved_by, state) values ('safeSchool', '$', '示例', '2024-01-01', '2024-09-30', 'x', 'y', 'inForce')`,
    expect: [['safeSchool', 'notApplicable', 0, 0]],
  },
  'exempt-no-more': {
    sql: `insert into measure_exemption (measure_id, school_id, reason, from_day, until_day, proposed_by, approved_by, state) values ('safeSchool', '$', '示例', '2024-01-01', '2024-09-29', 'x', 'y', 'inForce')`,
    expect: [['safeSchool', 'noEvidence', 0, 1]],
  },
}

let world: World
beforeAll(async () => {
  world = await aWorld()
  await world.owner.query(CALENDAR)
  await world.owner.query(
    `insert into period (id, kind, name, from_day, to_day, cutoff_at) values ('edge', 'custom', '2024年9月', '2024-09-01', '2024-10-01', now() + interval '9 days')`,
  )
  for (const [id, { pupils = 200, level = 'primary', boarding = false, sql }] of Object.entries(EDGES)) {
    await world.owner.query(`insert into school (id, name, level, township_id, pupils, boarding) values ($1, $1, $2, 'north', $3, $4)`, [
      id,
      level,
      pupils,
      boarding,
    ])
    await world.owner.query(sql.replaceAll('$', id)).catch((error: Error) => {
      throw new Error(`${id}: ${error.message}`)
    })
  }
  await world.owner.query(`insert into measure_school (period_id, school_id, next_at) select 'edge', id, now() from school`)
  await freezePeriod(world.pool, 'edge', 'bureau')
}, 240_000)
afterAll(() => world.stop())

it.each(Object.keys(EDGES))('judges %s as the norm does', async (id) => {
  const { items } = (await world.as('bureau', { url: `/api/v1/schools/${id}/measures?period=edge` })).json() as SchoolMeasureList
  const judged = (EDGES[id]?.expect ?? []).map(([measure, , met, required]) => {
    const found = items.find(({ measureId }) => measureId === measure)
    return [measure, found?.result, ...(met === undefined ? [] : [found?.met]), ...(required === undefined ? [] : [found?.required])]
  })
  expect(judged).toEqual(EDGES[id]?.expect)
})
