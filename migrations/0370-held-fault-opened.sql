-- A held fault stays beside the fault that it has become until that ends: an end that comes in the moment of its opening takes it away, and
-- an open fault that has lost it is over.
alter table held_fault add column opened_id uuid;
grant update (opened_id) on held_fault to xiaowei_app;
insert into held_fault (device_id, kind, point, detail, school_id, at, opened_id)
select device_id, kind, point, coalesce(detail, ''), school_id, since, id from fault
where closed_at is null and since is not null and device_id is not null
on conflict do nothing;
