-- Alarms: a plain table with state and version, their log, and the change log that feeds every screen.

create table alarm (
  id uuid primary key,
  kind text not null,
  state text not null check (state in ('new', 'acknowledged', 'dispatched', 'arrived', 'resolved', 'closed')),
  unacknowledged boolean not null,
  priority smallint not null check (priority between 1 and 4),
  device_priority real,
  school_id text references school,
  campus_id text,
  device_id text,
  source text,
  identity text,
  point text not null,
  lng double precision,
  lat double precision,
  device_time timestamptz,
  received_at timestamptz not null,
  last_press_at timestamptz not null,
  last_press_id text,
  unacknowledged_since timestamptz,
  changed_at timestamptz not null,
  count integer not null check (count >= 1),
  exercise text check (exercise in ('drill', 'test')),
  exercise_verified boolean not null default false,
  late boolean not null,
  silent boolean not null,
  misplaced boolean not null default false,
  time_trusted boolean not null default true,
  escalation smallint not null default 0 check (escalation between 0 and 3),
  acknowledged_by text,
  handled_by text,
  disposition text,
  validation_level smallint,
  arrived_at timestamptz,
  -- What folds repeats: device, point, kind and exercise; source and raw identity for a suspect message; null never folds.
  fold_key text,
  version integer not null check (version >= 1),
  cursor bigint not null
);
create unique index alarm_open_fold on alarm (fold_key) where state <> 'closed' and fold_key is not null;
create unique index alarm_cursor_order on alarm (cursor);
create index alarm_school on alarm (school_id, received_at desc, id);
create index alarm_received on alarm (received_at desc, id);
create index alarm_open on alarm (received_at desc, id) where state <> 'closed';
create index alarm_waiting on alarm (unacknowledged_since) where unacknowledged and state <> 'closed' and escalation < 3;
create index alarm_device on alarm (device_id, received_at desc);
create index alarm_open_device on alarm (device_id) where state <> 'closed';

-- One row, locked last before commit: numbers are gap-free and in commit order. An identity column is neither.
create table alarm_cursor (
  single boolean primary key default true check (single),
  value bigint not null
);
insert into alarm_cursor (value) values (0);

create table outbox (
  cursor bigint primary key,
  alarm_id uuid not null,
  school_id text,
  silent boolean not null,
  at timestamptz not null,
  body jsonb not null
);

-- Names, notes, photos and voice, each under a key of its own that a lawful erasure destroys; the log only refers to it.
create table record_key (
  id uuid primary key,
  key bytea,
  destroyed_at timestamptz,
  check ((key is null) = (destroyed_at is not null))
);
create table sealed_note (
  id uuid primary key references record_key,
  alarm_id uuid not null,
  at timestamptz not null,
  sealed bytea not null
);

create table alarm_log (
  id bigint generated always as identity primary key,
  alarm_id uuid not null references alarm,
  at timestamptz not null,
  kind text not null,
  by_account text,
  version integer,
  note_id uuid references record_key,
  data jsonb not null default '{}'
);
create index alarm_log_alarm on alarm_log (alarm_id, id);
create unique index alarm_log_shown on alarm_log (alarm_id, version, by_account, (data ->> 'screen')) where kind = 'shown';
create trigger alarm_log_append_only before update or delete on alarm_log for each row execute function forbid_rewrite();
create trigger alarm_log_no_truncate before truncate on alarm_log execute function forbid_rewrite();

-- Nobody deletes an alarm.
create trigger alarm_no_delete before delete on alarm for each row execute function forbid_rewrite();

create table idempotency (
  key text not null,
  account text not null,
  request_sha256 text not null,
  status smallint not null,
  answer jsonb not null,
  at timestamptz not null default now(),
  primary key (account, key)
);
create index idempotency_at on idempotency (at);

-- An open drill or test (R11, R17): only this lowers priority, sound and escalation of what the devices in it send.
create table exercise (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('drill', 'test')),
  device_id text,
  school_id text,
  opened_by text not null,
  opened_at timestamptz not null default now(),
  ends_at timestamptz not null,
  ended_at timestamptz,
  police_notified_by text not null,
  police_notified_at timestamptz not null,
  check ((device_id is null) <> (school_id is null)),
  check (kind = 'drill' or (device_id is not null and ends_at <= opened_at + interval '10 minutes'))
);
create index exercise_open on exercise (ends_at) where ended_at is null;

-- The watchdog's own presses: one row an instance, through the same transaction and commit as everybody's.
create table probe (
  instance text primary key,
  sent_at timestamptz not null,
  committed_at timestamptz not null
);

grant select, insert, update on alarm, alarm_cursor, outbox, exercise, probe to xiaowei_app;
grant delete on outbox to xiaowei_app;
grant select, insert on alarm_log, sealed_note to xiaowei_app;
grant select, insert, update (key, destroyed_at) on record_key to xiaowei_app;
grant select, insert, delete on idempotency to xiaowei_app;
