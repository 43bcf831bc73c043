-- 催办 and what the school answers; 整改措施 of a gap; 上报数 beside 系统数. All append-only: what was said stays said.

create table urge (
  id uuid primary key default gen_random_uuid(),
  measure_id text not null,
  school_id text not null references school,
  period_id text not null,
  text text not null check (length(text) between 1 and 2000),
  due date,
  urged_by text not null,
  urged_at timestamptz not null default now(),
  -- the day in Shanghai: two clerks who press at once urge once
  urged_on date not null default (now() at time zone 'Asia/Shanghai')::date,
  unique (measure_id, school_id, urged_on)
);
create index urge_school on urge (school_id, urged_at desc);

create table urge_answer (
  urge_id uuid not null references urge,
  version int not null check (version >= 1),
  text text not null check (length(text) between 1 and 2000),
  expected_on date,
  answered_by text not null,
  answered_at timestamptz not null default now(),
  primary key (urge_id, version)
);

-- What somebody undertakes against a gap: one line a version, the newest is in force.
create table gap_action (
  measure_id text not null,
  school_id text not null references school,
  version int not null check (version >= 1),
  action text not null check (length(action) between 1 and 2000),
  responsible text not null check (length(responsible) <= 100),
  due date,
  noted_by text not null,
  noted_at timestamptz not null default now(),
  primary key (measure_id, school_id, version)
);
create index gap_action_school on gap_action (school_id);

-- What was reported upward for a measure and a period; the computed figure stays beside it.
create table reported_figure (
  measure_id text not null,
  period_id text not null,
  version int not null check (version >= 1),
  value text not null check (length(value) between 1 and 100),
  reason text not null check (length(reason) between 1 and 2000),
  reported_by text not null,
  reported_at timestamptz not null default now(),
  primary key (period_id, measure_id, version)
);

create trigger urge_fixed before update or delete on urge for each row execute function forbid_rewrite();
create trigger urge_answer_fixed before update or delete on urge_answer for each row execute function forbid_rewrite();
create trigger gap_action_fixed before update or delete on gap_action for each row execute function forbid_rewrite();
create trigger reported_figure_fixed before update or delete on reported_figure for each row execute function forbid_rewrite();

grant select, insert on urge, urge_answer, gap_action, reported_figure to xiaowei_app;
