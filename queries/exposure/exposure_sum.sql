-- relation: exposure_sum
-- grain: one row per way of summing paid lines (provider, month and so on) and its key
-- kept: view
--
-- Net exposure in its columns, each dollar once in each way of summing. automated, records and
-- lead dollars are never added into one; rank and cumulative_share are of the automated dollars.
-- exposure_rate is automated over governed dollars: the payment of lines that a check looked at.
-- Money is divided here and nowhere else, in whole cents, half up to six decimals.
with keyed as (
  select cast(null as varchar) as sum_by, cast(null as varchar) as sum_key, exposure_cell.*
  from exposure_cell
  where false
  union all select 'provider' as sum_by, cast(provider_group as varchar) as sum_key, exposure_cell.* from exposure_cell  -- for each grouping
),
summed as (
  select
    sum_by,
    sum_key,
    sum(automated_cents) as automated_cents,  -- for each exposure column
    sum(lines_paid) as lines_paid,
    sum(paid_cents) as paid_cents,
    sum(governed_cents) as governed_cents,
    sum(lines_flagged) as lines_flagged
  from keyed
  group by sum_by, sum_key
),
running as (
  select
    *,
    sum(automated_cents) over (partition by sum_by) as all_cents,
    sum(automated_cents) over (
      partition by sum_by
      order by automated_cents desc, sum_key
      rows between unbounded preceding and current row
    ) as cumulative_cents
  from summed
)
select
  sum_by,
  sum_key,
  cast(lines_paid as bigint) as lines_paid,
  cast(paid_cents * 0.01 as decimal(18, 2)) as paid_amount,
  cast(governed_cents * 0.01 as decimal(18, 2)) as governed_amount,
  cast(lines_flagged as bigint) as lines_flagged,
  cast(automated_cents * 0.01 as decimal(18, 2)) as automated_amount,  -- for each exposure column
  cast(case when governed_cents > 0
    then (2000000 * automated_cents + governed_cents) // (2 * governed_cents) * 0.000001 end as decimal(9, 6)) as exposure_rate,
  rank() over (partition by sum_by order by automated_cents desc) as rank,
  cast(case when all_cents > 0
    then (2000000 * cumulative_cents + all_cents) // (2 * all_cents) * 0.000001 end as decimal(9, 6)) as cumulative_share
from running
