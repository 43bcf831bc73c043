-- The schools whose alarms a hand-over is about: those that its giver saw when it began; null = the whole district, as all before this.
alter table handover add column school_ids text[];
