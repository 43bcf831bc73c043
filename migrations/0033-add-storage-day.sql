-- Disk use, the last measurement of each day (Shanghai): what the forecast is made of.
create table storage_day (
  day date primary key,
  at timestamptz not null,
  bytes bigint not null,
  tables jsonb not null
);
grant select on storage_day to xiaowei_app;
