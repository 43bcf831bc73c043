-- The one-time code of the first set-up: an empty register has no users, and no default password.
create table setup_code (
  code_sha256 bytea primary key,
  expires_at timestamptz not null
);
grant select, insert, delete on setup_code to xiaowei_app;
