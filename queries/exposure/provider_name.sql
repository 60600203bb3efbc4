-- relation: provider_name
-- grain: one row per provider group whose name the provider table gives
-- kept: view
--
-- A group is a tax number where one is known, else an NPI. Its name is that of an NPI that bills
-- for it, else of any NPI of its tax number; of several the first in order.
with named as (
  select provider.tin as provider_group, provider.provider_name, billing.npi is null as is_other
  from provider
  left join (select distinct npi, provider_group from exposure_cell) as billing
    on provider.npi = billing.npi
   and provider.tin = billing.provider_group
  where provider.tin is not null and provider.provider_name is not null
  union all
  select npi as provider_group, provider_name, false as is_other
  from provider
  where provider_name is not null
),
nearest as (
  select provider_group, min(is_other) as is_other
  from named
  group by provider_group
)
select
  named.provider_group,
  min(named.provider_name) as provider_name
from named
join nearest
  on named.provider_group = nearest.provider_group
 and named.is_other = nearest.is_other
group by named.provider_group
