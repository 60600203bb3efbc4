-- relation: by_month
-- grain: one row per month of service
-- kept: view
--
-- Net exposure by month of the line's first day, in order of time.
select cast(sum_key as date) as month, * exclude (sum_by, sum_key)
from exposure_sum
where sum_by = 'month'
order by sum_key
