-- relation: step_back
-- grain: one row per row of the worklist whose status is behind the known one
-- kept: view
--
-- Going back is allowed and reported: a review goes from open to a request for records, to a finding
-- that stands or is demanded, to one of three ends.
select reviewed_row.source_row, reviewed_row.known_status, reviewed_row.status
from reviewed_row
join status_listed as given
  on reviewed_row.status = given.status
join status_listed as known
  on reviewed_row.known_status = known.status
where reviewed_row.place = 1
  and given.stage < known.stage
order by reviewed_row.source_row
