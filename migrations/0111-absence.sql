-- 因病缺课: counts of a school and day from the health system, no names; notices above a threshold; and what is done to prevent.

create table absence (
  school_id text not null references school,
  day date not null,
  absent integer not null check (absent between 0 and 100000),
  imported_by text not null,
  imported_at timestamptz not null default now(),
  primary key (school_id, day)
);
create index absence_day on absence (day desc, school_id);

create table absence_notice (
  id uuid primary key default gen_random_uuid(),
  school_id text not null references school,
  day date not null,
  absent integer not null,
  pupils integer,
  -- Which of the two thresholds was reached first, its value and version.
  rule text not null,
  amount integer not null,
  rule_version integer not null,
  made_at timestamptz not null default now(),
  cause text,
  answered_by text,
  answered_at timestamptz,
  version integer not null default 1,
  unique (school_id, day)
);
create index absence_notice_day on absence_notice (day desc, school_id);
create index absence_notice_waiting on absence_notice (school_id, day desc) where answered_at is null;

-- Prevention 防范措施 of an incident or a notice; the bureau may put it on the task list.
create table prevention (
  id uuid primary key default gen_random_uuid(),
  owner_kind text not null check (owner_kind in ('incident', 'absenceNotice')),
  owner_id uuid not null,
  what text not null check (length(what) between 1 and 200),
  due_on date not null,
  by_account text not null,
  at timestamptz not null default now(),
  done_at timestamptz,
  done_by text,
  task_id text references task
);
create index prevention_owner on prevention (owner_kind, owner_id);

insert into incident_rule (rule, version, amount, unit, source, reason, proposed_by, approved_by, approved_at, valid_from)
values
  ('absencePupils', 1, 10, 'pupils', '一校一日因病缺课人数预警线（本区默认）', '初始值', 'system', 'initial', now(), '2000-01-01'),
  ('absencePercent', 1, 3, 'percent', '一校一日因病缺课率预警线（本区默认）', '初始值', 'system', 'initial', now(), '2000-01-01');

grant select, insert, update on absence, absence_notice, prevention to xiaowei_app;
