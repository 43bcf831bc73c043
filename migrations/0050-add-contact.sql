-- Whom to call at a school: a register with its past, one row a person or desk. It takes over from school.phones, which a server of the
-- release before still reads while this one starts; nothing of ours does.

create table contact (
  id uuid primary key default gen_random_uuid(),
  school_id text not null references school,
  role text not null check (role in ('gateRoom', 'schoolOfficer', 'schoolHead', 'policeOfficer', 'policeStation')),
  name text not null default '' check (length(name) <= 100),
  phone text not null check (phone ~ '^[0-9+ -]{3,32}$'),
  synthetic boolean not null default false,
  valid tstzrange not null default tstzrange(now(), null, '[)'),
  unique (school_id, role, phone)
);
create table contact_history (like contact);
create trigger contact_history before update or delete on contact for each row execute function keep_history();

insert into contact (school_id, role, phone, synthetic)
select school.id, entry ->> 'role', entry ->> 'phone', school.synthetic
from school, jsonb_array_elements(school.phones) as entry
where entry ->> 'phone' ~ '^[0-9+ -]{3,32}$'
on conflict do nothing;

grant select, insert, update, delete on contact to xiaowei_app;
grant select on contact_history to xiaowei_app;
