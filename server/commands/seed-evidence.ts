import { setImmediate as breathe } from 'node:timers/promises'
import { monthId, monthOf } from '#domain/measures/period.ts'
import { addDays, shanghaiDay, startOfDay } from '#domain/shanghai.ts'
import type { SyntheticDistrict } from '#domain/synthetic-district.ts'
import type { Pool } from '../store/pool.ts'

/** Months before this one that have evidence, so that there are trends. */
const MONTHS = 4
/** Of the cameras of a month, each a statement of its own. */
const PARTS = 5
/** Registers that grow by the day are filled for so many schools: the others have brought in nothing, and their figures say so. */
const DAILY_SCHOOLS = 30

// luck(x, 'salt') is 0–99, the same for the same school or device: who has a gap is no chance of the start.
const luck = (id: string, salt: string): string => `(abs(hashtext(${id} || '${salt}')) % 100)`
const TODAY = `(now() at time zone 'Asia/Shanghai')::date`
const ago = (days: string): string => `${TODAY} - (${days})::int`
const busy = `(select id from school where synthetic order by hashtext(id) limit ${DAILY_SCHOOLS})`
const PLACES = `array['gateOutside', 'gate', 'gateRoom', 'perimeter', 'mainRoad', 'teaching', 'office', 'dormitory', 'canteen', 'waterPower', 'library', 'laboratory', 'sports', 'archive', 'parking', 'controlRoom']`
const at = (day: string, time: string): string => `((${day} + time '${time}') at time zone 'Asia/Shanghai')`

