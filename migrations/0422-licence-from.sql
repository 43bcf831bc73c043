-- 保安员证发证日期: a licence that is found after the cut-off proves something of the frozen month only by the day on which it was issued.
alter table guard add column licence_from date;
alter table guard_history add column licence_from date;
alter table guard add check (licence_to is null or licence_from is null or licence_to >= licence_from);
