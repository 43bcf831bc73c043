-- What devices said: immutable. What could not be read: kept with its reason.

create table device_event (
  received_at timestamptz not null,
  id uuid not null,
  device_id text,
  school_id text,
  source text,
  identity text,
  kind text not null,
  phase text,
  point text not null,
  device_time timestamptz,
  retained boolean not null default false,
  late boolean not null default false,
  topic text not null,
  raw bytea,
  body jsonb not null
);
select create_hypertable('device_event', 'received_at', chunk_time_interval => interval '7 days', create_default_indexes => false);
create index device_event_device on device_event (device_id, received_at desc);
create index device_event_school on device_event (school_id, received_at desc);

-- The keys of presses already taken, in a plain table: a hypertable cannot hold a unique index without its time column.
create table press_key (
  source text not null,
  identity text not null,
  key text not null,
  alarm_id uuid,
  seen_at timestamptz not null,
  expires_at timestamptz,
  primary key (source, identity, key)
);
create index press_key_expires on press_key (expires_at) where expires_at is not null;

create table dead_letter (
  id bigint generated always as identity primary key,
  received_at timestamptz not null,
  topic text not null,
  payload bytea not null,
  retained boolean not null default false,
  dialect text,
  source text,
  identity text,
  school_id text,
  reason text not null,
  field text,
  suspect text,
  replayed_at timestamptz
);
create index dead_letter_school on dead_letter (school_id, id desc);

grant select, insert on device_event to xiaowei_app;
grant select, insert, update, delete on press_key to xiaowei_app;
grant select, insert on dead_letter to xiaowei_app;
grant update (replayed_at) on dead_letter to xiaowei_app;
create trigger device_event_append_only before update or delete on device_event for each row execute function forbid_rewrite();
