-- 指标: rules are data with versions, periods are configuration, results are computed from evidence and nothing else.

create table measure (
  id text primary key check (id ~ '^[a-z][A-Za-z0-9]{1,63}$'),
  -- Its place in every list.
  place integer not null,
  name text not null
);

-- A rule changes only by a new version with reason and date, approved by a second person; old periods keep the old one.
create table measure_version (
  measure_id text not null references measure,
  version integer not null check (version >= 1),
  text text not null,
  source text not null,
  clause text not null,
  thresholds jsonb not null,
  valid_from date not null,
  reason text not null,
  proposed_by text not null,
  proposed_at timestamptz not null default now(),
  approved_by text,
  approved_at timestamptz,
  state text not null check (state in ('proposed', 'inForce', 'superseded', 'rejected')),
  primary key (measure_id, version),
  check (approved_by is null or approved_by <> proposed_by),
  check ((state = 'proposed') = (approved_by is null))
);
create unique index measure_version_proposed on measure_version (measure_id) where state = 'proposed';

create table period (
  id text primary key check (id ~ '^[a-z0-9-]{1,32}$'),
  kind text not null check (kind in ('month', 'term', 'year', 'custom')),
  name text not null,
  -- Shanghai days; to_day is the day after the last.
  from_day date not null,
  to_day date not null,
  cutoff_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'frozen')),
  frozen_at timestamptz,
  frozen_by text,
  check (to_day > from_day),
  check ((state = 'frozen') = (frozen_at is not null))
);
create index period_kind on period (kind, from_day);
create index period_open on period (from_day) where state = 'open';

-- How running months are cut: from which day of the month, and how many days after the end their figures are frozen.
create table period_setting (
  single boolean primary key default true check (single),
  month_from integer not null default 1 check (month_from between 1 and 28),
  cutoff_days integer not null default 5 check (cutoff_days between 0 and 60)
);
insert into period_setting default values;
grant select, update on period_setting to xiaowei_app;

-- One result a measure, period and school. Of a frozen period the first columns never change again; what later evidence would make of it
-- stands in corrected_*.
create table measure_result (
  period_id text not null references period,
  measure_id text not null references measure,
  school_id text not null,
  school_name text not null,
  township_id text not null,
  version integer not null,
  result text not null check (result in ('met', 'notMet', 'expired', 'noEvidence', 'notApplicable')),
  met double precision not null,
  required double precision not null,
  gaps jsonb not null default '[]',
  since timestamptz,
  -- The facts of the register that the requirement rests on, in words; tells a change of the register from one of reality.
  basis text not null default '',
  exemption_id uuid,
  -- When it last came out otherwise than before.
  changed_at timestamptz not null,
  corrected_result text,
  corrected_met double precision,
  corrected_required double precision,
  corrected_at timestamptz,
  primary key (period_id, measure_id, school_id)
);
create index measure_result_school on measure_result (school_id, period_id);

-- The same added up by township, so that an overview of years reads a few thousand rows.
create table measure_sum (
  period_id text not null references period,
  measure_id text not null references measure,
  township_id text not null,
  met_schools integer not null,
  not_met_schools integer not null,
  expired_schools integer not null,
  no_evidence_schools integer not null,
  not_applicable_schools integer not null,
  -- Of schools that are not exempt.
  met_units double precision not null,
  required_units double precision not null,
  corrected boolean not null,
  corrected_met_schools integer not null,
  corrected_applicable_schools integer not null,
  corrected_met_units double precision not null,
  corrected_required_units double precision not null,
  computed_at timestamptz not null,
  primary key (period_id, measure_id, township_id)
);

-- The rows behind a frozen figure live as long as the figure.
create table measure_evidence (
  period_id text not null references period,
  measure_id text not null references measure,
  school_id text not null,
  evidence jsonb not null,
  primary key (period_id, measure_id, school_id)
);

