-- 定时报表: when a period is frozen, its brief is drafted, printed and delivered to named people; what was delivered stays.
create table report_schedule (
  id uuid primary key default gen_random_uuid(),
  period_kind text not null check (period_kind in ('month', 'term', 'year', 'custom')),
  report_kind text not null check (report_kind in ('monthly', 'notice')),
  -- User names; whoever may no longer read reports gets nothing.
  recipients text[] not null check (cardinality(recipients) between 1 and 50),
  made_by text not null,
  made_at timestamptz not null default now(),
  ended_by text,
  ended_at timestamptz,
  check ((ended_at is null) = (ended_by is null))
);

-- One run a schedule and period; a run that did not end is taken up again.
create table report_run (
  schedule_id uuid not null references report_schedule,
  period_id text not null references period,
  report_id uuid references report,
  file_id uuid references file,
  state text not null check (state in ('running', 'delivered', 'failed')),
  tries integer not null default 1 check (tries between 1 and 5),
  -- Why there is no PDF, or why nothing came of it.
  message text,
  touched_at timestamptz not null default now(),
  primary key (schedule_id, period_id)
);

create table report_delivery (
  id uuid primary key default gen_random_uuid(),
  report_id uuid not null references report,
  file_id uuid references file,
  account text not null,
  delivered_at timestamptz not null default now(),
  received_at timestamptz,
  unique (report_id, account)
);
create index report_delivery_account on report_delivery (account, delivered_at desc);

grant select, insert, update on report_schedule, report_run, report_delivery to xiaowei_app;
