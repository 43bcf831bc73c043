-- Who proposed a version may take it back: it is rejected, and nobody else decided on it.
alter table measure_version drop constraint measure_version_check1,
  add constraint measure_version_decided check (case state when 'proposed' then approved_by is null when 'rejected' then true else approved_by is not null end);
