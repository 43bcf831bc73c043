-- The register of devices, what is known of each right now, and its faults.

create table device (
  id text primary key,
  school_id text not null references school,
  campus_id text references campus,
  kind text not null check (kind in ('panicButton', 'camera', 'recorder', 'alarmPanel', 'gateway', 'sensor')),
  dialect text not null,
  source text not null,
  external_id text not null,
  point text not null default '',
  name text not null,
  lng double precision,
  lat double precision,
  silent boolean not null default false,
  repeats_until_receipt boolean not null default false,
  vendor_id text,
  synthetic boolean not null default false,
  valid tstzrange not null default tstzrange(now(), null, '[)'),
  unique (source, external_id, point)
);
create index device_school on device (school_id, kind);
create index device_kind on device (kind, id);
create index device_external on device (external_id);
create table device_history (like device);
create trigger device_history before update or delete on device for each row execute function keep_history();

-- One hot row a device, updated in place and never indexed by what changes, so that PostgreSQL can keep updates heap-only.
create table device_state (
  device_id text primary key,
  last_heard_at timestamptz,
  last_beat_at timestamptz,
  -- What the device or its bridge last said of itself; null = nothing.
  said_offline boolean,
  -- Beats of the hour that is running; a past hour goes to device_hour with the first beat of the next one.
  beat_hour timestamptz,
  hour_beats integer not null default 0,
  proven_at timestamptz,
  last_press_at timestamptz,
  clock_samples real[] not null default '{}',
  clock_pending real[] not null default '{}',
  last_counter bigint,
  battery real,
  bridge_id text,
  misconfigured text
) with (fillfactor = 50);
create index device_state_bridge on device_state (bridge_id) where bridge_id is not null;

-- Hourly roll-up of heartbeats (our own table: continuous aggregates exist in the community edition only).
create table device_hour (
  device_id text not null,
  hour timestamptz not null,
  beats integer not null,
  primary key (hour, device_id)
);

-- Changes and measured values, not every beat: one row a beat would be 1.6 TB a year at 17,000 cameras.
create table health_sample (
  at timestamptz not null,
  device_id text not null,
  kind text not null,
  data jsonb not null default '{}'
);
select create_hypertable('health_sample', 'at', chunk_time_interval => interval '1 day', create_default_indexes => false);
create index health_sample_device on health_sample (device_id, at desc);

create table fault (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  detail text,
  device_id text,
  school_id text,
  opened_at timestamptz not null,
  closed_at timestamptz,
  count integer not null default 1,
  last_at timestamptz not null
);
create unique index fault_open on fault (coalesce(device_id, ''), kind, coalesce(detail, '')) where closed_at is null;
create index fault_opened on fault (opened_at desc, id);

grant select, insert, update, delete on device, device_state, device_hour to xiaowei_app;
grant select on device_history to xiaowei_app;
grant select, insert, update on fault to xiaowei_app;
grant select, insert on health_sample to xiaowei_app;
