-- A camera's places are found by the camera: deleted and entered again, its place has another id.
create index camera_place_history_device on camera_place_history (device_id);
drop index camera_place_history_id;
