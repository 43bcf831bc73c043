-- The tasks and hazards behind a department's frozen figures, as they counted then: what a later correction rests on is what differs from them.
create table department_duty (
  period_id text not null references period,
  measure_id text not null check (measure_id in ('tasksOnTime', 'hazardsOnTime')),
  duty_id text not null,
  title text not null,
  department_id text not null,
  department_name text not null,
  due_on date not null,
  done_on date,
  met boolean not null,
  primary key (period_id, measure_id, duty_id)
);
create trigger department_duty_fixed before update or delete on department_duty for each row execute function forbid_rewrite();

grant select, insert on department_duty to xiaowei_app;
