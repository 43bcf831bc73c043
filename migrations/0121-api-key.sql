-- Keys by which the bureau's own tools read open data: only the hash is kept, each for named lists, a scope and a time.
create table api_key (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  key_sha256 bytea not null unique,
  lists text[] not null,
  scope jsonb not null,
  expires_at timestamptz not null,
  made_by text not null,
  made_at timestamptz not null default now(),
  revoked_at timestamptz,
  revoked_by text,
  last_used_at timestamptz
);

grant select, insert, update on api_key to xiaowei_app;
