// What every measure must say of every school, in SQL of our own over the tables of evidence, written from the norms (R26–R31, R38, R39) and the
// text of the rules in docs/measures.md. Each view answers school, result, met and required as of `clock`; nothing of the program is used.

/** `met ÷ required` where `late` of what is missing is only too old. */
const judged = (
  met: string,
  required: string,
  late = '0',
  none = 'false',
) => `case when ${none} then 'noEvidence' when ${required} = 0 then 'notApplicable'
  when ${met} >= ${required} then 'met' when ${late} > 0 and ${met} + ${late} >= ${required} then 'expired' else 'notMet' end as result,
  case when ${none} then 0 else ${met} end::float as met, (${required})::float as required`

const PLACES = `unnest(array['gateOutside', 'gate', 'gateRoom', 'perimeter', 'mainRoad', 'teaching', 'office', 'dormitory', 'canteen', 'waterPower',
  'library', 'laboratory', 'sports', 'archive', 'parking', 'controlRoom'])`

/** A register as it stood at the moment judged; who was listed first later stands as first listed. */
const stood = (table: string, key: string, but = '') => `create materialized view ${table}_then as
  select distinct on (${key}) v.* from clock, (select * from ${table} union all select * from ${table}_history) v
  where (lower(valid) > as_of or upper(valid) is null or upper(valid) > as_of) ${but}
  order by ${key}, (lower(valid) <= as_of) desc, lower(valid)`

const REGISTERS = `
create table clock (begins date, ends date, today date, as_of timestamptz);
create function midnight(d date) returns timestamptz language sql immutable return d::timestamp at time zone 'Asia/Shanghai';
${stood('school', 'id')};
${stood('guard', 'id')};
${stood('campus', 'id')};
${stood('device', 'id', 'and (lower(valid) <= as_of or exists (select from device_interval i where i.device_id = v.id and i.since <= as_of))')};
${stood('key_place', 'id')};
${stood('camera_place', 'device_id')};
${stood('button_place', 'device_id')};
create materialized view asked as
  select s.*, l.opened_on, greatest(begins, l.opened_on) as since from clock cross join school_then s left join school_life l on l.school_id = s.id
  where coalesce(l.closed_on > today, true) and coalesce(l.opened_on <= today, true);
create materialized view campus_standing as
  select c.*, l.opened_on, l.closed_on from clock cross join campus_then c left join campus_life l on l.campus_id = c.id
  where coalesce(l.closed_on > begins, true) and coalesce(l.opened_on <= today, true);
create materialized view campus_now as select c.*, count(*) over (partition by school_id) as of_school from campus_standing c, clock where coalesce(closed_on > today, true);
create materialized view excused as
  select measure_id, school_id from measure_exemption, clock
  where approved_by is not null and state in ('inForce', 'ended') and coalesce((ended_at at time zone 'Asia/Shanghai')::date > from_day, true) and from_day <= today and coalesce(until_day >= today, true);
create materialized view online as select device_id from device_interval, clock where state = 'online' and since <= as_of and until > as_of;
create materialized view school_days as
  select d::date as d, coalesce(c.weekday::int, extract(isodow from d)::int) as weekday, c.kind = 'makeUp' and c.weekday is null as is_any
  from clock cross join generate_series(begins, least(ends - 1, today), interval '1 day') d left join calendar_day c on c.day = d
  where case c.kind when 'holiday' then false when 'makeUp' then true when 'exam' then true when 'term' then true else extract(isodow from d) <= 5 end;
-- People on the lists that day; the same licence, or the same name and telephone, is the same person.
-- What was told later by a day of its own: a licence issued by then that nobody took back, the end of the same employment.
create materialized view guard_version as select *, lower(valid) as entered from guard union all select *, lower(valid) from guard_history;
create materialized view guard_told as
  select g.id, g.school_id, g.name, g.phone, g.full_time, g.employed_from,
    (select case when n.employed_from is not distinct from g.employed_from then coalesce(n.employed_until, g.employed_until) else g.employed_until end from guard_version n where n.id = g.id order by n.entered desc limit 1) as employed_until,
    coalesce(p.licence, g.licence) as licence, case when p.id is null then g.licence_from else p.licence_from end as licence_from, case when p.id is null then g.licence_to else p.licence_to end as licence_to
  from clock, guard_then g left join lateral (select * from guard_version v where v.id = g.id and v.entered > (select as_of from clock) and trim(v.licence) <> '' and v.licence_from <= (select today from clock)
    and v.entered > coalesce((select max(entered) from guard_version w where w.id = g.id and w.licence_from is null and w.entered > v.entered), '-infinity') order by v.entered desc limit 1) p on true;
create materialized view rostered as
  select g.*, nullif(trim(licence), '') as number from guard_told g join asked a on a.id = g.school_id, clock
  where coalesce(employed_from <= today, true) and coalesce(employed_until > today, true);
create materialized view persons as
  select g.*, exists (select from rostered o where o.school_id <> g.school_id and (o.number = g.number or (o.name = g.name and o.phone = g.phone))) as elsewhere,
    exists (select from rostered o where o.school_id = g.school_id and o.id < g.id and (o.number = g.number or (o.name = g.name and o.phone = g.phone))) as again
  from rostered g;
create materialized view broken_picture as
  select device_id, opened_at, closed_at from fault where kind in ('video-loss', 'video-blind', 'video-frozen', 'video-abnormal', 'record-fault');
`