/** Each one statement, and each less than a blink on the embedded database. */
const STATEMENTS: readonly string[] = [
  `insert into guard_check (id, school_id, guard_id, checked_on, result, issuer)
   select id || '/check', school_id, id, ${ago(`20 + ${luck('id', 'age')} * 3.6`)}, 'clear', '示例派出所' from guard where synthetic and ${luck('school_id', 'check')} < 92 on conflict do nothing`,
  `insert into button_place (device_id, school_id, place)
   select id, school_id, case when name like '门卫室%' then 'gateRoom' when name like '宿舍值班室%' then 'dormitory' when name like '安防监控中心%' then 'controlRoom' else 'other' end
   from device where kind = 'panicButton' and synthetic and ${luck('school_id', 'place')} < 97 on conflict do nothing`,
  ...Array.from(
    { length: MONTHS + 1 },
    (_, month) => `insert into police_test (id, school_id, device_id, at, reached, receipt, officer)
     select d.id || '/test${month}', d.school_id, d.id, now() - interval '${month * 30} days' - (1 + ${luck('d.id', `day${month}`)} % 26) * interval '1 day',
       case when ${luck('d.school_id', 'reach')} < ${88 - month * 6} then 'police' else 'centre' end,
       case when ${luck('d.id', 'word')} < 70 then '示例回执-' || ${luck('d.id', 'number')} end, case when ${luck('d.id', 'word')} >= 70 then '示例·民警' end
     from device d join button_place p on p.device_id = d.id where p.place <> 'other' and ${luck('d.school_id', `tested${month}`)} < ${90 - month * 3} on conflict do nothing`,
  ),
  `insert into police_link (device_id, school_id, kind, from_day)
   select distinct on (school_id) id, school_id, 'platform', '2025-09-01'::date + ${luck('school_id', 'linked')} * 4 from device
   where kind in ('recorder', 'gateway') and synthetic and ${luck('school_id', 'link')} < 93 order by school_id, kind desc, id on conflict do nothing`,
  `insert into camera_place (id, school_id, device_id, place, area)
   select id, school_id, id, (${PLACES})[n], case when n <= 2 then 'gateStreet' else 'inside' end
   from (select id, school_id, row_number() over (partition by school_id, campus_id order by id) as n from device where kind = 'camera' and synthetic) d
   where n <= 16 and (n <> 13 or ${luck('school_id', 'sports')} < 90) and (n <> 15 or ${luck('school_id', 'parking')} < 94) on conflict do nothing`,
  `insert into key_place (id, school_id, place, applicable, reason, approved_by, valid)
   select id || '/dormitory', id, 'dormitory', false, '走读学校，无宿舍', '示例·安全科长', tstzrange('-infinity', null) from school where synthetic and not boarding and ${luck('id', 'dorm')} < 80
   union all select id || '/laboratory', id, 'laboratory', false, '幼儿园，无实验室', '示例·安全科长', tstzrange('-infinity', null) from school where synthetic and level = 'kindergarten' on conflict do nothing`,
  `insert into police_catalog (id, school_id, gb_id, device_id, listed_on, source, signed_by)
   select id, school_id, '64010400001320' || lpad((row_number() over (order by id))::text, 6, '0'), id, '2025-09-01', 'signedList', '示例·民警'
   from device where kind = 'camera' and synthetic and school_id in ${busy} and ${luck('id', 'listed')} < 97 on conflict do nothing`,
  ...[0, 1].map(
    (month) => `insert into picture_proof (id, school_id, device_id, at, seen_by)
     select device_id || '/${month}', school_id, device_id, least(now() - interval '1 hour', date_trunc('month', now() - interval '${month} months') + interval '12 hours'), '示例·民警'
     from police_catalog where id = device_id and ${luck('device_id', `seen${month}`)} < ${98 - 4 * month} on conflict do nothing`,
  ),
  ...Array.from(
    { length: 3 },
    (_, month) => `insert into recorder_check (id, school_id, device_id, at, oldest_at, clock_offset_s)
     select id || '/${month}', school_id, id, now() - interval '${month * 30 + 3} days', now() - interval '${month * 30 + 3} days' - (28 + ${luck('id', 'kept')} % 80) * interval '1 day',
       (${luck('id', `clock${month}`)} - 48) / 9.5 from device where kind = 'recorder' and synthetic and ${luck('school_id', 'recorder')} < 88 on conflict do nothing`,
  ),
  `insert into protection_item (id, school_id, kind, state, checked_on, checked_by, note)
   select s.id || '/' || k, s.id, k, case when ${luck('s.id || k', 'state')} < 93 then 'present' when ${luck('s.id || k', 'state')} < 97 then 'broken' else 'missing' end,
     ${ago(`${luck('s.id', 'inspected')} * 3.8`)}, '示例·督导员', null
   from school s cross join unnest(array['barrier', 'perimeter', 'separateEntrances', 'closedCampus', 'gateRoom', 'visitorCheck', 'lighting']) k
   where s.synthetic and ${luck('s.id', 'inspection')} < 95 on conflict do nothing`,
  `insert into equipment_item (id, school_id, item, required, present, expires_on, checked_on, source)
   select s.id || '/' || k, s.id, k, 2, case when ${luck('s.id || k', 'present')} < 97 then 2 else 1 end, case when k = '自卫喷雾' then ${TODAY} + ${luck('s.id', 'spray')}::int * 8 - 60 end,
     ${ago(`${luck('s.id', 'counted')}`)}, '示例区装备清单'
   from school s cross join unnest(array['防暴头盔', '防暴盾牌', '防刺服', '防割手套', '橡胶警棍', '钢叉', '强光手电', '自卫喷雾']) k
   where s.synthetic and ${luck('s.id', 'equipment')} < 90 on conflict do nothing`,
  `insert into drill (id, school_id, on_day, kind, people)
   select s.id || '/drill' || m, s.id, least(${TODAY}, (date_trunc('month', now() at time zone 'Asia/Shanghai') - m * interval '1 month')::date + ${luck('s.id', 'drillDay')} % 20), 'evacuation', s.pupils
   from school s cross join generate_series(0, ${MONTHS}) m where s.synthetic and ${luck('s.id || m', 'drill')} < 91 - 3 * m on conflict do nothing`,
  `insert into health_staff (id, school_id, name, qualification, from_day)
   select s.id || '/health' || n, s.id, '示例·校医' || n, case when ${luck('s.id', 'qualified')} < 94 then '执业医师' end, '2025-09-01'::date + ${luck('s.id', 'since')} * 4
   from school s cross join generate_series(1, 3) n where s.synthetic and n <= greatest(1, s.pupils / case when s.level = 'kindergarten' then 150 else 600 end) and ${luck('s.id', 'health')} < 90 on conflict do nothing`,
  `insert into title (id, school_id, kind, level, issuer, number, issued_on, valid_to, revoked_on, revoked_reason)
   select s.id || '/' || k, s.id, k, case when ${luck('s.id', 'level')} < 30 then 'city' else 'district' end, '示例区教育局', '示教安〔2023〕' || (1 + ${luck('s.id', 'paper')}) || '号', '2023-12-01',
     ${TODAY} + ${luck('s.id || k', 'valid')}::int * 9 - 80, case when ${luck('s.id || k', 'revoked')} = 7 then ${TODAY} - 40 end, case when ${luck('s.id || k', 'revoked')} = 7 then '负面清单事项（示例）' end
   from school s cross join unnest(array['safeSchool', 'healthPromoting']) k where s.synthetic and ${luck('s.id || k', 'title')} < 93 on conflict do nothing`,
  `insert into title_condition (id, school_id, kind, condition, state, checked_on, valid_to, issuer, number, note)
   select s.id || '/' || k || '/' || c, s.id, k, c, case when ${luck('s.id || c', 'condition')} = 7 then 'broken' else 'kept' end, ${ago(luck('s.id || c', 'attested'))},
     case when ${luck('s.id || c', 'attestedTo')} < 40 then greatest(${TODAY} + ${luck('s.id || c', 'attestedTo')}::int * 5 - 5, ${ago(luck('s.id || c', 'attested'))}) end, issuer || '（示例）',
     '示证〔2026〕' || (1 + ${luck('s.id || c', 'attest')}) || '号', case when ${luck('s.id || c', 'condition')} = 7 then '现场核查不符合（示例）' end
   from school s cross join (values ('safeSchool', 'safetyLessons', '教育局'), ('safeSchool', 'noSafetyAccident', '应急管理局'), ('safeSchool', 'noNegativeEvent', '教育局'),
     ('healthPromoting', 'healthLessons', '教育局'), ('healthPromoting', 'smokeFree', '卫生健康局'), ('healthPromoting', 'noFoodPoisoning', '市场监督管理局'),
     ('healthPromoting', 'noSafetyAccident', '应急管理局')) asked(k, c, issuer)
   where s.synthetic and ${luck('s.id || k || c', 'proven')} < 98 on conflict do nothing`,
  `insert into duty_window (id, school_id, kind, post, weekdays, starts, ends, from_day)
   select s.id || '/' || k || t, s.id, k, '正门', '12345', t::time, t::time + interval '40 minutes', '2025-09-01'
   from school s cross join unnest(array['peakDuty', 'guardPost']) k cross join unnest(array['07:20', '16:30']) t where s.synthetic and ${luck('s.id', 'post')} < 96 on conflict do nothing`,
  ...['07:20', '16:30'].map(
    (time) => `insert into duty_check_in (id, school_id, kind, post, on_at, off_at, who, result)
     select s.id || '/' || k || d || '${time}', s.id, k, '正门', ${at('d', time)} + (${luck('s.id || d', 'late')} % 12 / 9) * interval '6 minutes', ${at('d', time)} + interval '40 minutes',
       case when k = 'peakDuty' then '示例·民警' else '示例·护学员' end, case when ${luck('s.id || k || d', time)} < 97 then 'onPost' else 'absent' end
     from ${busy} s cross join unnest(array['peakDuty', 'guardPost']) k
     cross join (select (${TODAY} - n)::timestamp as d from generate_series(1, 60) n where extract(isodow from ${TODAY} - n) <= 5) days on conflict do nothing`,
  ),
  `insert into patrol_round (id, school_id, at, who, places, visited, skipped)
   select s.id || '/' || d || '/' || n, s.id, ${at('d', '08:30')} + n * interval '100 minutes', '示例·保安', 8, case when ${luck('s.id || d || n', 'round')} < 98 then 8 else 7 end,
     case when ${luck('s.id || d || n', 'round')} < 98 then null else '食堂' end
   from ${busy} s cross join (select (${TODAY} - n)::timestamp as d from generate_series(1, 30) n where extract(isodow from ${TODAY} - n) <= 5) days cross join generate_series(0, 4) n on conflict do nothing`,
  `insert into gate_room_shift (id, school_id, campus_id, starts_at, ends_at, guard_name)
   select s.id || '/' || s.campus || '/' || n, s.id, s.campus, ${at(`(${TODAY} - n * 2)::timestamp`, '07:00')}, ${at(`(${TODAY} - n * 2)::timestamp`, '07:00')} + interval '48 hours' - case when ${luck('s.campus || n', 'hole')} < 2 then interval '50 minutes' else interval '0' end, '示例·轮值'
   from (select school.id, campus.id as campus from school join campus on campus.school_id = school.id where school.synthetic and ${luck('school.id', 'roster')} < 85) s
     cross join generate_series(0, 32) n on conflict do nothing`,
  // One day of each month before, with what a day of these cameras looks like: full history would be half a million rows. In parts, since
  // the embedded database does one thing at a time.
  ...Array.from({ length: MONTHS }, (_, month) =>
    Array.from(
      { length: PARTS },
      (_, part) => `insert into device_day (device_id, day, online_s, offline_s, unknown_s, maintenance_s)
     select id, (date_trunc('month', now() at time zone 'Asia/Shanghai') - interval '${month + 1} months' + interval '14 days')::date, online, (86400 - online) * 2 / 3, 86400 - online - (86400 - online) * 2 / 3, 0
     from (select id, 86400 - 864 * case when ${luck('school_id', 'line')} < 6 + ${month} then 12 else ${luck('id', `service${month}`)} % 5 end as online from device
       where kind = 'camera' and synthetic and abs(hashtext(id)) % ${PARTS} = ${part}) d on conflict do nothing`,
    ),
  ).flat(),
  `insert into measure_due (measure_id, by_day, percent)
   select m.id, d.day::date, d.percent from measure m cross join (values ('2025-12-31', 80), ('2026-06-30', 90), ('2026-12-31', 100)) d(day, percent) on conflict do nothing`,
]

