-- Incidents and disputes: the incident, its append-only log, its clocks, its reports, who asked to see names; and the limits as data.

create table incident (
  id uuid primary key,
  serial bigint generated always as identity unique,
  school_id text not null references school,
  alarm_id uuid unique references alarm,
  kind text not null check (kind in ('dispute', 'disturbance', 'bullying', 'discipline', 'health', 'other')),
  state text not null check (state in ('open', 'mediation', 'settled', 'closed')),
  grave boolean not null default false,
  occurred_at timestamptz not null,
  known_at timestamptz not null,
  place text not null default '' check (length(place) <= 100),
  facts jsonb not null default '{}',
  -- step → when it was done; a later record of the same step corrects it, and both are in the log.
  steps jsonb not null default '{}',
  people integer not null default 0,
  -- The newest list of people and the summary; both are sealed in incident_secret.
  people_id uuid,
  summary_id uuid,
  created_by text not null,
  created_at timestamptz not null default now(),
  changed_by text not null,
  changed_at timestamptz not null default now(),
  closed_at timestamptz,
  erased_at timestamptz,
  version integer not null check (version >= 1),
  check (known_at >= occurred_at)
);
create index incident_occurred on incident (occurred_at desc, id);
create index incident_school on incident (school_id, occurred_at desc, id);
create index incident_unfinished on incident (occurred_at desc, id) where closed_at is null;
create index incident_to_erase on incident (closed_at) where erased_at is null and closed_at is not null;
create trigger incident_no_delete before delete on incident for each row execute function forbid_rewrite();

-- Names, statements, summaries and reports, each under a key of its own that an erasure destroys.
create table incident_secret (
  id uuid primary key references record_key,
  incident_id uuid not null references incident,
  kind text not null check (kind in ('people', 'summary', 'statement', 'note', 'report')),
  at timestamptz not null default now(),
  sealed bytea not null
);
create index incident_secret_incident on incident_secret (incident_id, at);

create table incident_log (
  id bigint generated always as identity primary key,
  incident_id uuid not null references incident,
  at timestamptz not null default now(),
  done_at timestamptz,
  by_account text,
  kind text not null,
  secret_id uuid references record_key,
  data jsonb not null default '{}'
);
create index incident_log_incident on incident_log (incident_id, id);
create trigger incident_log_append_only before update or delete on incident_log for each row execute function forbid_rewrite();
create trigger incident_log_no_truncate before truncate on incident_log execute function forbid_rewrite();

create table incident_clock (
  incident_id uuid not null references incident,
  clock text not null,
  started_at timestamptz not null,
  due_at timestamptz not null,
  met_at timestamptz,
  warn_minutes integer not null,
  rule_version integer not null,
  -- A right's time may run out without anybody's failure.
  is_duty boolean not null,
  soon_noted_at timestamptz,
  overdue_noted_at timestamptz,
  primary key (incident_id, clock)
);
create index incident_clock_due on incident_clock (due_at) where met_at is null and is_duty;

create table incident_report (
  incident_id uuid not null references incident,
  kind text not null check (kind in ('first', 'followUp', 'final')),
  version integer not null check (version >= 1),
  secret_id uuid not null references record_key,
  by_account text not null,
  at timestamptz not null default now(),
  submitted boolean not null,
  primary key (incident_id, kind, version)
);

-- Who asked, why, who answered. What was looked at is in the audit log.
create table incident_request (
  id uuid primary key default gen_random_uuid(),
  incident_id uuid not null references incident,
  purpose text not null check (purpose in ('look', 'erase')),
  reason text not null,
  asked_by text not null,
  asked_role text not null,
  asked_at timestamptz not null default now(),
  decided_by text,
  decided_at timestamptz,
  approved boolean,
  ends_at timestamptz,
  check (decided_by <> asked_by),
  check ((decided_at is null) = (approved is null))
);
create index incident_request_incident on incident_request (incident_id, asked_at desc);
create index incident_request_waiting on incident_request (asked_at) where decided_at is null;

