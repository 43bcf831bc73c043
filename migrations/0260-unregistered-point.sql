-- One recorder names several cameras that share its identity: a point each (an ONVIF source token).
alter table unregistered add column point text not null default '';
alter table unregistered drop constraint unregistered_source_external_id_key;
alter table unregistered add constraint unregistered_identity unique (source, external_id, point);
