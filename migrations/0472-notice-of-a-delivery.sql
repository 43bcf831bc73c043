-- A scheduled report that did not reach somebody is told to the bureau, as what waits for it to sign.

alter table notice drop constraint notice_owner_kind_check;
alter table notice add constraint notice_owner_kind_check check (owner_kind in ('hazard', 'task', 'supervisionOrder', 'reportSchedule')) not valid;
