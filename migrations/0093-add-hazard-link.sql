-- A sealed link to one hazard for a field officer without account: only the hash of its token is kept, it binds to the first phone that
-- confirms, it expires and can be revoked, and every opening is written down.
create table hazard_link (
  id uuid primary key default gen_random_uuid(),
  hazard_id uuid not null references hazard,
  token_sha256 bytea not null unique,
  officer text not null,
  made_by text not null,
  made_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  phone_sha256 bytea,
  bound_at timestamptz,
  check ((phone_sha256 is null) = (bound_at is null))
);
create index hazard_link_hazard on hazard_link (hazard_id, made_at desc);

create table hazard_link_open (
  id bigint generated always as identity primary key,
  link_id uuid not null references hazard_link,
  at timestamptz not null default now(),
  address text not null,
  user_agent text,
  result text not null
);
create index hazard_link_open_link on hazard_link_open (link_id, id);
create trigger hazard_link_open_append_only before update or delete on hazard_link_open for each row execute function forbid_rewrite();

grant select, insert, update on hazard_link to xiaowei_app;
grant select, insert on hazard_link_open to xiaowei_app;
