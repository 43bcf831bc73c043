-- A name by which an enrolled phone is listed and revoked; the token's hash stays in the database.

alter table session add column id uuid not null unique default gen_random_uuid();
