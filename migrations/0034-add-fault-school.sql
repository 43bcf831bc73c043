-- The same board for one school.
create index fault_school_open on fault (school_id, opened_at desc, id) where closed_at is null and merged_into is null;
