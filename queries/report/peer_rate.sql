-- relation: peer_rate
-- grain: one row per provider group
-- kept: view
-- waiver order: one row per provider group, so provider_group ends a total order
--
-- Each provider's rate, automated over governed dollars, with those of its peers: every
-- provider with enough volume, itself included. Enough is 20 governed lines, so that one line
-- moves a rate little, and a tenth of the median governed dollars of the providers with so many
-- lines, so that a rate of almost nothing is no rate. Fewer than 5 such providers are nobody's
-- peers: they are not compared. A quartile is the rate of the provider at that place (the
-- nearest rank, of an even number the lower middle), never one between two. Rank 1 is the highest
-- rate; equal rates share a rank.
with governed as (
  select provider_group, cast(sum(lines_governed) as bigint) as lines_governed
  from exposure_cell
  group by provider_group
),
volume as (
  select
    governed.provider_group,
    governed.lines_governed,
    exposure_sum.governed_amount,
    exposure_sum.automated_amount,
    exposure_sum.exposure_rate as rate
  from governed
  join exposure_sum
    on governed.provider_group = exposure_sum.sum_key
   and exposure_sum.sum_by = 'provider'
),
busy as (
  select
    governed_amount,
    row_number() over (order by governed_amount, provider_group) as place,
    count(*) over () as providers
  from volume
  where lines_governed >= 20 and governed_amount > 0
),
usual as (
  select max(governed_amount) as median_amount
  from busy
  where place = (providers + 1) // 2
),
rated as (
  select
    volume.*,
    coalesce(lines_governed >= 20 and governed_amount > 0 and governed_amount * 10 >= usual.median_amount, false) as has_volume
  from volume
  cross join usual
),
placed as (
  select
    provider_group,
    rate,
    rank() over (order by rate desc) as rank,
    row_number() over (order by rate, provider_group) as place,
    count(*) over () as peers
  from rated
  where has_volume
),
spread as (
  select
    max(peers) as peers,
    max(rate) filter (where place = (peers + 3) // 4) as lower_quartile,
    max(rate) filter (where place = (peers + 1) // 2) as median,
    max(rate) filter (where place = (3 * peers + 3) // 4) as upper_quartile
  from placed
)
select
  rated.provider_group,
  rated.lines_governed,
  rated.governed_amount,
  rated.automated_amount,
  rated.rate,
  rated.has_volume,
  coalesce(spread.peers, 0) as peers,
  rated.has_volume and spread.peers >= 5 as is_compared,
  case when spread.peers >= 5 then placed.rank end as rank,
  case when spread.peers >= 5 then spread.lower_quartile end as lower_quartile,
  case when spread.peers >= 5 then spread.median end as median,
  case when spread.peers >= 5 then spread.upper_quartile end as upper_quartile
from rated
left join placed
  on rated.provider_group = placed.provider_group
cross join spread
order by rated.rate desc nulls last, rated.automated_amount desc, rated.provider_group
