-- The whole district's row beside the townships' ('' is no township): an overview of two years reads one row a measure and month
-- instead of one for each township, and takes as long as that of one month.

insert into measure_sum
select period_id, measure_id, '', sum(met_schools), sum(not_met_schools), sum(expired_schools), sum(no_evidence_schools), sum(not_applicable_schools),
  sum(met_units), sum(required_units), bool_or(corrected), sum(corrected_met_schools), sum(corrected_applicable_schools),
  sum(corrected_met_units), sum(corrected_required_units), max(computed_at)
from measure_sum group by period_id, measure_id;
