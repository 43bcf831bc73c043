-- By which imports a row of a register was written.
create index import_row_key on import_row (key);
