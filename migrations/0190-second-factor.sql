-- 两步验证 (TOTP, RFC 6238): what a second factor is checked against, and when a desk last proved who sits at it (R53, R54).

create table second_factor (
  account_id uuid primary key references account,
  secret bytea not null,
  -- The time step of the code last taken: none counts twice.
  last_step bigint,
  -- Null: offered, and not yet proven by a first code.
  proven_at timestamptz
);
grant select, insert, update, delete on second_factor to xiaowei_app;

alter table session add column confirmed_at timestamptz not null default now();
-- enrolling: the password was right, a second factor is required and there is none yet; it opens nothing but its enrolment.
alter table session drop constraint session_kind_check;
alter table session add constraint session_kind_check check (kind in ('desk', 'phone', 'enrolling'));
