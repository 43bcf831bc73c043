-- 上报数 is a number with its unit: met ÷ applicable, or a rate in %. Beside it what the system's figure was when it was noted. What was
-- written as words before stays as it was written. A reason is asked for where the two differ.
alter table reported_figure
  alter column value drop not null,
  add column met numeric check (met >= 0),
  add column applicable numeric check (applicable >= met),
  add column rate numeric check (rate between 0 and 100),
  add column computed_met numeric,
  add column computed_applicable numeric,
  add column computed_rate numeric,
  drop constraint reported_figure_reason_check,
  add constraint reported_figure_reason_check check (length(reason) <= 2000),
  add constraint reported_figure_one_number check (num_nonnulls(value, met, rate) = 1 and num_nonnulls(met, applicable) in (0, 2));
alter table reported_figure rename column value to words;
