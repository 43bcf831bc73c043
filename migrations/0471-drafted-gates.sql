-- A technician's drawing carries the gates with the boundary; null: those of the campus stay as they are.

alter table campus_draft add column gates jsonb;
