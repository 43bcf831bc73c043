-- Which schools a refused request was aimed at: a school reads what itself was spared, a township what its schools were. What was refused
-- before says only how many; it counts for the whole district alone.
alter table refused_request add column school_ids text[];
