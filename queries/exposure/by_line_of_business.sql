-- relation: by_line_of_business
-- grain: one row per line of business
-- kept: view
--
-- Net exposure by line of business, largest first.
select sum_key as line_of_business, * exclude (sum_by, sum_key)
from exposure_sum
where sum_by = 'line_of_business'
order by
  automated_amount desc,  -- for each strength
  sum_key
