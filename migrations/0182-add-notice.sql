-- 提醒: what the ladder, the calendar and other people's acts ask of a department, a school or the bureau, until somebody there has signed for it.

create table notice (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  owner_kind text not null check (owner_kind in ('hazard', 'task', 'supervisionOrder')),
  owner_id text not null,
  subject text not null,
  -- Days since it was due; negative before; null where no day counts.
  days integer,
  audience text not null check (audience in ('bureau', 'department', 'school')),
  -- The department or the school; '' for the bureau.
  audience_id text not null default '',
  at timestamptz not null default now(),
  received_at timestamptz,
  received_by text,
  check ((received_at is null) = (received_by is null))
);
create index notice_audience on notice (audience, audience_id, at desc, id);
create index notice_waiting on notice (audience, audience_id, at desc, id) where received_at is null;
create index notice_owner on notice (owner_kind, owner_id, at);

grant select, insert, update on notice to xiaowei_app;
