-- Failed sign-ins by address and user name, so that guessing slows down on every node alike and nobody else is locked out.
-- The key is a hash: people type passwords into the field for the name.

create table sign_in_back_off (
  key bytea primary key,
  failures integer not null,
  failed_at timestamptz not null,
  retry_at timestamptz not null
);
create index sign_in_back_off_failed on sign_in_back_off (failed_at);
grant select, insert, update, delete on sign_in_back_off to xiaowei_app;
