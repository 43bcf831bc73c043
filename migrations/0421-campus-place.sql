-- Key places and gate rooms by campus: a school of several has them on each. Without a campus an entry is the whole school's.
alter table key_place add column campus_id text;
alter table key_place_history add column campus_id text;
alter table key_place drop constraint key_place_school_id_place_key;
create unique index key_place_once on key_place (school_id, place, coalesce(campus_id, ''));
alter table gate_room_shift add column campus_id text;

-- 校区启用与撤并: when a campus began and ended; one without a row has always been.
create table campus_life (
  campus_id text primary key,
  school_id text not null references school,
  opened_on date,
  -- The first day on which it is no more.
  closed_on date,
  -- The campus that took it in.
  merged_into text,
  check (closed_on is null or opened_on is null or closed_on > opened_on),
  check (merged_into is distinct from campus_id)
);
create index campus_life_school on campus_life (school_id);
call watch_evidence('campus_life');
grant select, insert, update, delete on campus_life to xiaowei_app;
