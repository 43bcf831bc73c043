-- Registers of evidence: plain rows that a person types once, or that come from outside; figures are computed from them.

-- When a school began and ended; a school without a row has always been.
create table school_life (
  school_id text primary key references school,
  opened_on date,
  -- The first day on which it is no more.
  closed_on date,
  -- Where it went, when it was merged.
  merged_into text references school,
  check (closed_on is null or opened_on is null or closed_on > opened_on),
  check (merged_into is distinct from school_id)
);

-- 专职保安: when they were employed, full time, and as whom; the number of the identity card is not kept.
alter table guard add column employed_from date;
alter table guard_history add column employed_from date;
-- The first day on which no more.
alter table guard add column employed_until date;
alter table guard_history add column employed_until date;
alter table guard add column full_time boolean not null default true;
alter table guard_history add column full_time boolean not null default true;
alter table guard add check (employed_until is null or employed_from is null or employed_until > employed_from);
create index guard_licence on guard (licence) where licence is not null;
create index guard_person on guard (name, phone) where phone is not null;

-- 背景审查
create table guard_check (
  id text primary key,
  school_id text not null references school,
  guard_id text not null,
  checked_on date not null,
  result text not null check (result in ('clear', 'refused')),
  issuer text not null
);
create index guard_check_guard on guard_check (guard_id);
create index guard_check_school on guard_check (school_id);

-- 一键式报警器按场所: in which place a button is.
create table button_place (
  device_id text primary key,
  school_id text not null references school,
  place text not null check (place in ('gateRoom', 'dormitory', 'controlRoom', 'other'))
);
create index button_place_school on button_place (school_id);

-- End-to-end test of a button. reached 'centre' = 已测至中心; 'police' needs the police's receipt or a named officer's word.
create table police_test (
  id text primary key,
  school_id text not null references school,
  device_id text not null,
  at timestamptz not null,
  reached text not null check (reached in ('centre', 'police')),
  receipt text,
  officer text
);
create index police_test_device on police_test (device_id, at desc);
create index police_test_school on police_test (school_id, at desc);

-- 公安联网: by which device the school is linked with the police.
create table police_link (
  device_id text primary key,
  school_id text not null references school,
  kind text not null check (kind in ('platform', 'panel', 'line')),
  from_day date not null,
  -- The first day on which no more.
  until_day date
);
create index police_link_school on police_link (school_id);

call watch_evidence('school_life');
call watch_evidence('guard_check');
call watch_evidence('button_place');
call watch_evidence('police_test');
call watch_evidence('police_link');

grant select, insert, update, delete on school_life, guard_check, button_place, police_test, police_link to xiaowei_app;
