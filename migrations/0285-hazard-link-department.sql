-- A sealed link is a department's word: it dies with that department's part in the hazard. Null = the school's own hazard, which no department leads.
alter table hazard_link add column department text references department;
update hazard_link l set department = h.lead_dept from hazard h where h.id = l.hazard_id;
-- What was made before the hazard was last handed over or returned was another's word.
update hazard_link l set revoked_at = now() where revoked_at is null
  and exists (select from hazard_log g where g.hazard_id = l.hazard_id and g.kind in ('assign', 'return') and g.at > l.made_at);