const protection = (kind: string) => `select a.id, case when p.id is null then 'noEvidence' when p.state <> 'present' then 'notMet'
    when p.checked_on < today - 366 then 'expired' else 'met' end as result, coalesce((p.state = 'present' and p.checked_on >= today - 366)::int, 0)::float as met, 1::float as required
  from clock cross join asked a left join lateral (select * from protection_item where school_id = a.id and kind = '${kind}' and checked_on <= today
    order by checked_on desc, state = 'present' limit 1) p on true`

/** A title that stands, and each of its preconditions by its newest record: what is known to fail first, then what nobody attested, then what is too old. */
const title = (kind: string, conditions: string) => `
  with own as (select a.id, bool_or(t.good) as good, bool_or(t.old) as old, count(t.id) as titles from asked a left join lateral (
      select id, issued_on <= today and coalesce(valid_to >= today, true) and coalesce(revoked_on > today, true) as good,
        issued_on <= today and valid_to < today and coalesce(revoked_on > today, true)
          and issued_on = (select max(issued_on) from title n where n.school_id = a.id and n.kind = '${kind}' and n.issued_on <= today) as old
      from title, clock where school_id = a.id and kind = '${kind}') t on true group by a.id),
  rests as (select a.id, bool_or(p.state = 'broken') as broken, bool_or(p.state is null) as absent, bool_or(p.state = 'kept' and coalesce(p.valid_to, p.checked_on + 366) < today) as stale
    from clock cross join asked a cross join unnest(string_to_array('${conditions}', ' ')) wanted
    left join lateral (select * from title_condition c where c.school_id = a.id and c.kind = '${kind}' and c.condition = wanted and checked_on <= today
      order by checked_on desc, (state = 'broken') desc, valid_to limit 1) p on true group by a.id),
  said as (select own.id, case when titles = 0 then 'noEvidence' when coalesce(broken, false) or not (good or old) then 'notMet' when absent then 'noEvidence'
    when coalesce(stale, false) or not good then 'expired' else 'met' end as result from own join rests using (id))
  select id, result, (result = 'met')::int::float as met, 1::float as required from said`

const onlineRate = (kind: string) => `select a.id, ${judged('count(o.device_id)', 'count(d.id)', '0', 'count(d.id) = 0')}
  from asked a left join device_then d on d.school_id = a.id and d.kind = '${kind}' left join online o on o.device_id = d.id group by a.id`

