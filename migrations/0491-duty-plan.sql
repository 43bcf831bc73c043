-- What a department answers for is read for one period: hazards open or struck off since its first day, and tasks as they stood at its end.
create index hazard_struck_off on hazard (struck_off_at);
create index task_history_until on task_history (upper(valid));
-- The district's urges, the newest first.
create index urge_newest on urge (urged_at desc, id desc);
