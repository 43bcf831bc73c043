-- Each device and each bridge has a credential of its own for the broker: a password that we made, of which only the hash is kept, or a certificate.
create table credential (
  -- A native device's id, or a bridge's mount edge/<school>/<name>; the user name at the broker, and the certificate's CN.
  name text primary key,
  kind text not null check (kind in ('password', 'certificate')),
  -- $7$<iterations>$<salt>$<hash>: PBKDF2-SHA512 as Mosquitto's password file has it.
  hash text,
  expires_at timestamptz,
  made_by text not null,
  made_at timestamptz not null default now(),
  revoked_at timestamptz,
  check ((kind = 'password') = (hash is not null)),
  check ((kind = 'certificate') = (expires_at is not null))
);
grant select, insert, update on credential to xiaowei_app;
