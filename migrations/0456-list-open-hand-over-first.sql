-- A hand-over that nobody has ended stands before those that are history, however old it is.
drop index handover_started;
create index handover_listed on handover ((ended_at is not null), started_at desc, id);
