-- The overview reads the district's own rows of thirteen periods, not those of each township between them.
create index measure_sum_district on measure_sum (period_id) where township_id = '';