/** Hours online with a picture, of the hours in which the camera was registered and not in maintenance. */
const inService = (area: string, percent: number) => `
  with cameras as (select d.id, d.school_id, greatest(midnight(a.since), lower(d.valid)) as since from asked a join device_then d on d.school_id = a.id and d.kind = 'camera'
    left join camera_place_then c on c.device_id = d.id where coalesce(c.area, 'inside') = '${area}'),
  spans as (select c.id, i.state, tstzrange(greatest(i.since, c.since), least(i.until, midnight(ends))) as span
    from clock, cameras c join device_interval i on i.device_id = c.id where greatest(i.since, c.since) < least(i.until, midnight(ends))),
  bad as (select device_id, range_agg(tstzrange(opened_at, closed_at)) as span from broken_picture where closed_at is null or closed_at > opened_at group by 1),
  hours as (select c.school_id,
    coalesce((select sum(extract(epoch from upper(part) - lower(part))) from spans s left join bad on bad.device_id = c.id,
      unnest(tstzmultirange(s.span) - coalesce(bad.span, '{}')) part where s.id = c.id and s.state = 'online'), 0) / 3600 as good,
    (extract(epoch from midnight(ends) - c.since) - coalesce((select sum(extract(epoch from upper(span) - lower(span))) from spans s where s.id = c.id and s.state = 'maintenance'), 0)) / 3600 as asked
    from clock, cameras c)
  select a.id, case when count(h.*) = 0 or not exists (select from spans s join cameras c using (id) where c.school_id = a.id) then 'noEvidence' when sum(h.asked) = 0 then 'notApplicable' when sum(h.good) * 100 >= sum(h.asked) * ${percent} then 'met' else 'notMet' end as result,
    coalesce(sum(h.good), 0)::float as met, coalesce(sum(h.asked), 1)::float as required
  from asked a left join hours h on h.school_id = a.id group by a.id`

/** Minutes of each post's time in which somebody stood there; on a make-up day that names no weekday, of the best manned weekday. */
const manned = (kind: string) => `
  with asked_for as (select w.*, s.d, day as weekday, tstzrange((d + w.starts) at time zone 'Asia/Shanghai', (d + w.ends) at time zone 'Asia/Shanghai') as span
    from asked a join duty_window w on w.school_id = a.id and w.kind = '${kind}' join school_days s on s.d >= a.since and s.d >= w.from_day and coalesce(s.d < w.until_day, true)
    join generate_series(1, 7) day on w.weekdays ~ day::text and (s.is_any or day = s.weekday)),
  stood as (select f.school_id, f.d, f.weekday, sum(extract(epoch from upper(f.span) - lower(f.span)) / 60) as asked,
    sum(coalesce((select sum(extract(epoch from upper(p) - lower(p))) / 60 from (select range_agg(tstzrange(on_at, off_at)) as r from duty_check_in c
      where c.school_id = f.school_id and c.kind = f.kind and c.post = f.post and (c.result in ('onPost', 'lateArrival') or (c.result = 'amended' and trim(c.confirmed_by) <> ''))) c,
      unnest(c.r * tstzmultirange(f.span)) p), 0)) as there from asked_for f group by 1, 2, 3),
  best as (select distinct on (school_id, d) * from stood order by school_id, d, there / asked desc, asked desc)
  select a.id, case when not exists (select from duty_window where school_id = a.id and kind = '${kind}') then 'noEvidence'
      when count(s.*) = 0 then 'notApplicable'
      when not exists (select from duty_check_in c, clock where c.school_id = a.id and c.kind = '${kind}' and c.on_at < midnight(ends) and c.off_at > midnight(begins)) then 'noEvidence'
      when round(sum(there)) >= sum(s.asked) then 'met' else 'notMet' end as result,
    coalesce(round(sum(there)), 0)::float as met, coalesce(sum(s.asked), 0)::float as required
  from asked a left join best s on s.school_id = a.id group by a.id`

const recorders = (good: string, none = 'false') => `
  with newest as (select d.school_id, d.id, c.at, c.oldest_at, c.clock_offset_s, ${good} as good from clock cross join asked a join device_then d on d.school_id = a.id and d.kind = 'recorder'
    left join lateral (select * from recorder_check where device_id = d.id and at <= as_of order by at desc limit 1) c on true)
  select a.id, ${judged(`count(*) filter (where good and at >= as_of - interval '31 days')`, 'count(n.id)', `count(*) filter (where good and at < as_of - interval '31 days')`, `${none} or count(n.at) = 0`)}
  from clock cross join asked a left join newest n on n.school_id = a.id group by a.id, a.pupils, a.level`

const TESTED = (
  days: number,
) => `exists (select from police_test t where t.device_id = d.id and t.reached = 'police' and (trim(t.receipt) <> '' or trim(t.officer) <> '')
  and t.at <= as_of and t.at >= as_of - interval '${days} days')`
const TESTED_EVER = `exists (select from police_test t where t.device_id = d.id and t.reached = 'police' and (trim(t.receipt) <> '' or trim(t.officer) <> '') and t.at <= as_of)`

