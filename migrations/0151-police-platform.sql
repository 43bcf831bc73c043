-- The police platform's own catalogue, as its GB/T 28181 cascade sends it: evidence of the networking rate with date and source.
alter table source add column police_platform boolean not null default false;
alter table source_history add column police_platform boolean not null default false;

-- Source of messages and SIP platform that named the camera; null for a signed list.
alter table police_catalog add column heard_from text;

-- The inbox by recorder or platform.
create index unregistered_bridge on unregistered (bridge_id, source) where bridge_id is not null;
