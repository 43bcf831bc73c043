-- Reads each table beside whoever writes it: a check that is validated where it is added would hold every press meanwhile.
alter table alarm validate constraint alarm_on_the_map;
alter table device validate constraint device_on_the_map;
alter table unregistered validate constraint unregistered_on_the_map;
alter table hazard validate constraint hazard_on_the_map;
alter table file validate constraint file_on_the_map;
alter table belt_survey validate constraint belt_survey_on_the_map;
