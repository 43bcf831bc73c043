-- 无报警能力: a school whose last button is dead is told its substitute, and confirms that it was told.
create table alarm_gap (
  id uuid primary key default gen_random_uuid(),
  school_id text not null references school,
  reason text not null check (reason in ('dead', 'unheard', 'noButton')),
  since timestamptz not null,
  ended_at timestamptz,
  confirmed_at timestamptz,
  confirmed_by text,
  -- Who of the school was spoken to, when somebody else confirms for it by telephone.
  confirmed_with text
);
create unique index alarm_gap_open on alarm_gap (school_id) where ended_at is null;
create index alarm_gap_school on alarm_gap (school_id, since desc);
grant select, insert, update on alarm_gap to xiaowei_app;
