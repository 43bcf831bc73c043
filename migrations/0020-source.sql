-- Sources are configuration: a row here adds a tree or stands before the built-in one of the same id.
create table source (
  id text primary key,
  filters jsonb not null,
  dialect text not null,
  -- How many leading levels of the topic are the base below which the dialect's own tree begins.
  base_levels smallint not null check (base_levels between 0 and 20),
  school_id text references school,
  school_level smallint check (school_level between 1 and 20),
  -- Which part of topic or payload names the device; null = as the dialect says.
  identity jsonb,
  datum text not null default 'wgs84' check (datum in ('wgs84', 'gcj02', 'bd09')),
  time_zone text not null default 'Asia/Shanghai',
  off boolean not null default false,
  valid tstzrange not null default tstzrange(now(), null, '[)'),
  check (school_id is null or school_level is null)
);
create table source_history (like source);
create trigger source_history before update or delete on source for each row execute function keep_history();

-- What a technician proposes; the system administrator puts it in force.
create table source_draft (
  id text primary key,
  body jsonb not null,
  drafted_by text not null,
  drafted_at timestamptz not null default now()
);

-- What gateways heard by source, five minutes a row, a week long; '' = of no source.
create table source_traffic (
  source text not null,
  bucket timestamptz not null,
  messages integer not null,
  dead_letters integer not null,
  last_at timestamptz not null,
  primary key (bucket, source)
);

grant select, insert, update, delete on source, source_draft, source_traffic to xiaowei_app;
grant select on source_history to xiaowei_app;
