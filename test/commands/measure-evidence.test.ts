import { afterAll, beforeAll, expect, it } from 'vitest'
import type { MeasureFigureList, SchoolEvidence, SchoolMeasureList } from '#contracts/measure.ts'
import { MEASURES } from '#domain/measures/registry.ts'
import { recomputeMeasures } from '../../server/commands/recompute-measures.ts'
import { aWorld, NORTH, type World } from '../api/world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())

const get = async <T>(url: string): Promise<T> => (await world.as('bureau', { url: `/api/v1${url}` })).json() as T
const results = async () => {
  await recomputeMeasures(world.pool)
  const { items } = await get<SchoolMeasureList>(`/schools/${NORTH}/measures`)
  return Object.fromEntries(items.map(({ measureId, result }) => [measureId, result]))
}

/** A school that has everything, typed as an outsider would: plain SQL into plain tables. */
const EVERYTHING = `
  update school set pupils = 700, boarding = false where id = '${NORTH}';
  update campus set boundary = point, point = null, zone_origin = 'boundary', provisional = false where school_id = '${NORTH}';
  delete from fault;
  insert into guard (id, school_id, name, licence, licence_to) select 'g' || n, '${NORTH}', '示例·' || n, 'L-' || n, current_date + 100 from generate_series(1, 2) n;
  insert into guard_check (id, school_id, guard_id, checked_on, result, issuer) select 'gc' || n, '${NORTH}', 'g' || n, current_date - 30, 'clear', '示例派出所' from generate_series(1, 2) n;
  insert into device (id, school_id, kind, dialect, source, external_id, name)
    select 'cam-' || p, '${NORTH}', 'camera', 'native', 'native', 'cam-' || p, p from unnest(array['gateOutside', 'gate', 'gateRoom', 'perimeter', 'mainRoad', 'teaching', 'office', 'dormitory', 'canteen', 'waterPower', 'library', 'laboratory', 'sports', 'archive', 'parking', 'controlRoom']) p;
  insert into device (id, school_id, kind, dialect, source, external_id, name) values ('rec', '${NORTH}', 'recorder', 'native', 'native', 'rec', '录像机');
  insert into camera_place (id, school_id, device_id, place, area) select id, school_id, id, substr(id, 5), case when id in ('cam-gateOutside', 'cam-gate') then 'gateStreet' else 'inside' end from device where kind = 'camera';
  insert into device_interval (device_id, state, since) select id, 'online', now() - interval '40 days' from device where school_id = '${NORTH}';
  insert into device_day (device_id, day, online_s, offline_s, unknown_s, maintenance_s) select id, (now() at time zone 'Asia/Shanghai')::date, 990, 10, 0, 500 from device where kind = 'camera';
  insert into police_catalog (id, school_id, gb_id, device_id, listed_on, source) select id, school_id, '6401040000131000000' || length(id), id, current_date - 60, 'catalog' from device where kind = 'camera';
  insert into picture_proof (id, school_id, device_id, at, seen_by) select id, school_id, id, now() - interval '1 second', '示例·民警' from device where kind = 'camera';
  insert into recorder_check (id, school_id, device_id, at, oldest_at, clock_offset_s) values ('rc', '${NORTH}', 'rec', now() - interval '1 day', now() - interval '31 days', -5);
  insert into button_place (device_id, school_id, place) values ('${NORTH}-b', '${NORTH}', 'gateRoom');
  insert into police_test (id, school_id, device_id, at, reached, receipt) values ('pt', '${NORTH}', '${NORTH}-b', now() - interval '3 days', 'police', 'R-1');
  insert into police_link (device_id, school_id, kind, from_day) values ('rec', '${NORTH}', 'platform', '2020-01-01');
  insert into protection_item (id, school_id, kind, state, checked_on, checked_by) select k, '${NORTH}', k, 'present', current_date - 10, '示例' from unnest(array['barrier', 'perimeter', 'separateEntrances', 'closedCampus', 'gateRoom', 'visitorCheck', 'lighting']) k;
  insert into equipment_item (id, school_id, item, required, present, checked_on, source) select k, '${NORTH}', k, 2, 2, current_date - 10, '示例' from unnest(array['防暴头盔', '防暴盾牌', '防刺服', '防割手套', '橡胶警棍', '钢叉', '强光手电', '自卫喷雾']) k;
  insert into gate_room_shift (id, school_id, starts_at, ends_at, guard_name) select 's' || n, '${NORTH}', now() + (n * 24 - 24) * interval '1 hour', now() + n * 24 * interval '1 hour', '示例' from generate_series(-35, 1) n;
  insert into patrol_round (id, school_id, at, who, places, visited) select 'p' || d || '-' || n, '${NORTH}', now() - d * interval '24 hours' + n * interval '1 minute' - interval '10 minutes', '示例', 8, 8 from generate_series(0, 34) d, generate_series(1, 5) n;
  insert into drill (id, school_id, on_day, kind, people) values ('d1', '${NORTH}', (now() at time zone 'Asia/Shanghai')::date, 'evacuation', 700);
  insert into duty_window (id, school_id, kind, post, weekdays, starts, ends, from_day) select k, '${NORTH}', k, '南门', '1234567', '07:20', '08:00', '2020-01-01' from unnest(array['peakDuty', 'guardPost']) k;
  insert into duty_check_in (id, school_id, kind, post, on_at, off_at, who, result)
    select k || d, '${NORTH}', k, '南门', (d + time '07:20') at time zone 'Asia/Shanghai', (d + time '08:00') at time zone 'Asia/Shanghai', '示例', 'onPost'
    from unnest(array['peakDuty', 'guardPost']) k, (select ((now() at time zone 'Asia/Shanghai')::date - n)::timestamp as d from generate_series(0, 35) n) x;
  insert into belt_survey (campus_id, school_id, surveyed_at, surveyed_by) select id, school_id, now() - interval '30 days', '示例' from campus where school_id = '${NORTH}';
  insert into health_staff (id, school_id, name, qualification, from_day) values ('h', '${NORTH}', '示例', '执业医师', '2020-01-01');
  insert into title (id, school_id, kind, level, issuer, issued_on, valid_to) select k, '${NORTH}', k, 'city', '示例市', '2024-01-01', (now() at time zone 'Asia/Shanghai')::date from unnest(array['safeSchool', 'healthPromoting']) k;
  insert into title_condition (id, school_id, kind, condition, state, checked_on, issuer, number) select k || c, '${NORTH}', k, c, 'kept', current_date - 20, '示例市', '示〔2026〕1号'
    from (values ('safeSchool', 'safetyLessons'), ('safeSchool', 'noSafetyAccident'), ('safeSchool', 'noNegativeEvent'), ('healthPromoting', 'healthLessons'),
      ('healthPromoting', 'smokeFree'), ('healthPromoting', 'noFoodPoisoning'), ('healthPromoting', 'noSafetyAccident')) v(k, c)`

