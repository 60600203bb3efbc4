-- relation: step_back
-- grain: one row per row of the worklist whose status is behind the known one
-- kept: view
--
-- Going back is allowed, and said: a review goes from open to a request for records, to a finding
-- that stands or is demanded, to one of three ends.
select judged_row.source_row, judged_row.known_status, judged_row.status
from judged_row
join status_listed as said
  on judged_row.status = said.status
join status_listed as known
  on judged_row.known_status = known.status
where judged_row.place = 1
  and said.stage < known.stage
order by judged_row.source_row
