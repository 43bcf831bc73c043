-- Surveys of belts and hazards are evidence of measures: their changes are noticed as those of every register.
call watch_evidence('belt_survey');
call watch_evidence('hazard');
