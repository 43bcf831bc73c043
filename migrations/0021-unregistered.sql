-- 待登记: who speaks and is not in the register, one row a source and identity. The messages themselves are the dead letters of that identity.
create table unregistered (
  id bigint generated always as identity primary key,
  source text not null,
  external_id text not null,
  dialect text not null,
  -- School that the topic or the mount names; nobody has checked that there is one.
  school_id text,
  bridge_id text,
  kind text,
  name text,
  lng double precision,
  lat double precision,
  first_at timestamptz not null,
  last_at timestamptz not null,
  count integer not null,
  -- Something it said may have been a press.
  suspect boolean not null default false,
  draft jsonb,
  drafted_by text,
  dismissed_at timestamptz,
  dismissed_by text,
  unique (source, external_id)
);
create index unregistered_order on unregistered (suspect, id);
create index dead_letter_identity on dead_letter (source, identity, received_at desc) where identity is not null;

grant select, insert, update, delete on unregistered to xiaowei_app;
