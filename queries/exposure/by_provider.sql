-- relation: by_provider
-- grain: one row per provider group (billing TIN, else NPI)
-- kept: view
--
-- Net exposure by provider, largest first, with the group's name and NPIs.
select
  exposure_sum.sum_key as provider_group,
  provider_name.provider_name,
  provider_npi.npis,
  exposure_sum.* exclude (sum_by, sum_key)
from exposure_sum
left join provider_name
  on exposure_sum.sum_key = provider_name.provider_group
left join provider_npi
  on exposure_sum.sum_key = provider_npi.provider_group
where exposure_sum.sum_by = 'provider'
order by
  automated_amount desc,  -- for each strength
  sum_key
