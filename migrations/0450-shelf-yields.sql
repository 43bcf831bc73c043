-- A gateway of before the shelf sets `unacknowledged` or closes, and leaves the column as it is: no press may be refused for that. Whatever
-- alarms again, or is closed, is off the shelf; the check keeps only what no program can change, the kind.
alter table alarm drop constraint alarm_shelf;
alter table alarm add constraint alarm_shelf check (shelved_until is null or kind in ('intrusion', 'alarm-input', 'alarm-other'));

create function leave_shelf() returns trigger language plpgsql as $$
begin
  new.shelved_until := null;
  return new;
end $$;
create trigger alarm_leaves_shelf before update on alarm for each row
  when (new.shelved_until is not null and (new.unacknowledged or new.state = 'closed')) execute function leave_shelf();
