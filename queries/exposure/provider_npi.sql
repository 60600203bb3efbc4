-- relation: provider_npi
-- grain: one row per provider group
-- kept: view
--
-- The billing NPIs seen in a group, in order.
select
  provider_group,
  string_agg(distinct npi, ', ' order by npi) as npis
from exposure_cell
group by provider_group
