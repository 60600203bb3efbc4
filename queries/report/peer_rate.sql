-- relation: peer_rate
-- grain: one row per provider group
-- kept: view
--
-- Each provider's rate, automated over governed dollars, beside those of its peers: every
-- provider with enough volume, itself included. Enough is 20 governed lines, so that one line
-- moves a rate little, and a tenth of the median governed dollars of the providers with so many
-- lines, so that a rate of almost nothing is no rate. Fewer than 5 such providers are nobody's
-- peers: they are not compared. A quartile is the rate of the provider that stands there (the
-- nearest rank, of an even number the lower middle), never one between two. Rank 1 is the highest
-- rate; equal rates share a rank.
with volume as (
  select
    provider_group,
    cast(sum(lines_governed) as bigint) as lines_governed,
    sum(governed_cents) as governed_cents,
    sum(automated_cents) as automated_cents
  from exposure_cell
  group by provider_group
),
busy as (
  select
    governed_cents,
    row_number() over (order by governed_cents, provider_group) as place,
    count(*) over () as providers
  from volume
  where lines_governed >= 20 and governed_cents > 0
),
usual as (
  select max(governed_cents) as median_cents
  from busy
  where place = (providers + 1) // 2
),
rated as (
  select
    provider_group,
    lines_governed,
    cast(governed_cents * 0.01 as decimal(18, 2)) as governed_amount,
    cast(automated_cents * 0.01 as decimal(18, 2)) as automated_amount,
    cast(case when governed_cents > 0 then cast(automated_cents as double) / governed_cents end as decimal(9, 6)) as rate,
    coalesce(lines_governed >= 20 and governed_cents > 0 and governed_cents * 10 >= usual.median_cents, false) as has_volume
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
