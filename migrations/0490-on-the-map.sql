-- A position outside of the earth (raw SQL, a hand's slip) made whole lists unreadable: reading refuses it, and nobody can write one any more.
-- What was there is taken as no position; alarms are never refused for one: what the register says of a device is looked at before.
update alarm set lng = null, lat = null where not (lng between -180 and 180 and lat between -90 and 90);
update device set lng = null, lat = null where not (lng between -180 and 180 and lat between -90 and 90);
update unregistered set lng = null, lat = null where not (lng between -180 and 180 and lat between -90 and 90);
update hazard set lng = null, lat = null where not (lng between -180 and 180 and lat between -90 and 90);
update file set lng = null, lat = null where not (lng between -180 and 180 and lat between -90 and 90);
update belt_survey set lng = null, lat = null where not (lng between -180 and 180 and lat between -90 and 90);
-- Not a number sorts above every number: `between` refuses it too. Validated in the next step, which keeps nobody from writing.
alter table alarm add constraint alarm_on_the_map check (lng between -180 and 180 and lat between -90 and 90) not valid;
alter table device add constraint device_on_the_map check (lng between -180 and 180 and lat between -90 and 90) not valid;
alter table unregistered add constraint unregistered_on_the_map check (lng between -180 and 180 and lat between -90 and 90) not valid;
alter table hazard add constraint hazard_on_the_map check (lng between -180 and 180 and lat between -90 and 90) not valid;
alter table file add constraint file_on_the_map check (lng between -180 and 180 and lat between -90 and 90) not valid;
alter table belt_survey add constraint belt_survey_on_the_map check (lng between -180 and 180 and lat between -90 and 90) not valid;
-- A venue is a place or nothing, and a campus has a belt: old rows stay as they are, and are left out where they are read.
alter table venue add constraint venue_on_the_map check (lng between -180 and 180 and lat between -90 and 90) not valid;

-- Every [longitude, latitude] in a geometry, or in a list of gates.
create function on_the_map(place jsonb) returns boolean language sql immutable parallel safe as $$
  select coalesce(not jsonb_path_exists(place, 'strict $.** ? (@.type() == "array" && @.size() > 0 && @[0].type() != "array" && @[0].type() != "object")
    ? (@.size() < 2 || @[0].type() != "number" || @[1].type() != "number" || @[0] > 180 || @[0] < -180 || @[1] > 90 || @[1] < -90)'), true)
$$;
alter table campus add constraint campus_on_the_map
  check (on_the_map(boundary) and on_the_map(point) and on_the_map(zone) and on_the_map(gates)) not valid;
alter table campus_draft add constraint campus_draft_on_the_map check (on_the_map(boundary)) not valid;
