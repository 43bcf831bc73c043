-- The plan's task list: who leads, who is responsible, by when, and what became of it.

create table task (
  id text primary key check (id ~ '^[A-Za-z0-9._-]{1,64}$'),
  point text not null,
  measure_id text,
  text text not null,
  lead_dept text not null references department,
  responsible text[] not null default '{}',
  -- Null is accepted, and listed until somebody is named.
  person text,
  leader text,
  starts_on date not null,
  due_on date not null,
  -- As first given; an approved extension moves due_on alone.
  first_due_on date not null,
  -- [{name, dueOn, doneOn}]
  milestones jsonb not null default '[]',
  evidence text,
  budget_planned numeric(14, 2) check (budget_planned >= 0),
  budget_arrived numeric(14, 2) check (budget_arrived >= 0),
  budget_spent numeric(14, 2) check (budget_spent >= 0),
  state text not null default 'open' check (state in ('open', 'finished', 'verified', 'cancelled')),
  percent integer not null default 0 check (percent between 0 and 100),
  finished_on date,
  delay_reason text,
  delay_at timestamptz,
  asked_due_on date,
  asked_reason text,
  asked_by text,
  synthetic boolean not null default false,
  version integer not null default 1,
  changed_by text not null,
  changed_at timestamptz not null default now(),
  valid tstzrange not null default tstzrange(now(), null, '[)'),
  check (starts_on <= due_on),
  check ((asked_due_on is null) = (asked_by is null))
);
create table task_history (like task);
create trigger task_history before update or delete on task for each row execute function keep_history();
create index task_due on task (due_on, id);
create index task_lead on task (lead_dept, due_on);
create index task_responsible on task using gin (responsible);
create index task_open on task (due_on) where state = 'open';

-- 签收: a department has taken notice, once.
create table task_receipt (
  task_id text not null references task on delete cascade,
  department_id text not null references department,
  at timestamptz not null default now(),
  by_account text not null,
  primary key (task_id, department_id)
);

create table task_log (
  id bigint generated always as identity primary key,
  task_id text not null,
  at timestamptz not null default now(),
  by_account text not null,
  department_id text,
  kind text not null,
  note text,
  data jsonb
);
create index task_log_task on task_log (task_id, id);
create trigger task_log_append_only before update or delete on task_log for each row execute function forbid_rewrite();

-- 催办: by the calendar (step) or by hand; one row a department, answered by its receipt.
create table task_reminder (
  id uuid primary key default gen_random_uuid(),
  task_id text not null references task on delete cascade,
  department_id text not null references department,
  step text not null check (step in ('before7', 'before1', 'after1', 'after7', 'hand')),
  due_on date not null,
  note text,
  at timestamptz not null default now(),
  by_account text,
  received_at timestamptz,
  received_by text
);
create unique index task_reminder_once on task_reminder (task_id, department_id, due_on, step) where step <> 'hand';
create index task_reminder_task on task_reminder (task_id, at);
create index task_reminder_waiting on task_reminder (department_id, at) where received_at is null;

grant select, insert, update, delete on task to xiaowei_app;
grant select on task_history to xiaowei_app;
grant select, insert on task_receipt, task_log to xiaowei_app;
grant select, insert, update on task_reminder to xiaowei_app;
