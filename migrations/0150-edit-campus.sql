-- Boundaries drawn on the map: each change of a campus is a version, so that two people do not draw over one another unseen; what a
-- technician draws waits as a draft for the system administrator (design section 5).

alter table campus add column version integer not null default 1, add column changed_by text;
alter table campus_history add column version integer not null default 1, add column changed_by text;

create function count_version() returns trigger language plpgsql as $$
begin
  if old is distinct from new then new.version := old.version + 1; end if;
  return new;
end $$;
-- Before campus_history by its name: triggers run in alphabetical order, and the history shall begin with the counted row.
create trigger campus_count_version before update on campus for each row execute function count_version();

create table campus_draft (
  campus_id text primary key references campus on delete cascade,
  name text not null,
  boundary jsonb not null,
  drafted_by text not null,
  drafted_at timestamptz not null default now()
);
grant select, insert, update, delete on campus_draft to xiaowei_app;
