-- 清单准入: what departments may ask of schools, what they asked, what the system answered itself, and what was refused.

create table request_list (
  id uuid primary key default gen_random_uuid(),
  department_id text not null references department,
  kind text not null check (kind in ('inspection', 'form', 'social')),
  title text not null,
  basis text not null,
  approver text not null,
  frequency text not null check (frequency in ('once', 'monthly', 'quarterly', 'termly', 'yearly')),
  -- [{key, label, type, source, required}]; a source is what the system knows: filled and locked
  fields jsonb not null,
  filed_on date not null,
  valid_from date not null,
  valid_to date not null,
  state text not null default 'proposed' check (state in ('proposed', 'approved', 'rejected', 'withdrawn')),
  proposed_by text not null,
  proposed_at timestamptz not null default now(),
  decided_by text,
  decided_at timestamptz,
  decision text,
  synthetic boolean not null default false,
  version integer not null default 1,
  check (valid_from <= valid_to),
  check (valid_from >= filed_on + 30),
  check (decided_by is null or decided_by <> proposed_by)
);
create index request_list_department on request_list (department_id, valid_to);

create table school_request (
  id uuid primary key default gen_random_uuid(),
  list_id uuid not null references request_list,
  department_id text not null references department,
  -- The window of its frequency: an entry asks a school once in it.
  due_on date not null,
  note text,
  issued_by text not null,
  issued_at timestamptz not null default now(),
  synthetic boolean not null default false
);
create index school_request_issued on school_request (issued_at desc, id);
create index school_request_department on school_request (department_id, issued_at desc);

create table school_request_target (
  request_id uuid not null references school_request,
  school_id text not null references school,
  list_id uuid not null,
  period text not null,
  month text not null,
  fields integer not null,
  -- Fields that the system filled: expected while open, counted once answered.
  filled integer not null,
  known jsonb,
  answers jsonb,
  answered_by text,
  answered_at timestamptz,
  primary key (request_id, school_id),
  -- Two requests of one entry to one school in one window, however they race: one.
  unique (list_id, school_id, period)
);
create index school_request_target_school on school_request_target (school_id, month);
create index school_request_target_month on school_request_target (month);

create table refused_request (
  id uuid primary key default gen_random_uuid(),
  department_id text not null references department,
  title text not null,
  reason text not null check (reason in ('notOnList', 'notApproved', 'notInForce', 'tooOften')),
  schools integer not null,
  fields integer not null default 0,
  by_account text not null,
  at timestamptz not null default now(),
  synthetic boolean not null default false
);
create index refused_request_at on refused_request (at desc);
create trigger refused_request_append_only before update or delete on refused_request for each row execute function forbid_rewrite();

grant select, insert, update on request_list, school_request_target to xiaowei_app;
grant select, insert on school_request, refused_request to xiaowei_app;
