-- The control room tells the school's guards of a silent alarm; until then nothing of it is at the scene (R25).

alter table alarm add column released boolean not null default false;
