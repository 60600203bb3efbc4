-- relation: taken_day
-- grain: one row per claim line and day that is not payable at all
-- kept: audit
--
-- A line that is not payable convicts no other: a day is taken where a check of an earlier stage
-- found the whole of it not payable, automated on that day. Nothing is taken by a finding that is
-- lowered, monitored, on hold or overturned; one past its look-back, or on a line paid to the member,
-- takes. A line paid 0 has no finding and is taken all the same.
select distinct result_day.line_id, result_day.service_date
from result_day
join strength_listed
  on result_day.strength_rank = strength_listed.strength_rank
left join paid_line
  on result_day.line_id = paid_line.line_id
left join overturned_result
  on result_day.check_id = overturned_result.check_id
 and result_day.line_id = overturned_result.line_id
where not result_day.marks_only
  and result_day.not_payable_share = 1
  and strength_listed.strength = 'automated'
  and result_day.mode = 'active'
  and not coalesce(paid_line.is_on_hold, false)
  and overturned_result.line_id is null
