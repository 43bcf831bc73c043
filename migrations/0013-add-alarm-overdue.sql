-- R2's later steps: an alarm that somebody has acknowledged, and nobody goes on with.
alter table alarm
  add column acted_at timestamptz,
  add column overdue smallint not null default 0 check (overdue between 0 and 2);
update alarm set acted_at = changed_at where acknowledged_by is not null or handled_by is not null;
create index alarm_acted on alarm (acted_at) where state in ('acknowledged', 'dispatched') and not unacknowledged and overdue < 2;
