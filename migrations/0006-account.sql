-- Accounts, roles with scope, sessions, enrolled phones, and the audit log.

create table account (
  id uuid primary key default gen_random_uuid(),
  username text not null unique check (username ~ '^[A-Za-z0-9._-]{1,64}$'),
  name text not null,
  password_hash text not null,
  synthetic boolean not null default false,
  disabled_at timestamptz
);

create table account_role (
  account_id uuid not null references account,
  role text not null,
  scope jsonb not null,
  valid tstzrange not null default tstzrange(now(), null, '[)'),
  primary key (account_id, role)
);
create table account_role_history (like account_role);
create trigger account_role_history before update or delete on account_role for each row execute function keep_history();

-- 三员: no account holds two of the three administrators' roles.
create unique index account_one_of_three on account_role (account_id) where role in ('systemAdmin', 'securityAdmin', 'auditor');

-- A random token, of which only the SHA-256 is kept. kind: desk (idle and absolute limits), phone (enrolled once, answering only, R54).
create table session (
  token_sha256 bytea primary key,
  account_id uuid not null references account,
  role text not null,
  kind text not null check (kind in ('desk', 'phone')),
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  user_agent text
);
create index session_account on session (account_id) where ended_at is null;

-- One-time enrolment of a guard's phone, made by the school's safety officer, opened by a QR code.
create table enrolment (
  code_sha256 bytea primary key,
  account_id uuid not null references account,
  made_by uuid not null references account,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  account text,
  role text,
  address text,
  action text not null,
  object text,
  result text not null,
  data jsonb not null default '{}',
  previous_hash bytea not null,
  hash bytea not null
);
create trigger audit_log_append_only before update or delete on audit_log for each row execute function forbid_rewrite();

grant select, insert, update on account, session, enrolment to xiaowei_app;
grant select, insert, update, delete on account_role to xiaowei_app;
grant select on account_role_history to xiaowei_app;
grant select, insert on audit_log to xiaowei_app;
