-- Venues and hazards by Excel: what an import added, its undoing takes back, as long as nobody has worked on it.
grant delete on venue to xiaowei_app;
grant delete on hazard to xiaowei_app;
-- The log outlives a hazard whose import was undone.
alter table hazard_log drop constraint hazard_log_hazard_id_fkey;
create trigger hazard_kept before delete on hazard for each row
  when (old.state not in ('found', 'assigned')) execute function forbid_rewrite();
-- Whether a row of a sheet is known already.
create index venue_name on venue (name);
