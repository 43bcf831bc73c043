-- Roles, and how registers keep their past.
-- The application runs as xiaowei_app, which may only do what is granted here; migrations run as the owner.

do $$ begin
  if not exists (select from pg_roles where rolname = 'xiaowei_app') then
    create role xiaowei_app nologin;
  end if;
exception when duplicate_object or unique_violation then null; -- two servers start together
end $$;

-- Rows that history needs (school, campus, placement, roles) carry a validity range. The row in force stays in its table, where keys
-- and foreign keys are plain; what it was before goes to <table>_history with the range in which it was true.
create function keep_history() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if tg_op = 'UPDATE' and old is not distinct from new then return new; end if;
  old.valid := tstzrange(lower(old.valid), greatest(clock_timestamp(), lower(old.valid)), '[)');
  execute format('insert into %I select ($1).*', tg_table_name || '_history') using old;
  if tg_op = 'DELETE' then return old; end if;
  new.valid := tstzrange(upper(old.valid), null, '[)');
  return new;
end $$;

-- What must never be rewritten: an alarm's log, the events, the audit log. The grants forbid it to the application, the trigger to
-- everybody who forgets himself.
create function forbid_rewrite() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;
