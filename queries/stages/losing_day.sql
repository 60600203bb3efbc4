-- relation: losing_day
-- grain: one row per claim line and day that a check found to be no therapy of its own
-- kept: audit
--
-- Such a line leaves the concurrent day, whatever the strength of the finding, monitored or on
-- hold. A check that a policy has switched off finds nothing, and its lines stay.
select distinct result_day.line_id, result_day.service_date
from result_day
join check_listed
  on result_day.check_id = check_listed.check_id
where check_listed.marks = 'losing_day'
