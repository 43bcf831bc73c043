-- Hand-over of a shift (R15): every open alarm is taken by name. What nobody has taken yet stays with the one who hands over.
create table handover (
  id uuid primary key default gen_random_uuid(),
  by_account text not null,
  started_at timestamptz not null default now(),
  -- Who has taken the shift, once every alarm was taken; or the one who hands over took it back.
  taken_by text,
  withdrawn boolean not null default false,
  ended_at timestamptz,
  check ((ended_at is null) = (taken_by is null and not withdrawn)),
  check (not withdrawn or taken_by is null)
);
create unique index handover_open on handover (by_account) where ended_at is null;
create index handover_started on handover (started_at desc, id);

create table handover_alarm (
  handover_id uuid not null references handover,
  alarm_id uuid not null references alarm,
  -- Who had it then; null = nobody.
  from_account text,
  taken_by text,
  taken_at timestamptz,
  primary key (handover_id, alarm_id),
  check ((taken_by is null) = (taken_at is null))
);
create index handover_alarm_waiting on handover_alarm (alarm_id) where taken_by is null;

-- When a screen of this session was last open before its person; only those of the control room are noted.
alter table session add column present_at timestamptz;
create index session_present on session (role, present_at) where present_at is not null;

-- 值班台无人: no operator was signed in for a minute of duty. One is open at most.
create table unmanned (
  id uuid primary key default gen_random_uuid(),
  since timestamptz not null,
  called_at timestamptz not null default now(),
  -- The leaders who were called, by user name.
  called text[] not null,
  ended_at timestamptz
);
create unique index unmanned_open on unmanned ((true)) where ended_at is null;

grant select, insert, update on handover, handover_alarm, unmanned to xiaowei_app;