const BUTTONS = `
  with button as (select d.id, d.school_id, d.campus_id, p.place, o.device_id is not null as heard, ${TESTED(30)} as tested, ${TESTED_EVER} as ever
    from clock cross join asked a join device_then d on d.school_id = a.id and d.kind = 'panicButton'
      and (d.campus_id is null or d.campus_id in (select id from campus_now n where n.school_id = a.id) or not exists (select from campus_now n where n.school_id = a.id))
    left join button_place_then p on p.device_id = d.id left join online o on o.device_id = d.id),
  needed as (
    select a.id as school_id, 'gateRoom' as place, c.id as campus from asked a left join campus_now c on c.school_id = a.id
      and (select bool_and(campus_id is not null) from button b where b.school_id = a.id)
    union select id, 'dormitory', null from asked where boarding
    union select school_id, 'controlRoom', null from button where place = 'controlRoom'
    union select a.id, 'controlRoom', null from asked a join key_place_then k on k.school_id = a.id and k.place = 'controlRoom' and k.applicable
      and (k.campus_id is null or k.campus_id in (select id from campus_now n where n.school_id = a.id) or not exists (select from campus_now n where n.school_id = a.id))),
  held as (select n.*, coalesce(bool_or(b.heard and b.tested), false) as good, coalesce(bool_or(b.heard and b.ever), false) as late from needed n
    left join button b on b.school_id = n.school_id and b.place = n.place and (n.campus is null or b.campus_id = n.campus) group by 1, 2, 3)
  select h.school_id as id, ${judged('count(*) filter (where good)', 'count(*)', 'count(*) filter (where late and not good)', 'not exists (select from button b where b.school_id = h.school_id)')}
  from held h group by h.school_id`

/**
 * On each campus, where the school has several, and only by cameras of which somebody said on which they are; never by those of a campus that
 * does not stand. Its own entry excuses a place or does not, the whole school's where it has none.
 */
const COVERAGE = `
  with ground as (select a.id as school_id, case when c.of_school > 1 then c.id end as campus, c.id as own from asked a left join campus_now c on c.school_id = a.id),
  needed as (select g.*, wanted as place from ground g cross join ${PLACES} wanted where not coalesce((select not k.applicable and trim(k.reason) <> '' and trim(k.approved_by) <> ''
    from key_place_then k where k.school_id = g.school_id and k.place = wanted and (k.campus_id is null or k.campus_id = g.own) order by k.campus_id nulls last limit 1), false)),
  camera as (select d.id, d.school_id, d.campus_id, c.place, o.device_id is not null and not exists (select from broken_picture f, clock
      where f.device_id = d.id and f.opened_at <= as_of and (f.closed_at is null or f.closed_at > as_of)) as good,
      case (select count(*) from campus_now n where n.school_id = d.school_id) when 0 then true when 1 then d.campus_id is null else false end
        or coalesce(d.campus_id in (select id from campus_now n where n.school_id = d.school_id), false) as found
    from device_then d join camera_place_then c on c.device_id = d.id left join online o on o.device_id = d.id where d.kind = 'camera' and c.place is not null),
  held as (select n.school_id, bool_or(coalesce(c.good, false)) as good from needed n left join camera c on c.school_id = n.school_id and c.place = n.place and c.found
    and (n.campus is null or c.campus_id = n.campus) group by n.school_id, n.campus, n.place)
  select a.id, ${judged('count(h.*) filter (where h.good)', 'count(h.*)', '0', 'count(h.*) > 0 and not coalesce((select bool_or(found) from camera c where c.school_id = a.id), false)')}
  from asked a left join held h on h.school_id = a.id group by a.id`

