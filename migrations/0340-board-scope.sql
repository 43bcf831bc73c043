-- A cursor is worth something in the scope in which it was given: whoever has other schools since then begins anew (design section 2).
create table board_scope (
  account_id uuid not null references account,
  role text not null,
  schools_sha256 bytea not null,
  -- Head of the change log when these schools were first seen in place of others; null while there were no others.
  changed_at bigint,
  primary key (account_id, role)
);
grant select, insert, update on board_scope to xiaowei_app;
