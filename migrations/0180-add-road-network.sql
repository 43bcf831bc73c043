-- 路网: the ways people walk, so that a rule that asks for the walking route can be measured (R29); the newest one that was loaded whole counts.

create table road_network (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  source text not null,
  -- How far a line may lie beside its street, metres: adds to the error of every route.
  accuracy_m double precision not null check (accuracy_m between 0 and 100),
  joins text not null check (joins in ('vertices', 'crossings')),
  state text not null default 'loading' check (state in ('loading', 'inForce', 'superseded')),
  segments integer not null default 0,
  skipped integer not null default 0,
  imported_by text not null,
  imported_at timestamptz not null default now(),
  synthetic boolean not null default false
);
create unique index road_network_in_force on road_network ((true)) where state = 'inForce';

create table road_segment (
  network_id uuid not null references road_network,
  from_lng double precision not null,
  from_lat double precision not null,
  to_lng double precision not null,
  to_lat double precision not null,
  metres double precision not null
);
create index road_segment_place on road_segment (network_id, from_lat, from_lng);

-- Null: no gate, no network, or no street near enough.
alter table venue_distance add column walk_m double precision, add column walk_error_m double precision,
  add check ((walk_m is null) = (walk_error_m is null));

grant select, insert, update on road_network to xiaowei_app;
grant select, insert, delete on road_segment to xiaowei_app;
