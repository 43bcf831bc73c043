-- A fault that was held through a maintenance says so itself: `since` is written by the watch over the devices as well, for what it finds dark
-- or flickering, and those faults end by the watch alone.
alter table fault add column held boolean not null default false;
delete from held_fault h using fault f where f.id = h.opened_id and f.kind in ('offline', 'chattering');
-- What was held already, in another maintenance, when the fault that it had become before was found: the word goes with that fault.
update held_fault h set opened_id = f.id from fault f
where h.opened_id is null and f.closed_at is null and f.since is not null and f.kind not in ('offline', 'chattering')
  and f.device_id = h.device_id and f.kind = h.kind and f.point = h.point and coalesce(f.detail, '') = h.detail;
update fault set held = true where closed_at is null and since is not null and device_id is not null and kind not in ('offline', 'chattering');
create index fault_held on fault (id) where held and closed_at is null;
-- Told again in a new maintenance, what is left of an ended fault is held anew.
grant update (at, school_id) on held_fault to xiaowei_app;
