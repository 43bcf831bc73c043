-- Reads the table beside whoever writes it.
alter table notice validate constraint notice_owner_kind_check;
