-- Disk use, the last measurement of each day (Shanghai): what the forecast is made of.
create table storage_day (
  day date primary key,
  at timestamptz not null,
  bytes bigint not null,
  tables jsonb not null
);
grant select on storage_day to xiaowei_app;

-- The board of what is open now, among years of what is mended.
create index fault_board on fault (opened_at desc, id) where closed_at is null and merged_into is null;
