-- Faults that were open at some time of a period: those closed since it began, beside those that are open still.
create index fault_school_closed on fault (school_id, closed_at);
