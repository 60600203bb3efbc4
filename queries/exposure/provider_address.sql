-- relation: provider_address
-- grain: one row per provider group whose address the provider table gives
-- kept: view
--
-- Where a letter goes. A group is a tax number where one is known, else an NPI. The address is whole,
-- of one row: of an NPI that bills for the group before another NPI of its tax number, then the row
-- that ends last, then the first in order.
with addressed as (
  select
    provider.tin as provider_group, provider.*, billing.npi is null as is_other
  from provider
  left join (select distinct npi, provider_group from exposure_cell) as billing
    on provider.npi = billing.npi
   and provider.tin = billing.provider_group
  where provider.tin is not null and provider.address_line_1 is not null
  union all
  select npi as provider_group, provider.*, false as is_other
  from provider
  where provider.address_line_1 is not null
),
placed as (
  select
    *,
    row_number() over (
      partition by provider_group
      order by
        is_other,
        coalesce(effective_to, date '9999-12-31') desc,
        coalesce(effective_from, date '0001-01-01') desc,
        npi,
        load_number desc,
        source_row
    ) as place
  from addressed
)
select provider_group, address_line_1, address_line_2, city, state, zip_code
from placed
where place = 1
