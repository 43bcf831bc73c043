-- More registers of evidence. Every row names its school and, where history matters, the days for which it holds; a later row of the same
-- thing replaces an earlier one from its own day on.

-- The kinds of register are the program's; a new one needs no migration here.
alter table import drop constraint import_kind_check;
alter table import add check (kind ~ '^[A-Za-z]{1,40}$');

-- 校历: a day without a row is a school day from Monday to Friday.
create table calendar_day (
  id text primary key,
  day date not null unique,
  kind text not null check (kind in ('term', 'holiday', 'exam', 'makeUp'))
);

-- 门卫室值守: who kept the gate room from when until when.
create table gate_room_shift (
  id text primary key,
  school_id text not null references school,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  guard_name text not null,
  check (ends_at > starts_at and ends_at <= starts_at + interval '48 hours')
);
create index gate_room_shift_school on gate_room_shift (school_id, starts_at);

-- 高峰勤务 (police) and 护学岗 (post): on which weekdays (1 = Monday … 7) from when until when a post must be manned.
create table duty_window (
  id text primary key,
  school_id text not null references school,
  kind text not null check (kind in ('peakDuty', 'guardPost')),
  post text not null,
  weekdays text not null check (weekdays ~ '^[1-7]{1,7}$'),
  starts time not null,
  ends time not null check (ends > starts),
  from_day date not null,
  -- The first day on which no more.
  until_day date
);
create index duty_window_school on duty_window (school_id);
create table duty_check_in (
  id text primary key,
  school_id text not null references school,
  kind text not null check (kind in ('peakDuty', 'guardPost')),
  post text not null,
  on_at timestamptz not null,
  off_at timestamptz not null check (off_at > on_at and off_at <= on_at + interval '24 hours'),
  who text not null,
  result text not null check (result in ('onPost', 'lateArrival', 'absent', 'amended', 'leave')),
  -- Who confirmed what was entered afterwards.
  confirmed_by text
);
create index duty_check_in_school on duty_check_in (school_id, on_at);

-- 巡查: one round over the listed places.
create table patrol_round (
  id text primary key,
  school_id text not null references school,
  at timestamptz not null,
  who text not null,
  places integer not null check (places >= 1),
  visited integer not null check (visited >= 0),
  skipped text
);
create index patrol_round_school on patrol_round (school_id, at);

-- 应急演练
create table drill (
  id text primary key,
  school_id text not null references school,
  on_day date not null,
  kind text not null check (kind in ('evacuation', 'fire', 'earthquake', 'violence', 'other')),
  people integer not null check (people >= 1),
  note text
);
create index drill_school on drill (school_id, on_day);

-- 卫生人员
create table health_staff (
  id text primary key,
  school_id text not null references school,
  name text not null,
  full_time boolean not null default true,
  qualification text,
  from_day date not null,
  until_day date
);
create index health_staff_school on health_staff (school_id);

-- 平安校园, 健康促进学校: level, issuer, number, validity, revocation with its reason.
create table title (
  id text primary key,
  school_id text not null references school,
  kind text not null check (kind in ('safeSchool', 'healthPromoting')),
  level text not null check (level in ('national', 'province', 'city', 'district')),
  issuer text not null,
  number text,
  issued_on date not null,
  -- The last day.
  valid_to date,
  revoked_on date,
  revoked_reason text,
  check ((revoked_on is null) = (revoked_reason is null)),
  check (valid_to is null or valid_to >= issued_on)
);
create index title_school on title (school_id);

-- 物防: what an inspection found; the newest of a kind holds.
create table protection_item (
  id text primary key,
  school_id text not null references school,
  kind text not null check (kind in ('barrier', 'perimeter', 'separateEntrances', 'closedCampus', 'gateRoom', 'visitorCheck', 'lighting')),
  state text not null check (state in ('present', 'broken', 'missing', 'notPossible')),
  checked_on date not null,
  checked_by text not null,
  note text
);
create index protection_item_school on protection_item (school_id, kind, checked_on desc);

-- 防护装备: a checklist of each school, with its own source.
create table equipment_item (
  id text primary key,
  school_id text not null references school,
  item text not null,
  required integer not null check (required >= 0),
  present integer not null check (present >= 0),
  -- The last day.
  expires_on date,
  checked_on date not null,
  source text not null
);
create index equipment_item_school on equipment_item (school_id, item, checked_on desc);

-- 重点部位: which of the listed places a school has; not having one needs a reason and an approver.
create table key_place (
  id text primary key,
  school_id text not null references school,
  place text not null,
  applicable boolean not null,
  reason text,
  approved_by text,
  check (applicable or (reason is not null and approved_by is not null)),
  unique (school_id, place)
);

-- Where a camera looks, and whether it must be on the police's network.
create table camera_place (
  id text primary key,
  school_id text not null references school,
  device_id text not null unique,
  -- Key place; null = another place.
  place text,
  area text not null check (area in ('inside', 'gateStreet')),
  required boolean not null default true
);
create index camera_place_school on camera_place (school_id);

-- The police platform's own catalogue: from its GB/T 28181 Catalog, or a signed list with date.
create table police_catalog (
  id text primary key,
  school_id text not null references school,
  gb_id text not null,
  device_id text not null,
  listed_on date not null,
  removed_on date,
  source text not null check (source in ('catalog', 'signedList')),
  signed_by text,
  check (source = 'catalog' or signed_by is not null)
);
create index police_catalog_school on police_catalog (school_id);
create index police_catalog_device on police_catalog (device_id);

-- A picture of a camera that was seen on the police's platform.
create table picture_proof (
  id text primary key,
  school_id text not null references school,
  device_id text not null,
  at timestamptz not null,
  seen_by text not null
);
create index picture_proof_school on picture_proof (school_id, at);

-- Recorder: its oldest picture, and by how much its clock was off.
create table recorder_check (
  id text primary key,
  school_id text not null references school,
  device_id text not null,
  at timestamptz not null,
  oldest_at timestamptz not null,
  clock_offset_s double precision not null
);
create index recorder_check_school on recorder_check (school_id, at);

do $$
declare evidence text;
begin
  foreach evidence in array array['gate_room_shift', 'duty_window', 'duty_check_in', 'patrol_round', 'drill', 'health_staff', 'title',
    'protection_item', 'equipment_item', 'key_place', 'camera_place', 'police_catalog', 'picture_proof', 'recorder_check'] loop
    call watch_evidence(evidence);
  end loop;
end $$;
create trigger calendar_day_measure after insert or update or delete on calendar_day for each statement execute function note_measure_all();
create trigger device_day_measure_i after insert on device_day referencing new table as changed for each statement execute function note_measure_devices();
create trigger device_day_measure_u after update on device_day referencing new table as changed for each statement execute function note_measure_devices();
-- Faults of a school count how soon they were mended.
call watch_evidence('fault');
create index fault_school_opened on fault (school_id, opened_at);

grant select, insert, update, delete on calendar_day, gate_room_shift, duty_window, duty_check_in, patrol_round, drill, health_staff, title, protection_item,
  equipment_item, key_place, camera_place, police_catalog, picture_proof, recorder_check to xiaowei_app;
