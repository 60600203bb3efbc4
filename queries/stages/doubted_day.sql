-- relation: doubted_day
-- grain: one row per claim line and day whose payment records may show to be wrong
-- kept: audit
--
-- A doubted line still convicts another, but what it convicts is for records to decide. A day is
-- doubted where a check that marks it found the whole of it not payable, records on that day; or
-- where any check did, automated, but monitored or on hold, so that nothing is taken; and every day of
-- a line of which the rows leave open what was paid.
select distinct result_day.line_id, result_day.service_date
from result_day
join check_listed
  on result_day.check_id = check_listed.check_id
join strength_listed
  on result_day.strength_rank = strength_listed.strength_rank
left join paid_line
  on result_day.line_id = paid_line.line_id
where not result_day.marks_only
  and result_day.not_payable_share = 1
  and (
    (check_listed.marks = 'doubted_day' and strength_listed.strength = 'records')
    or (
      strength_listed.strength = 'automated'
      and (result_day.mode = 'monitor' or paid_line.is_on_hold)
    )
  )
union
select claim_line.line_id, claim_line.line_start_date + cast(day_number.n as integer) as service_date
from claim_line
join doubtful_line
  on claim_line.line_id = doubtful_line.line_id
join day_number
  on day_number.n < claim_line.day_count
