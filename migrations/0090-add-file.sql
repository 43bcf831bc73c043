-- 文件: photos and papers that belong to something else (a hazard, a task, a school's file). The bytes lie in DATA_DIR/files under their
-- SHA-256, written and synced before their row commits; the same bytes of one owner are one row.
create table file (
  id uuid primary key default gen_random_uuid(),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  name text not null,
  media_type text not null,
  bytes integer not null check (bytes > 0),
  owner_kind text not null,
  owner_id text not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null default now(),
  captured_at timestamptz,
  lng double precision,
  lat double precision,
  check ((lng is null) = (lat is null)),
  unique (owner_kind, owner_id, sha256)
);
create index file_sha256 on file (sha256);

grant select, insert on file to xiaowei_app;