-- 不适用: reason, approver and end.
create table measure_exemption (
  id uuid primary key default gen_random_uuid(),
  measure_id text not null references measure,
  school_id text not null,
  reason text not null,
  from_day date not null,
  -- The last day; null = until it is taken back.
  until_day date,
  proposed_by text not null,
  proposed_at timestamptz not null default now(),
  approved_by text,
  approved_at timestamptz,
  ended_at timestamptz,
  ended_by text,
  state text not null check (state in ('proposed', 'inForce', 'rejected', 'ended')),
  check (approved_by is null or approved_by <> proposed_by),
  check (until_day is null or until_day >= from_day)
);
create index measure_exemption_school on measure_exemption (school_id, measure_id);

-- 时间表: what share is to be reached by which day.
create table measure_due (
  measure_id text not null references measure,
  by_day date not null,
  percent double precision not null check (percent between 0 and 100),
  primary key (measure_id, by_day)
);

-- When a school's results of a period were computed, and when the clock alone may change them.
create table measure_school (
  period_id text not null references period,
  school_id text not null,
  computed_at timestamptz,
  next_at timestamptz not null,
  primary key (period_id, school_id)
);
create index measure_school_next on measure_school (next_at);

-- What changed since the last look: only ever added to, so that writers of evidence never wait for each other. No school = all of them.
create table measure_change (
  id bigint generated always as identity primary key,
  school_id text,
  -- Facts of a running day change no closed period.
  today boolean not null default false
);

create table measure_run (
  single boolean primary key default true check (single),
  -- The one worker that computes, while its lease lasts.
  leader text,
  lease_until timestamptz
);
insert into measure_run default values;

-- Notes whose results a change of evidence may touch, whoever writes it, SQL from outside included.
create function note_measure_rows() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into measure_change (school_id) select distinct school_id from changed where school_id is not null;
  return null;
end $$;
create function note_measure_update() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into measure_change (school_id)
  select school_id from was where school_id is not null union select school_id from changed where school_id is not null;
  return null;
end $$;
-- The register of schools itself.
create function note_measure_school() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into measure_change (school_id) select id from changed;
  return null;
end $$;
-- What concerns every school.
create function note_measure_all() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into measure_change (school_id) values (null);
  return null;
end $$;
-- Rows of devices, many a statement; facts of a running day change no closed period.
create function note_measure_devices() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into measure_change (school_id, today)
  select distinct d.school_id, tg_table_name in ('device_day', 'device_interval') from changed c join device d on d.id = c.device_id;
  return null;
end $$;

-- Makes a table with a column school_id one whose changes are noticed.
create procedure watch_evidence(evidence text) language plpgsql as $$
begin
  execute format('create trigger %I after insert on %I referencing new table as changed for each statement execute function note_measure_rows()', evidence || '_measure_i', evidence);
  execute format('create trigger %I after update on %I referencing old table as was new table as changed for each statement execute function note_measure_update()', evidence || '_measure_u', evidence);
  execute format('create trigger %I after delete on %I referencing old table as changed for each statement execute function note_measure_rows()', evidence || '_measure_d', evidence);
end $$;

create trigger school_measure_i after insert on school referencing new table as changed for each statement execute function note_measure_school();
create trigger school_measure_u after update on school referencing new table as changed for each statement execute function note_measure_school();
create trigger school_measure_d after delete on school referencing old table as changed for each statement execute function note_measure_school();
call watch_evidence('campus');
call watch_evidence('device');
call watch_evidence('guard');
call watch_evidence('measure_exemption');
create trigger measure_version_measure after insert or update or delete on measure_version for each statement execute function note_measure_all();
create trigger device_interval_measure_i after insert on device_interval referencing new table as changed for each statement execute function note_measure_devices();
create trigger device_interval_measure_u after update on device_interval referencing new table as changed for each statement execute function note_measure_devices();
create trigger device_interval_measure_d after delete on device_interval referencing old table as changed for each statement execute function note_measure_devices();

-- A register as it stood on a day: the history of one row by its id.
create index school_history_id on school_history (id);
create index campus_history_school on campus_history (school_id);
create index guard_history_id on guard_history (id);
create index guard_history_school on guard_history (school_id);

grant select, insert, update on measure, measure_version, period, measure_exemption, measure_run to xiaowei_app;
grant select, insert, update, delete on measure_result, measure_sum, measure_evidence, measure_due, measure_school, measure_change to xiaowei_app;
