-- relation: rejected_review_row
-- grain: one row per row of the worklist that is not loaded
-- kept: view
--
-- Rows that were left out, with why: what is wrong with one, or that it could not be read at all.
select source_row, reason
from reviewed_row
where reason is not null
union all
select source_row, reason
from unreadable_row
order by source_row
