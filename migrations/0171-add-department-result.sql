-- 部门履职: what each department answers for, as it stood when the period was frozen. While a period runs it is computed when it is asked for.
create table department_result (
  period_id text not null references period,
  measure_id text not null check (measure_id in ('tasksOnTime', 'hazardsOnTime')),
  department_id text not null,
  department_name text not null,
  met integer not null check (met >= 0),
  required integer not null check (required >= met),
  late integer not null check (late >= 0),
  kept_at timestamptz not null default now(),
  primary key (period_id, measure_id, department_id)
);
create trigger department_result_fixed before update or delete on department_result for each row execute function forbid_rewrite();

create index task_history_id on task_history (id);

grant select, insert on department_result to xiaowei_app;
