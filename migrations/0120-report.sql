-- 月报、通报: papers drafted from figures, edited by people; every version stays, with who and when.
create table report (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('monthly', 'notice')),
  from_day date not null,
  to_day date not null,
  title text not null,
  state text not null default 'draft' check (state in ('draft', 'issued')),
  version integer not null check (version >= 1),
  made_by text not null,
  made_at timestamptz not null default now(),
  changed_by text not null,
  changed_at timestamptz not null default now(),
  check (from_day < to_day)
);
create index report_latest on report (made_at desc, id);

create table report_version (
  report_id uuid not null references report,
  version integer not null,
  title text not null,
  addressee text not null,
  body text not null,
  issuer text not null,
  dated date not null,
  by_account text not null,
  at timestamptz not null default now(),
  primary key (report_id, version)
);
create trigger report_version_append_only before update or delete on report_version for each row execute function forbid_rewrite();

grant select, insert, update on report to xiaowei_app;
grant select, insert on report_version to xiaowei_app;
