-- A school's devices and campuses as they stood on a day.
create index device_history_id on device_history (id);
create index device_history_school on device_history (school_id);
create index campus_history_id on campus_history (id);
-- The days of one device; the primary key begins with the day.
create index if not exists device_day_device on device_day (device_id, day);
