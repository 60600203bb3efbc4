-- relation: denied_line
-- grain: one row per claim line that was denied or is pended
-- kept: state
--
-- Never money; it can clear another line (a denied visit is still a visit).
select * exclude (state)
from enriched_line
where state in ('denied', 'pended')
