-- Shelving (ISA-18.2, R11): until when somebody has put an alarm aside. What a person may have pressed can never be.
alter table alarm add column shelved_until timestamptz;
alter table alarm add constraint alarm_shelf check (
  shelved_until is null or (kind in ('intrusion', 'alarm-input', 'alarm-other') and not unacknowledged and state <> 'closed'));
create index alarm_shelved on alarm (shelved_until) where shelved_until is not null;
