-- 创建前置条件 (R38): what a title rests on, each with who attested it and until when; the newest of a condition holds.
create table title_condition (
  id text primary key,
  school_id text not null references school,
  kind text not null check (kind in ('safeSchool', 'healthPromoting')),
  condition text not null check (condition ~ '^[A-Za-z]{1,40}$'),
  state text not null check (state in ('kept', 'broken')),
  checked_on date not null,
  -- The last day; null = as long as the rule lets a record hold.
  valid_to date check (valid_to >= checked_on),
  issuer text not null,
  number text,
  note text
);
create index title_condition_school on title_condition (school_id, kind, condition, checked_on desc);
call watch_evidence('title_condition');
grant select, insert, update, delete on title_condition to xiaowei_app;
