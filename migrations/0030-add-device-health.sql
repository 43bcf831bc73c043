-- What is above a device, how often it speaks, in which states it has been, and when nobody could be heard at all.

-- What a device hangs on: camera → recorder → switch → … ; the school's uplink is above whatever has none. History keeps it with the rest.
alter table device add column parent_id text references device on delete set null;
alter table device_history add column parent_id text;
-- The device's own interval of beats; null = what is usual for its kind.
alter table device add column heartbeat_s integer check (heartbeat_s between 1 and 604800);
alter table device_history add column heartbeat_s integer;
create index device_parent on device (parent_id) where parent_id is not null;

alter table device_state add column said_offline_at timestamptz;
-- Days of pictures that a recorder says it holds.
alter table device_state add column retention_days real;

-- Written on transitions alone: a device that goes and comes once a day is two rows. A plain table, because a running interval must outlive
-- the day on which it began, and chunks are dropped whole.
create table device_interval (
  device_id text not null,
  state text not null check (state in ('online', 'offline', 'unknown', 'maintenance')),
  since timestamptz not null,
  until timestamptz not null default 'infinity',
  primary key (device_id, since),
  check (until > since)
);
create unique index device_interval_running on device_interval (device_id) where until = 'infinity';
create index device_interval_until on device_interval (until);

-- Daily roll-up of the intervals (Shanghai days, s), by device and by school and kind: reports of 90 days read these.
create table device_day (
  device_id text not null,
  day date not null,
  online_s integer not null,
  offline_s integer not null,
  unknown_s integer not null,
  maintenance_s integer not null,
  primary key (day, device_id)
);
create index device_day_device on device_day (device_id, day);
create table school_day (
  school_id text not null,
  kind text not null,
  day date not null,
  devices integer not null,
  online_s bigint not null,
  offline_s bigint not null,
  unknown_s bigint not null,
  maintenance_s bigint not null,
  primary key (day, school_id, kind)
);

-- When no gateway heard anybody: silence of that time is nobody's fault.
create table deafness (
  since timestamptz primary key,
  until timestamptz not null
);
create index deafness_until on deafness (until);
create table watch (
  single boolean primary key default true check (single),
  -- Until when somebody listened without a gap.
  listened_until timestamptz,
  -- The one worker that looks after the devices, while its lease lasts.
  leader text,
  lease_until timestamptz,
  -- When the daily roll-up was last written.
  rolled_at timestamptz
);
insert into watch default values;
alter table probe add column listening_at timestamptz;

create table maintenance (
  id uuid primary key default gen_random_uuid(),
  device_id text,
  school_id text not null references school,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text not null,
  opened_by text not null,
  opened_at timestamptz not null default now(),
  ended_by text,
  check (ends_at >= starts_at)
);
create index maintenance_ends on maintenance (ends_at desc, id);
create index maintenance_school on maintenance (school_id, ends_at desc);
-- Whom a window covers: the device and everything below it, or all of the school's, as the register stood when it was opened.
create table maintenance_device (
  device_id text not null,
  maintenance_id uuid not null references maintenance,
  primary key (device_id, maintenance_id)
);

-- Since when its cause is gone, which the moment of opening is not; and into which fault it was merged when a larger cause showed.
alter table fault add column since timestamptz;
alter table fault add column merged_into uuid references fault;
create index fault_device_history on fault (device_id, opened_at desc);
create index fault_running on fault (kind) where closed_at is null;
-- What a fault darkens besides its own device.
create table fault_under (
  fault_id uuid not null references fault,
  device_id text not null,
  primary key (fault_id, device_id)
);
create index fault_under_device on fault_under (device_id);

grant select, insert, update, delete on device_interval, device_day, school_day, deafness to xiaowei_app;
grant select, update on watch to xiaowei_app;
grant select, insert, update on maintenance to xiaowei_app;
grant select, insert on maintenance_device to xiaowei_app;
grant select, insert, delete on fault_under to xiaowei_app;