-- Limits are data with source, version, reason and a second person; what is approved is never changed.
create table incident_rule (
  rule text not null,
  version integer not null check (version >= 1),
  amount integer not null check (amount between 1 and 100000),
  unit text not null check (unit in ('minutes', 'days', 'workingDays', 'percent', 'pupils')),
  warn_minutes integer not null default 0 check (warn_minutes >= 0),
  source text not null,
  reason text not null,
  proposed_by text not null,
  proposed_at timestamptz not null default now(),
  approved_by text,
  approved_at timestamptz,
  valid_from timestamptz,
  primary key (rule, version),
  check (approved_by <> proposed_by),
  check ((approved_at is null) = (approved_by is null))
);
insert into incident_rule (rule, version, amount, unit, warn_minutes, source, reason, proposed_by, approved_by, approved_at, valid_from)
select rule, 1, amount, unit, warn_minutes, source, '初始值', 'system', 'initial', now(), '2000-01-01'
from (values
  ('guardian', 60, 'minutes', 15, '学生伤害事故处理办法第十五条：及时告知监护人（原文无时限，此为本区默认）'),
  ('report', 60, 'minutes', 15, '本地首报时限 1 小时（学生伤害事故处理办法第十六条；部分地区 2 小时）'),
  ('police', 30, 'minutes', 10, '教政法〔2019〕11号：发生校闹立即报警（原文无分钟数，此为本区默认）'),
  ('mandatory', 120, 'minutes', 30, '未成年人保护法第十一条、第三十九条：严重欺凌及时报告公安和教育部门（原文无时限，此为本区默认）'),
  ('investigation', 10, 'days', 2880, '教督〔2017〕10号：启动调查处理程序 10 日内完成调查'),
  ('insurance', 2, 'days', 720, '校方责任险合同约定的报案期限（以保单为准，默认 2 日）'),
  ('mediation', 60, 'days', 10080, '学生伤害事故处理办法第十九条：受理之日起 60 日内完成调解'),
  ('result', 7, 'days', 2880, '学生伤害事故处理办法第二十二条：书面报告处理结果（原文无时限，此为本区默认）'),
  ('appeal', 15, 'workingDays', 4320, '中小学教育惩戒规则第十七条：作出后 15 个工作日内申诉'),
  ('appealDecision', 15, 'workingDays', 4320, '中小学教育惩戒规则第十七条（复查期限由学校章程定，默认 15 个工作日）'),
  ('epidemic', 1440, 'minutes', 360, '学校和托幼机构传染病疫情报告工作规范：24 小时内报出'),
  ('lookTime', 120, 'minutes', 0, '批准后可查看姓名的时长，本区默认 2 小时'),
  ('retention', 1095, 'days', 0, '个人信息保护法第十九条、第四十七条：结案后保存 3 年（民法典第一百八十八条诉讼时效），期满删除姓名与陈述')
) as initial (rule, amount, unit, warn_minutes, source);

-- Days that differ from Monday–Friday, as the State Council announces them each year.
create table holiday (
  day date primary key,
  kind text not null check (kind in ('off', 'work')),
  name text not null,
  changed_by text not null,
  changed_at timestamptz not null default now()
);
insert into holiday (day, kind, name, changed_by)
select day::date, 'off', name, 'system' from (values
  ('2025-01-01', '2025-01-01', '元旦'), ('2025-01-28', '2025-02-04', '春节'), ('2025-04-04', '2025-04-06', '清明节'),
  ('2025-05-01', '2025-05-05', '劳动节'), ('2025-05-31', '2025-06-02', '端午节'), ('2025-10-01', '2025-10-08', '国庆节、中秋节'),
  ('2026-01-01', '2026-01-03', '元旦'), ('2026-02-15', '2026-02-23', '春节'), ('2026-04-04', '2026-04-06', '清明节'),
  ('2026-05-01', '2026-05-05', '劳动节'), ('2026-06-19', '2026-06-21', '端午节'), ('2026-09-25', '2026-09-27', '中秋节'),
  ('2026-10-01', '2026-10-07', '国庆节')
) as span (first, last, name), generate_series(first::timestamp, last::timestamp, interval '1 day') as day;
insert into holiday (day, kind, name, changed_by)
select day::date, 'work', '调休上班', 'system' from unnest(array[
  '2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11',
  '2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']) as day;

grant select, insert, update on incident, incident_clock, incident_request, incident_rule to xiaowei_app;
grant delete on incident_clock to xiaowei_app;
grant select, insert on incident_secret, incident_log, incident_report to xiaowei_app;
grant select, insert, update, delete on holiday to xiaowei_app;
