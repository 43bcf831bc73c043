-- Which key places a school has, where a camera looks and in which place a button is: as they were at the moment judged, not as they are now.
-- Of what stands there already nobody knows since when: it counts as all along.
do $$
declare
  placement text;
begin
  foreach placement in array array['key_place', 'camera_place', 'button_place'] loop
    execute format('alter table %I add column valid tstzrange not null default tstzrange(''-infinity'', null, ''[)'')', placement);
    execute format('alter table %I alter column valid set default tstzrange(now(), null, ''[)'')', placement);
    execute format('create table %I (like %I)', placement || '_history', placement);
    execute format('create trigger %I before update or delete on %I for each row execute function keep_history()', placement || '_history', placement);
    execute format('create index %I on %I (school_id)', placement || '_history_school', placement || '_history');
    execute format('grant select on %I to xiaowei_app', placement || '_history');
  end loop;
end $$;
create index key_place_history_id on key_place_history (id);
create index camera_place_history_id on camera_place_history (id);
create index button_place_history_id on button_place_history (device_id);
