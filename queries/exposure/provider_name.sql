-- relation: provider_name
-- grain: one row per provider group whose name the provider table gives
-- kept: view
--
-- A group is a tax number where one is known, else an NPI; of several names the first in order.
with named as (
  select tin as provider_group, provider_name from provider where tin is not null and provider_name is not null
  union all
  select npi as provider_group, provider_name from provider where provider_name is not null
)
select
  provider_group,
  min(provider_name) as provider_name
from named
group by provider_group
