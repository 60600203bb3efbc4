-- relation: by_npi
-- grain: one row per billing NPI
-- kept: view
--
-- Net exposure by billing NPI, largest first.
select sum_key as npi, * exclude (sum_by, sum_key)
from exposure_sum
where sum_by = 'npi'
order by
  automated_amount desc,  -- for each strength
  sum_key
