-- Who changed a venue last, for whoever comes second.
alter table venue add column changed_by text;
