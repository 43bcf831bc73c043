-- 督导结果计入考核: points that follow from what a department left undone in a frozen period, once.
alter table appraisal add column period_id text references period;
create unique index appraisal_period on appraisal (department_id, period_id) where period_id is not null;