/**
 * Writes synthetic evidence for the synthetic district, with honest gaps, and the months before this one. Running it again changes nothing.
 * Every statement is a transaction of its own.
 */
export async function seedEvidence(pool: Pool, district: SyntheticDistrict, now = new Date()): Promise<void> {
  const { rowCount } = await pool.query('select from guard where synthetic limit 1')
  if ((rowCount ?? 0) > 0) return
  await seedPeriods(pool, now)
  const guards = district.people.filter(({ role }) => role === 'guard')
  const today = shanghaiDay(now.getTime())
  await pool.query(
    `insert into guard (id, school_id, name, phone, licence, licence_to, employed_from, synthetic)
     select id, "schoolId", name, phone, 'SL' || lpad(n::text, 6, '0'), $2::date + ((n * 37) % 900 - 25), case when n % 23 = 0 then $2::date - 45 else '2025-09-01'::date end, true
     from jsonb_to_recordset($1::jsonb) as r(id text, "schoolId" text, name text, phone text, n int) where n % 29 <> 0 on conflict do nothing`,
    [JSON.stringify(guards.map(({ id, schoolId, name, phone }, n) => ({ id, schoolId, name, phone, n: n + 1 }))), today],
  )
  // What was online before the first beat: a history of its own, ended now.
  for (const kind of ['panicButton', 'recorder', 'gateway'])
    await pool.query(
      `insert into device_interval (device_id, state, since, until) select id, case when ${luck('id', 'past')} < 96 then 'online' else 'offline' end, $2, $3
       from device where kind = $1 and synthetic and not exists (select from device_interval i where i.device_id = device.id) on conflict do nothing`,
      [kind, new Date(now.getTime() - 200 * 86_400_000), now],
    )
  await pool.query(
    `insert into device_interval (device_id, state, since, until) select d.id, case when ${luck('d.id', 'past')} < 99 then 'online' else 'offline' end, $1, $2
     from device d where d.kind = 'camera' and d.synthetic and d.id in (
       select id from (select id, row_number() over (partition by school_id order by id) as n from device where kind = 'camera') c where n <= 16)
       and not exists (select from device_interval i where i.device_id = d.id) on conflict do nothing`,
    [new Date(now.getTime() - 200 * 86_400_000), now],
  )
  for (const statement of STATEMENTS) {
    await pool.query(statement)
    await breathe()
  }
}

/** The months before, which the worker computes and freezes as any month whose cut-off has passed. */
async function seedPeriods(pool: Pool, now: Date): Promise<void> {
  let month = monthOf(shanghaiDay(now.getTime()), 1)
  for (let n = 0; n < MONTHS; n++) {
    month = monthOf(addDays(month.from, -1), 1)
    const id = monthId(month)
    await pool.query(
      `insert into period (id, kind, name, from_day, to_day, cutoff_at) values ($1, 'month', $2, $3, $4, $5) on conflict do nothing`,
      [id, `${Number(id.slice(0, 4))}年${Number(id.slice(5))}月`, month.from, month.to, new Date(startOfDay(addDays(month.to, 5)))],
    )
  }
}
