-- relation: claim_line
-- grain: one row per final-action claim line: paid, and replaced by no other claim
-- kept: state
--
-- The net, final action of each paid line; all checks read it.
select * exclude (state)
from enriched_line
where state = 'standing' and superseded_by is null
