-- relation: superseded_line
-- grain: one row per claim line that is still paid though a replacement or a void has replaced its claim
-- kept: state
--
-- The lines of a replaced claim that are still paid; superseded_by names the claim in its place.
select * exclude (state)
from enriched_line
where state = 'standing' and superseded_by is not null
