-- relation: address_of_group
-- grain: one row per provider group and line of its address
-- kept: view
--
-- The address of a provider as the lines of an envelope, in order: the lines of the street, then
-- city, state and zip code in one.
with numbered as (
  select provider_group, 1 as place, address_line_1 as text from provider_address
  union all
  select provider_group, 2 as place, address_line_2 as text from provider_address
  union all
  select
    provider_group,
    3 as place,
    nullif(concat_ws(', ', city, nullif(concat_ws(' ', state, zip_code), '')), '') as text
  from provider_address
)
select provider_group, place, text
from numbered
where text is not null
order by provider_group, place
