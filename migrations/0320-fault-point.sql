-- A fault's place at its device, and how it ends: by word, by quiet, or not before its device's maintenance does.

-- Channel, input, zone or disk; '' = the device as a whole.
alter table fault add column point text not null default '';
-- Only its beginning is ever told: it is over when nothing more of it was heard for a while.
alter table fault add column momentary boolean not null default false;
update fault set momentary = true where kind = 'flood' and closed_at is null;
drop index fault_open;
create unique index fault_open on fault (coalesce(device_id, ''), kind, point, coalesce(detail, '')) where closed_at is null;
create index fault_device_open on fault (device_id, kind) where closed_at is null;
create index fault_momentary on fault (last_at) where closed_at is null and momentary;

-- What a device said of itself in its maintenance, and has not taken back.
create table held_fault (
  device_id text not null,
  kind text not null,
  point text not null,
  detail text not null,
  school_id text,
  at timestamptz not null,
  primary key (device_id, kind, point, detail)
);
grant select, insert, delete on held_fault to xiaowei_app;
