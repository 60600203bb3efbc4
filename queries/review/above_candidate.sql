-- relation: above_candidate
-- grain: one row per row of the worklist that is loaded with more than its finding asks
-- kept: view
--
-- The line was paid that much, so it may be right; more than the finding asks is worth a second look.
select source_row, 'amount: above what the finding asks' as reason
from reviewed_row
where place = 1
  and amount > shown_candidate_amount
order by source_row