/** Views by measure: id of the school, result, met, required. */
export const MEASURES: Readonly<Record<string, string>> = {
  guardsEmployed: `
    with need as (select id, case when boarding then case when pupils < 300 then 2 else 2 + floor((pupils - 300) / 300.0) end
      else case when pupils < 100 then 1 when pupils < 1000 then 2 else 3 + floor((pupils - 1000) / 500.0) end end as n from asked)
    select a.id, ${judged('least(need.n, count(p.id) filter (where full_time and not elsewhere and not again))', 'coalesce(need.n, 1)', '0', 'a.pupils is null or count(p.id) = 0')}
    from asked a join need using (id) left join persons p on p.school_id = a.id group by a.id, a.pupils, need.n`,
  guardLicences: `select a.id, ${judged('count(p.id) filter (where number is not null and licence_to >= today and coalesce(licence_from <= today, true))', 'count(p.id)', 'count(p.id) filter (where number is not null and licence_to < today and coalesce(licence_from <= today, true))', 'count(p.id) = 0')}
    from clock cross join asked a left join persons p on p.school_id = a.id group by a.id`,
  guardBackground: `select a.id, ${judged(
    `count(p.id) filter (where c.result = 'clear' and c.checked_on >= today - 366)`,
    'count(p.id)',
    `count(p.id) filter (where c.result = 'clear' and c.checked_on < today - 366)`,
    'count(p.id) = 0 or not exists (select from guard_check k, clock where k.school_id = a.id and k.checked_on <= today)',
  )}
    from clock cross join asked a left join persons p on p.school_id = a.id
    left join lateral (select * from guard_check where guard_id = p.id and checked_on <= today order by checked_on desc, result = 'clear' limit 1) c on true group by a.id`,
  gateRoomRoster: `
    with ground as (select a.id, c.id as campus, tstzrange(midnight(greatest(a.since, c.opened_on)), midnight(least(ends, c.closed_on))) as asked
      from clock, asked a left join (select *, count(*) over (partition by school_id) as n from campus_standing) c on c.school_id = a.id and c.n > 1
      where greatest(a.since, c.opened_on) < least(ends, c.closed_on)),
    kept as (select g.*, s.span from ground g left join lateral (select range_agg(tstzrange(starts_at, ends_at)) as span from gate_room_shift
      where school_id = g.id and (g.campus is null or campus_id = g.campus)) s on true),
    free as (select id, campus, upper(h) - lower(h) as long from kept, unnest(tstzmultirange(asked) - coalesce(span, '{}')) h where upper(h) - lower(h) >= interval '1 minute'),
    part as (select kept.id, extract(epoch from upper(asked) - lower(asked)) / 60 as minutes,
      coalesce((select ceil(sum(extract(epoch from long)) / 60) from free where free.id = kept.id and free.campus is not distinct from kept.campus), 0) as missing,
      exists (select from gate_room_shift s, clock where s.school_id = kept.id and (campus is null or s.campus_id = campus) and s.starts_at < midnight(ends) and s.ends_at > midnight(begins)) as told
      from kept)
    select id, ${judged('sum(minutes - missing)', 'sum(minutes)', '0', 'not bool_or(told)')} from part group by id`,
  patrols: `
    with done as (select a.id, s.d, (select count(*) from patrol_round r where r.school_id = a.id and r.visited >= r.places and (r.at at time zone 'Asia/Shanghai')::date = s.d) as rounds
      from asked a join school_days s on s.d >= a.since)
    select a.id, ${judged('count(*) filter (where rounds >= 5)', 'count(done.d)', '0', `count(done.d) > 0 and not exists (select from patrol_round r, clock where r.school_id = a.id and r.at between midnight(begins) and as_of)`)}
    from asked a left join done using (id) group by a.id`,
  drills: `
    with part as (select a.id, lower(p) as d1, upper(p) as d2, a.opened_on > lower(p) as is_late from asked a, clock, lateral (
      select daterange((begins + n * interval '1 month')::date, (begins + (n + 1) * interval '1 month')::date) as p from generate_series(0, 2) n
        where a.level <> 'kindergarten' and begins + (n + 1) * interval '1 month' <= ends
      union all select daterange((ends - interval '3 months')::date, ends) where a.level = 'kindergarten') parts(p)),
    held as (select part.*, exists (select from drill where school_id = part.id and kind in ('evacuation', 'fire', 'earthquake') and on_day >= d1 and on_day < d2) as good from part)
    select a.id, ${judged('count(*) filter (where good)', 'count(*) filter (where good or not coalesce(is_late, false))', '0', 'count(*) filter (where good or not coalesce(is_late, false)) > 0 and not exists (select from drill, clock where school_id = a.id and on_day <= today)')}
    from asked a left join held using (id) group by a.id`,
  barrier: protection('barrier'),
  perimeter: protection('perimeter'),
  separateEntrances: protection('separateEntrances'),
  closedCampus: protection('closedCampus'),
  gateRoomSet: protection('gateRoom'),
  visitorCheck: protection('visitorCheck'),
  gateLighting: protection('lighting'),
  equipment: `
    with newest as (select distinct on (school_id, item) e.* from clock, equipment_item e where checked_on <= today order by school_id, item, checked_on desc, present - required, expires_on),
    item as (select a.id, n.required, n.present, n.id is not null and n.present >= n.required as enough, coalesce(n.expires_on >= today, true) and n.checked_on >= today - 366 as fresh
      from clock cross join asked a cross join unnest(array['防暴头盔', '防暴盾牌', '防刺服', '防割手套', '橡胶警棍', '钢叉', '强光手电', '自卫喷雾']) wanted left join newest n on n.school_id = a.id and n.item = wanted where coalesce(n.required > 0, true))
    select a.id, ${judged('count(*) filter (where enough and fresh)', 'coalesce(nullif(count(item.id), 0), 1)', 'count(*) filter (where enough and not fresh)', 'count(item.required) = 0 and (count(item.id) = 8 or count(item.id) = 0)')}
    from asked a left join item using (id) group by a.id`,
  videoCoverage: COVERAGE,
  buttons: BUTTONS,
  alarmAndVideo: `with b as (${BUTTONS}), v as (${COVERAGE})
    select b.id, case when 'notMet' in (b.result, v.result) then 'notMet' when 'noEvidence' in (b.result, v.result) then 'noEvidence' when b.result = 'met' and v.result in ('met', 'notApplicable') then 'met'
      when b.result in ('met', 'expired') and v.result in ('met', 'notApplicable') then 'expired' else 'notMet' end as result,
      (b.result = 'met')::int + (v.result = 'met')::int as met, 1 + (v.result <> 'notApplicable')::int as required from b join v using (id)`,
  buttonTests: `select a.id, ${judged(
    `count(d.id) filter (where ${TESTED(90)})`,
    'count(d.id)',
    `count(d.id) filter (where ${TESTED_EVER} and not ${TESTED(90)})`,
    'count(d.id) = 0 or not exists (select from police_test t, clock where t.school_id = a.id and t.at <= as_of)',
  )}
    from clock cross join asked a left join device_then d on d.school_id = a.id and d.kind = 'panicButton' group by a.id`,
  buttonsOnline: onlineRate('panicButton'),
  cameraOnline: onlineRate('camera'),
  inServiceInside: inService('inside', 95),
  inServiceGate: inService('gateStreet', 98),
  policeLink: `select a.id, ${judged('least(1, count(o.device_id))', '1', '0', 'count(l.device_id) = 0')}
    from clock cross join asked a left join police_link l on l.school_id = a.id and l.from_day <= today and coalesce(l.until_day > today, true) left join online o on o.device_id = l.device_id group by a.id`,
  networkingRate: `
    with camera as (select d.id, d.school_id, exists (select from police_catalog l where l.device_id = d.id and l.listed_on <= today and coalesce(l.removed_on > today, true)
        and (l.source = 'catalog' or trim(l.signed_by) <> '')) as listed,
      exists (select from picture_proof p where p.device_id = d.id and p.at >= midnight(begins) and p.at <= as_of) as seen
      from clock cross join asked a join device_then d on d.school_id = a.id and d.kind = 'camera' left join camera_place_then c on c.device_id = d.id where coalesce(c.required, true))
    select a.id, ${judged(
      'count(*) filter (where listed and seen)',
      'count(c.id)',
      '0',
      `count(c.id) = 0 or not exists (select from police_catalog l, clock where l.school_id = a.id and l.listed_on <= today and coalesce(l.removed_on > today, true)
      and (l.source = 'catalog' or trim(l.signed_by) <> ''))`,
    )}
    from asked a left join camera c on c.school_id = a.id group by a.id`,
  retention: recorders(
    `(at - oldest_at >= case when (a.level = 'kindergarten' and a.pupils >= 300) or (a.level <> 'kindergarten' and a.pupils >= 1500) then interval '90 days' else interval '30 days' end)`,
    'a.pupils is null',
  ),
  recorderClock: recorders('abs(clock_offset_s) <= 5'),
  faultsMended: `
    with due as (select f.school_id, coalesce(closed_at <= as_of and closed_at <= opened_at + interval '24 hours', false) as good from asked a join fault f on f.school_id = a.id cross join clock
      where kind <> 'frequent-press' and opened_at <= as_of and case when closed_at <= as_of then closed_at >= midnight(a.since) else as_of > opened_at + interval '24 hours' end)
    select a.id, ${judged('count(*) filter (where good)', 'count(due.school_id)')} from asked a left join due on due.school_id = a.id group by a.id`,
  beltDrawn: `select a.id, ${judged('count(c.boundary)', 'count(c.id)', '0', 'count(c.id) = 0')} from asked a left join campus_now c on c.school_id = a.id group by a.id`,
  beltSurveyed: `
    with belt as (select c.id, c.school_id, c.boundary is not null as drawn, (select max(surveyed_at) from belt_survey where campus_id = c.id and surveyed_at <= as_of) as at from clock, campus_now c)
    select a.id, ${judged(`count(*) filter (where drawn and at >= as_of - interval '92 days')`, 'count(b.id)', `count(*) filter (where drawn and at < as_of - interval '92 days')`, 'count(b.at) = 0')}
    from clock cross join asked a left join belt b on b.school_id = a.id group by a.id`,
  hazardsStruckOff: `
    with due as (select h.school_id, coalesce(struck_off_at <= as_of, false) as good from hazard h, clock where listed_at <= as_of and case when struck_off_at <= as_of then struck_off_at >= midnight(begins)
      else coalesce(due_on, (listed_at at time zone 'Asia/Shanghai')::date + 30) < today end)
    select a.id, ${judged(
      'count(*) filter (where good)',
      'count(due.school_id)',
      '0',
      `not exists (select from hazard h, clock where h.school_id = a.id and listed_at <= as_of)
      and not exists (select from belt_survey s, clock where s.school_id = a.id and surveyed_at <= as_of)`,
    )} from asked a left join due on due.school_id = a.id group by a.id`,
  peakDuty: manned('peakDuty'),
  guardPosts: manned('guardPost'),
  postsSet: `select a.id, case when count(w.id) = 0 then 'noEvidence' when count(*) filter (where from_day <= today and coalesce(until_day > today, true)) > 0 then 'met' else 'notMet' end as result,
      least(1, count(*) filter (where from_day <= today and coalesce(until_day > today, true)))::float as met, 1::float as required
    from (select today from clock) c, asked a left join duty_window w on w.school_id = a.id and w.kind = 'guardPost' group by a.id`,
  healthStaff: `
    with need as (select id, case when level = 'kindergarten' then greatest(1, floor(pupils / 150.0)) else greatest(boarding::int, floor(pupils / 600.0)) end as n from asked),
    there as (select h.*, full_time and trim(qualification) <> '' as good from health_staff h, clock where from_day <= today and coalesce(until_day > today, true))
    select a.id, ${judged('least(need.n, count(*) filter (where good))', 'coalesce(need.n, 1)', '0', 'a.pupils is null or (need.n > 0 and count(h.id) = 0)')}
    from asked a join need using (id) left join there h on h.school_id = a.id group by a.id, a.pupils, need.n`,
  healthPromoting: title('healthPromoting', 'healthLessons smokeFree noFoodPoisoning noSafetyAccident'),
  safeSchool: title('safeSchool', 'safetyLessons noSafetyAccident noNegativeEvent'),
}

/** What depends on the clock, in the order of dependence. */
export const REFRESH = [...REGISTERS.matchAll(/create materialized view (\w+)/g)]
  .map(([, view]) => `refresh materialized view ${view}; analyze ${view}`)
  .join('; ')

/** Makes the views in a schema of their own. */
export const RECOUNT = `create schema recount; set jit = off; set search_path = recount, public; ${REGISTERS}
${Object.entries(MEASURES)
  .map(
    ([id, sql]) => `create view "${id}" as with verdict as (${sql})
      select s.id, case when v.id is null or e.school_id is not null then 'notApplicable' else v.result end as result,
        case when v.id is null or e.school_id is not null then 0 else v.met end as met, case when v.id is null or e.school_id is not null then 0 else v.required end as required
      from clock cross join public.school s left join school_life l on l.school_id = s.id
        left join verdict v on v.id = s.id left join excused e on e.school_id = s.id and e.measure_id = '${id}'
      where coalesce(l.closed_on > begins, true) and coalesce(l.opened_on < ends, true);`,
  )
  .join('\n')}`
