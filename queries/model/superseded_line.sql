-- relation: superseded_line
-- grain: one row per claim line that still stands though a replacement or a void has replaced its claim
-- kept: state
--
-- What still stands of a replaced claim; superseded_by names the claim that stands for it.
select * exclude (state)
from enriched_line
where state = 'standing' and superseded_by is not null
