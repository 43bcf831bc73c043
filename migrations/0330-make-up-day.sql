-- 调休: which weekday's timetable a make-up day follows (1 = Monday … 7); null = the calendar does not say.
alter table calendar_day add column weekday text check (weekday is null or (weekday ~ '^[1-7]$' and kind = 'makeUp'));
