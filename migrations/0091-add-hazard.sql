-- 隐患: what endangers pupils in the belt or inside the school, from found to struck off (R33), and what each department is for.

alter table department add column kind text check (kind in ('police', 'traffic', 'market', 'urban', 'health', 'emergency', 'fire', 'housing',
  'culture', 'tobacco', 'civilAffairs', 'education', 'township', 'other'));

create table hazard (
  id uuid primary key default gen_random_uuid(),
  number bigint generated always as identity unique,
  school_id text not null references school,
  place text not null check (place in ('belt', 'school')),
  kind text not null,
  title text not null,
  detail text,
  risk text not null check (risk in ('major', 'larger', 'general', 'low')),
  lng double precision,
  lat double precision,
  state text not null check (state in ('found', 'assigned', 'accepted', 'returned', 'rectifying', 'fixed', 'verified', 'struckOff')),
  found_by text not null,
  found_at timestamptz not null,
  listed_at timestamptz not null default now(),
  -- Null for a hazard inside the school that the school itself mends, and until somebody is made responsible.
  lead_dept text references department,
  co_depts text[] not null default '{}',
  person text,
  due_on date,
  -- Asked for, and not yet decided.
  extension_to date,
  extension_by text,
  fixed_by text,
  fixed_at timestamptz,
  verified_by text,
  struck_off_at timestamptz,
  recurrences integer not null default 0,
  -- Rung of the overdue ladder: 1 = 7 days before, 2 = 1 before, 3 = 1 after, 4 = 7 after.
  reminded integer not null default 0 check (reminded between 0 and 4),
  version integer not null default 1 check (version >= 1),
  changed_at timestamptz not null default now(),
  synthetic boolean not null default false,
  check ((lng is null) = (lat is null)),
  check ((extension_to is null) = (extension_by is null)),
  check ((state = 'struckOff') = (struck_off_at is not null))
);
create index hazard_listed on hazard (listed_at desc, id);
create index hazard_school on hazard (school_id, listed_at desc, id);
create index hazard_lead on hazard (lead_dept, listed_at desc, id);
create index hazard_co_depts on hazard using gin (co_depts);
create index hazard_due on hazard (due_on) where state in ('assigned', 'accepted', 'rectifying');

create table hazard_log (
  id bigint generated always as identity primary key,
  hazard_id uuid not null references hazard,
  at timestamptz not null default now(),
  -- User name; null for the clock itself and for whoever came by a sealed link.
  by_account text,
  by_name text,
  kind text not null,
  note text,
  data jsonb not null default '{}'
);
create index hazard_log_hazard on hazard_log (hazard_id, id);
create trigger hazard_log_append_only before update or delete on hazard_log for each row execute function forbid_rewrite();

grant select, insert, update on hazard to xiaowei_app;
grant select, insert on hazard_log to xiaowei_app;
