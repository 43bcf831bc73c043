-- What stands beside the task list: joint meetings and their decisions, campaigns and their findings, teachers on loan, and what was made
-- of supervision: appraisal of departments, persons held to account.

create table meeting (
  id uuid primary key default gen_random_uuid(),
  title text not null,
  held_on date not null,
  chair text,
  departments text[] not null default '{}',
  minutes text,
  synthetic boolean not null default false,
  version integer not null default 1,
  changed_by text not null
);
create index meeting_held on meeting (held_on desc, id);

create table meeting_decision (
  id uuid primary key default gen_random_uuid(),
  meeting_id uuid not null references meeting,
  n integer not null,
  text text not null,
  department_id text not null references department,
  due_on date not null,
  -- The task that it became.
  task_id text references task on delete set null,
  unique (meeting_id, n)
);

create table campaign (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  basis text,
  lead_dept text not null references department,
  departments text[] not null default '{}',
  starts_on date not null,
  ends_on date not null,
  summary text,
  closed_on date,
  synthetic boolean not null default false,
  version integer not null default 1,
  changed_by text not null,
  check (starts_on <= ends_on)
);
create index campaign_starts on campaign (starts_on desc, id);
create index campaign_departments on campaign using gin (departments);

create table campaign_finding (
  id uuid primary key default gen_random_uuid(),
  campaign_id uuid not null references campaign,
  school_id text references school,
  found_on date not null,
  text text not null,
  department_id text not null references department,
  -- The hazard that it was listed as.
  hazard_id text,
  by_account text not null,
  at timestamptz not null default now(),
  synthetic boolean not null default false
);
create index campaign_finding_campaign on campaign_finding (campaign_id, found_on);

-- 借调教师: at most six months.
create table teacher_loan (
  id uuid primary key default gen_random_uuid(),
  school_id text not null references school,
  name text not null,
  borrower text not null,
  reason text,
  approver text,
  starts_on date not null,
  ends_on date not null,
  returned_on date,
  synthetic boolean not null default false,
  version integer not null default 1,
  changed_by text not null,
  check (starts_on <= ends_on)
);
create index teacher_loan_school on teacher_loan (school_id);
create index teacher_loan_open on teacher_loan (starts_on) where returned_on is null;

create table appraisal (
  id uuid primary key default gen_random_uuid(),
  department_id text not null references department,
  decided_on date not null,
  points numeric(6, 1) not null,
  text text not null,
  task_id text,
  by_account text not null,
  at timestamptz not null default now(),
  synthetic boolean not null default false
);
create index appraisal_department on appraisal (department_id, decided_on);
create trigger appraisal_append_only before update or delete on appraisal for each row execute function forbid_rewrite();

-- 问责: by department and by name.
create table accountability (
  id uuid primary key default gen_random_uuid(),
  department_id text not null references department,
  person text not null,
  form text not null check (form in ('talk', 'notice', 'written', 'admonition', 'discipline')),
  decided_on date not null,
  decided_by text not null,
  text text not null,
  task_id text,
  by_account text not null,
  at timestamptz not null default now(),
  synthetic boolean not null default false
);
create index accountability_department on accountability (department_id, decided_on);
create trigger accountability_append_only before update or delete on accountability for each row execute function forbid_rewrite();

grant select, insert, update on meeting, meeting_decision, campaign, campaign_finding, teacher_loan to xiaowei_app;
grant select, insert on appraisal, accountability to xiaowei_app;
