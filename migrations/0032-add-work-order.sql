-- Who mends a fault, how far he is, and by what it was proven; and what a visit needs to know of device and school.

create table work_order (
  id uuid primary key default gen_random_uuid(),
  fault_id uuid not null references fault,
  school_id text,
  device_id text,
  state text not null check (state in ('assigned', 'onTheWay', 'mended', 'verified', 'cancelled')),
  assignee text not null,
  assigned_by text not null,
  assigned_at timestamptz not null default now(),
  mended_at timestamptz,
  verified_at timestamptz,
  -- Null when it was proven by a press or a signal, without a person.
  verified_by text,
  proof text not null check (proof in ('press', 'look', 'signal')),
  paused_since timestamptz,
  pause_reason text,
  paused_s integer not null default 0,
  version integer not null check (version >= 1),
  changed_at timestamptz not null default now(),
  check ((paused_since is null) = (pause_reason is null))
);
create unique index work_order_open on work_order (fault_id) where state in ('assigned', 'onTheWay', 'mended');
create index work_order_fault on work_order (fault_id, assigned_at desc);
create index work_order_changed on work_order (changed_at desc, id);

create table work_order_log (
  id bigint generated always as identity primary key,
  work_order_id uuid not null references work_order,
  at timestamptz not null default now(),
  -- When the act was done by the clock of the phone that had no network then (R24).
  done_at timestamptz,
  by_account text,
  kind text not null,
  note text
);
create index work_order_log_order on work_order_log (work_order_id, id);
create trigger work_order_log_append_only before update or delete on work_order_log for each row execute function forbid_rewrite();

create table device_service (
  device_id text primary key,
  model text,
  parts text,
  warranty_until date,
  changed_by text not null,
  changed_at timestamptz not null default now()
);
create table school_visit (
  school_id text primary key references school,
  hours text,
  note text,
  changed_by text not null,
  changed_at timestamptz not null default now()
);

grant select, insert, update on work_order, device_service, school_visit to xiaowei_app;
grant select, insert on work_order_log to xiaowei_app;
