-- relation: losing_day
-- grain: one row per claim line and day that a check found to be no therapy of its own, and finding
-- kept: audit
--
-- Such a line leaves the concurrent day, whatever the strength of the finding, monitored or on
-- hold, and without a finding where the pair is not settled yet. A check that a policy has
-- switched off finds nothing, and its lines stay. related_line_id: the line it loses to.
-- is_for_records: a finding, records on that day.
select distinct
  result_day.line_id,
  result_day.service_date,
  result_day.related_line_id,
  strength_listed.strength = 'records' and not result_day.marks_only and result_day.mode = 'active' as is_for_records
from result_day
join check_listed
  on result_day.check_id = check_listed.check_id
join strength_listed
  on result_day.strength_rank = strength_listed.strength_rank
where check_listed.marks = 'losing_day'
