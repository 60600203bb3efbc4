-- relation: by_payer
-- grain: one row per payer
-- kept: view
--
-- Net exposure by payer, largest first.
select sum_key as payer, * exclude (sum_by, sum_key)
from exposure_sum
where sum_by = 'payer'
order by
  automated_amount desc,  -- for each strength
  sum_key
