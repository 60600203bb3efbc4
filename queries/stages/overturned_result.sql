-- relation: overturned_result
-- grain: one row per check and claim line whose finding a review has overturned
-- kept: audit
--
-- A finding that is open again, because its line or policy is not what the review saw, is not
-- overturned.
select distinct finding.check_id, finding.line_id
from finding
join status_listed
  on finding.status = status_listed.status
where status_listed.check_was_right = false
