-- Importing registers from Excel: staged, checked, then applied in short transactions, and undone as a whole.

-- 专职保安: people of the register, not accounts.
create table guard (
  id text primary key,
  school_id text not null references school,
  name text not null,
  phone text,
  licence text,
  licence_to date,
  synthetic boolean not null default false,
  valid tstzrange not null default tstzrange(now(), null, '[)')
);
create index guard_school on guard (school_id);
create table guard_history (like guard);
create trigger guard_history before update or delete on guard for each row execute function keep_history();

create table import (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('school', 'campus', 'device', 'guard')),
  datum text not null check (datum in ('wgs84', 'gcj02', 'bd09')),
  file_name text not null,
  made_by text not null,
  made_at timestamptz not null default now(),
  state text not null default 'reading' check (state in ('reading', 'refused', 'checked', 'applying', 'applied', 'failed', 'undoing', 'undone')),
  total integer not null default 0,
  done integer not null default 0,
  summary jsonb,
  errors jsonb not null default '[]',
  error_count integer not null default 0,
  message text,
  touched_at timestamptz not null default now()
);
create index import_made on import (made_at desc);

create table import_row (
  import_id uuid not null references import on delete cascade,
  n integer not null,
  op text not null check (op in ('add', 'change')),
  key text not null,
  body jsonb not null,
  before jsonb,
  primary key (import_id, n)
);

grant select, insert, update, delete on guard, import, import_row to xiaowei_app;
grant select on guard_history to xiaowei_app;
