-- A survey on the spot says where its phone stood; files of an incident are erased with its names.

alter table belt_survey add column lng double precision, add column lat double precision,
  add column accuracy_m double precision check (accuracy_m between 0 and 1000),
  add check ((lng is null) = (lat is null));
create index belt_survey_surveyed on belt_survey (surveyed_at desc, id);

-- The row stays as the proof that there was one; its bytes go, unless another file has the same.
alter table file add column erased_at timestamptz, add column gone_at timestamptz;
create index file_erased on file (erased_at) where erased_at is not null and gone_at is null;
grant update (erased_at, gone_at, name, lng, lat) on file to xiaowei_app;
