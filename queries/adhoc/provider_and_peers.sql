-- question: How does a provider compare with peers of similar volume?
-- parameter provider: text = ; provider group; empty: the one with most automated dollars
-- parameter times: decimal = 4; peers are providers with governed dollars up to so many times more or less
--
-- Providers whose governed dollars are near the provider's own, by exposure rate. place counts from the
-- highest rate; a small volume makes any rate unsure.
with provider as (
  select provider_group, governed_amount
  from by_provider
  where provider_group = coalesce($provider, (select min(provider_group) from by_provider where rank = 1 and automated_amount > 0))
),
peer as (
  select by_provider.*, by_provider.provider_group = provider.provider_group as is_asked
  from by_provider
  cross join provider
  where by_provider.governed_amount > 0
    and by_provider.governed_amount <= provider.governed_amount * $times
    and by_provider.governed_amount * $times >= provider.governed_amount
)
select
  rank() over (order by exposure_rate desc) as place,
  is_asked,
  provider_group,
  provider_name,
  lines_paid,
  governed_amount,
  lines_flagged,
  automated_amount,
  records_amount,
  exposure_rate
from peer
order by exposure_rate desc, provider_group
