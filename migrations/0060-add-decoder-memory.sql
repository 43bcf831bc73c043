-- What dialects remember of devices between messages (births and aliases, states that stand in trouble), so that a restart forgets none of it.
create table decoder_memory (
  key text primary key,
  memory jsonb not null,
  changed_at timestamptz not null default now()
);
create index on decoder_memory (changed_at);

grant select, insert, update, delete on decoder_memory to xiaowei_app;
