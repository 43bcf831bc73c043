-- A township's clerk runs campaigns and records meetings of the own township; null: of the whole district.

alter table campaign add column townships text[];
alter table meeting add column townships text[];
