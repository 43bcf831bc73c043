-- What a device says of its battery beside a percentage: a word that is no figure.
alter table device_state add column battery_low boolean;
