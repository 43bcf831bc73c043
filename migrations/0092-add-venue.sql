-- 周边排查 (R29): venues near schools, the distance rules of law as data, and who surveyed which belt when.

create table venue (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  name text not null,
  address text,
  lng double precision not null,
  lat double precision not null,
  -- How far the position may be off, metres: of the phone that took it, or of a click on the map.
  accuracy_m double precision not null check (accuracy_m between 0 and 1000),
  note text,
  closed_on date,
  entered_by text not null,
  entered_at timestamptz not null default now(),
  version integer not null default 1 check (version >= 1),
  changed_at timestamptz not null default now(),
  measured_at timestamptz not null default now(),
  synthetic boolean not null default false
);
create index venue_measured on venue (measured_at);
create index venue_kind on venue (kind, entered_at desc, id);
create index venue_entered on venue (entered_at desc, id);

-- Measured on the ellipsoid when a venue or a campus is written; only campuses within a kilometre.
create table venue_distance (
  venue_id uuid not null references venue on delete cascade,
  campus_id text not null,
  school_id text not null,
  boundary_m double precision not null,
  gate_m double precision,
  provisional boolean not null,
  primary key (venue_id, campus_id)
);
create index venue_distance_school on venue_distance (school_id, boundary_m);

create table distance_rule (
  id uuid primary key default gen_random_uuid(),
  venue_kind text not null,
  levels text[] not null,
  dept_kind text not null,
  method text not null check (method in ('boundaryBuffer', 'gateRadius', 'walkingRoute')),
  -- Null: the law gives no metres 无法定距离; advice only.
  metres double precision check (metres > 0 and metres <= 5000),
  law text not null,
  clause text not null,
  hours text,
  version integer not null,
  state text not null check (state in ('proposed', 'inForce', 'superseded', 'rejected')),
  reason text not null,
  proposed_by text not null,
  proposed_at timestamptz not null default now(),
  approved_by text,
  approved_at timestamptz,
  check (approved_by is null or approved_by <> proposed_by),
  unique (venue_kind, levels, version)
);
create unique index distance_rule_in_force on distance_rule (venue_kind, levels) where state = 'inForce';

create table belt_survey (
  id uuid primary key default gen_random_uuid(),
  campus_id text not null,
  school_id text not null references school,
  surveyed_at timestamptz not null,
  surveyed_by text not null,
  note text,
  synthetic boolean not null default false
);
create index belt_survey_campus on belt_survey (campus_id, surveyed_at desc);
create index belt_survey_school on belt_survey (school_id, surveyed_at desc);

-- The rules as the laws have them; where a law gives no metres, none are invented.
insert into distance_rule (venue_kind, levels, dept_kind, method, metres, law, clause, hours, version, state, reason, proposed_by, approved_by, approved_at)
select kind, levels, dept, 'boundaryBuffer', metres, law, clause, hours, 1, 'inForce', '随系统提供的初始规则，使用前请对照条文原文', 'system', 'initial', now()
from (values
  ('internetCafe', array['middle', 'nineYear', 'primary', 'special'], 'culture', 200, '互联网上网服务营业场所管理条例', '第九条', null),
  ('internetCafe', array['kindergarten'], 'culture', null, '未成年人保护法', '第五十八条', null),
  ('entertainment', array['kindergarten', 'middle', 'nineYear', 'primary', 'special'], 'culture', null, '未成年人保护法', '第五十八条', null),
  ('bar', array['kindergarten', 'middle', 'nineYear', 'primary', 'special'], 'market', null, '未成年人保护法', '第五十八条', null),
  ('tobacco', array['kindergarten', 'middle', 'nineYear', 'primary', 'special'], 'tobacco', null, '未成年人保护法', '第五十九条', null),
  ('alcohol', array['kindergarten', 'middle', 'nineYear', 'primary', 'special'], 'market', null, '未成年人保护法', '第五十九条', null),
  ('lottery', array['kindergarten', 'middle', 'nineYear', 'primary', 'special'], 'civilAffairs', null, '未成年人保护法', '第五十九条', null),
  ('streetStall', array['kindergarten', 'middle', 'nineYear', 'primary', 'special'], 'urban', null, '地方规定（未查到宁夏条文）', '—', '11:30–12:30 16:30–18:30')
) as rule(kind, levels, dept, metres, law, clause, hours);

grant select, insert, update on venue, distance_rule to xiaowei_app;
grant select, insert, delete on venue_distance to xiaowei_app;
grant select, insert on belt_survey to xiaowei_app;
