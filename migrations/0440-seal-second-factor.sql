-- The secret of a second factor is sealed (AES-256-GCM) under the key of the installation, which is not in the database.

alter table second_factor add column key_id text;
comment on column second_factor.key_id is 'names the key under which the secret is sealed; null: not sealed yet, which the next start does';