/** What depends on days that are over, or on something found, may have nothing to ask. */
const MAY_ASK_NOTHING = ['patrols', 'peakDuty', 'guardPosts', 'faultsMended', 'hazardsStruckOff']

it('finds every measure without evidence at first, except what devices, boundaries and the school’s size say', async () => {
  const found = await results()
  expect(Object.keys(found)).toHaveLength(MEASURES.length)
  expect(Object.entries(found).filter(([, result]) => result === 'met')).toEqual([])
})

it('finds every measure met by evidence that was written with SQL', async () => {
  for (const statement of EVERYTHING.split(';'))
    await world.owner.query(statement).catch((error: Error) => {
      throw new Error(`${error.message}: ${statement}`)
    })
  const found = await results()
  const rest = Object.entries(found).filter(
    ([id, result]) => result !== 'met' && !(MAY_ASK_NOTHING.includes(id) && result === 'notApplicable'),
  )
  expect(rest).toEqual([])
})

it.each([
  [
    'guardLicences',
    `update guard set licence_to = (now() at time zone 'Asia/Shanghai')::date - 1 where id = 'g1'`,
    'expired',
    'licenceExpired',
  ],
  ['guardBackground', `update guard_check set checked_on = current_date - 400 where id = 'gc1'`, 'expired', 'checkTooOld'],
  ['gateRoomRoster', `update gate_room_shift set ends_at = ends_at - interval '2 minutes' where id = 's0'`, 'notMet', 'rosterHole'],
  ['videoCoverage', `update device_interval set state = 'offline' where device_id = 'cam-library'`, 'notMet', 'cameraNotWorking'],
  ['networkingRate', `delete from picture_proof where id = 'cam-gate'`, 'notMet', 'noPicture'],
  ['inServiceInside', `update device_day set online_s = 100, unknown_s = 900 where device_id like 'cam-%'`, 'notMet', 'belowPercent'],
  [
    'inServiceGate',
    `update device_day set online_s = 979, offline_s = 21, unknown_s = 0 where device_id in ('cam-gate', 'cam-gateOutside')`,
    'notMet',
    'belowPercent',
  ],
  ['recorderClock', `update recorder_check set clock_offset_s = 5.1`, 'notMet', 'clockOff'],
  ['retention', `update recorder_check set oldest_at = at - interval '29 days 23 hours'`, 'notMet', 'retentionShort'],
  [
    'safeSchool',
    `update title set valid_to = (now() at time zone 'Asia/Shanghai')::date - 1 where id = 'safeSchool'`,
    'expired',
    'titleExpired',
  ],
  [
    'healthPromoting',
    `update title set revoked_on = current_date - 1, revoked_reason = '负面清单' where id = 'healthPromoting'`,
    'notMet',
    'revoked',
  ],
  ['healthStaff', `update school set pupils = 1200 where id = '${NORTH}'`, 'notMet', 'healthStaffMissing'],
  [
    'barrier',
    `insert into protection_item (id, school_id, kind, state, checked_on, checked_by) values ('b2', '${NORTH}', 'barrier', 'broken', current_date - 1, '示例')`,
    'notMet',
    'broken',
  ],
  ['equipment', `update equipment_item set present = 1 where id = '钢叉'`, 'notMet', 'tooFew'],
  ['policeLink', `update device_interval set state = 'unknown' where device_id = 'rec'`, 'notMet', 'linkNotHeard'],
  ['beltSurveyed', `update belt_survey set surveyed_at = now() - interval '93 days'`, 'expired', 'surveyTooOld'],
  [
    'hazardsStruckOff',
    `insert into hazard (school_id, place, kind, title, risk, state, found_by, found_at, listed_at, due_on)
     values ('${NORTH}', 'belt', 'other', '示例隐患', 'general', 'rectifying', '示例', now() - interval '9 days', now() - interval '9 days', (now() at time zone 'Asia/Shanghai')::date - 1)`,
    'notMet',
    'hazardOverdue',
  ],
  [
    'beltDrawn',
    `update campus set point = boundary, boundary = null, zone_origin = 'point', provisional = true where school_id = '${NORTH}'`,
    'notMet',
    'beltProvisional',
  ],
])('finds %s not met any more when %s', async (measure, sql, result, code) => {
  await world.owner.query(sql)
  await recomputeMeasures(world.pool)
  const found = await get<SchoolEvidence>(`/measures/${measure}/schools/${NORTH}`)
  expect(found.result).toMatchObject({ result, gaps: expect.arrayContaining([expect.objectContaining({ code })]) })
  expect(found.result.since).not.toBeNull()
  expect(found.evidence.some(({ counts }) => !counts) || code === 'rosterHole' || code === 'healthStaffMissing').toBe(true)
})

it('adds schools up: every figure is met ÷ applicable, and below 100 % as long as one school is not met', async () => {
  const { items } = await get<MeasureFigureList>('/measures')
  for (const { measure, met, applicable, rate, schools } of items) {
    const asked = schools.met + schools.notMet + schools.expired + schools.noEvidence
    if (measure.counts === 'schools') expect([measure.id, met, applicable]).toEqual([measure.id, schools.met, asked])
    if (schools.met < asked && rate !== null) expect(rate).toBeLessThan(100)
  }
})
