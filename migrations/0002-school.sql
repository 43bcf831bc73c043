-- Schools, campuses and their belts. Positions are WGS-84 [lng, lat]; areas are GeoJSON, computed once on the ellipsoid.

create table township (
  id text primary key,
  name text not null
);

create table department (
  id text primary key,
  name text not null
);

create table school (
  id text primary key check (id ~ '^[a-z0-9-]{1,32}$'),
  name text not null,
  level text not null check (level in ('kindergarten', 'primary', 'middle', 'nineYear', 'special')),
  township_id text not null references township,
  pupils integer check (pupils >= 0),
  boarding boolean not null default false,
  phones jsonb not null default '[]',
  synthetic boolean not null default false,
  valid tstzrange not null default tstzrange(now(), null, '[)')
);
create table school_history (like school);
create trigger school_history before update or delete on school for each row execute function keep_history();

create table campus (
  id text primary key,
  school_id text not null references school,
  name text not null,
  boundary jsonb,
  point jsonb,
  gates jsonb not null default '[]',
  zone jsonb not null,
  zone_origin text not null check (zone_origin in ('boundary', 'point')),
  zone_method text not null,
  provisional boolean not null,
  synthetic boolean not null default false,
  valid tstzrange not null default tstzrange(now(), null, '[)'),
  check ((boundary is null) <> (point is null)),
  check (provisional = (boundary is null))
);
create index campus_school on campus (school_id);
create table campus_history (like campus);
create trigger campus_history before update or delete on campus for each row execute function keep_history();

grant select, insert, update, delete on township, department, school, campus to xiaowei_app;
grant select on school_history, campus_history to xiaowei_app;
