-- When a camera's picture was last proven by what it said: its analysis saw something, or a lost picture was back.
alter table device_state add column picture_at timestamptz;
create index picture_proof_device on picture_proof (device_id, at desc);
