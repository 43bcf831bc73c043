-- 督办单: an official letter to a department about a task, a hazard or whatever else has an owner; signed for, answered, accepted.

create table supervision_number (
  year integer primary key,
  last integer not null
);

create table supervision_order (
  id uuid primary key default gen_random_uuid(),
  year integer not null,
  number integer not null,
  owner_kind text not null check (owner_kind in ('task', 'hazard')),
  owner_id text not null,
  -- What the owner said when the letter went out.
  subject text not null,
  department_id text not null references department,
  person text,
  demand text not null,
  due_on date not null,
  state text not null default 'issued' check (state in ('issued', 'received', 'answered', 'closed', 'withdrawn')),
  issued_by text not null,
  issued_at timestamptz not null default now(),
  received_by text,
  received_at timestamptz,
  answer text,
  answered_by text,
  answered_at timestamptz,
  decision text,
  decided_by text,
  decided_at timestamptz,
  synthetic boolean not null default false,
  version integer not null default 1,
  changed_by text not null,
  unique (year, number)
);
create index supervision_order_owner on supervision_order (owner_kind, owner_id);
create index supervision_order_department on supervision_order (department_id, issued_at desc);
create index supervision_order_issued on supervision_order (issued_at desc, id);

create table supervision_order_log (
  id bigint generated always as identity primary key,
  order_id uuid not null references supervision_order,
  at timestamptz not null default now(),
  by_account text not null,
  kind text not null,
  note text
);
create index supervision_order_log_order on supervision_order_log (order_id, id);
create trigger supervision_order_log_append_only before update or delete on supervision_order_log for each row execute function forbid_rewrite();

grant select, insert, update on supervision_number, supervision_order to xiaowei_app;
grant select, insert on supervision_order_log to xiaowei_app;
