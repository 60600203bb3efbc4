-- relation: claim_line
-- grain: one row per claim line that stands as paid and that no other claim has replaced
-- kept: state
--
-- The net, final picture of each paid line: what all checks read.
select * exclude (state)
from enriched_line
where state = 'standing' and superseded_by is null
