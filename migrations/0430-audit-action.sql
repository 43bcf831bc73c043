-- The audit log by action: the yearly audit of minors' data reads a few actions of a year, the auditor's screen one.
create index audit_log_action on audit_log (action, id);
