-- relation: exposure_sum
-- grain: one row per way of summing (provider, npi, month, line_of_business, payer) and its key
-- kept: view
--
-- Net exposure in its columns, each dollar once in each way of summing. automated, records and
-- lead dollars are never added into one; rank and cumulative_share are of the automated dollars.
-- exposure_rate is automated over governed: what was paid on lines that some check looked at.
with keyed as (
  select
    dimension.sum_by,
    case dimension.sum_by
      when 'provider' then exposure_cell.provider_group
      when 'npi' then exposure_cell.npi
      when 'month' then cast(exposure_cell.month as varchar)
      when 'line_of_business' then exposure_cell.line_of_business
      else exposure_cell.payer
    end as sum_key,
    exposure_cell.*
  from exposure_cell
  cross join (values ('provider'), ('npi'), ('month'), ('line_of_business'), ('payer')) as dimension(sum_by)
),
summed as (
  select
    sum_by,
    sum_key,
    sum(lines_paid) as lines_paid,
    sum(paid_cents) as paid_cents,
    sum(governed_cents) as governed_cents,
    sum(lines_flagged) as lines_flagged,
    sum(automated_cents) as automated_cents,
    sum(records_cents) as records_cents,
    sum(lead_cents) as lead_cents,
    sum(unpriced_cents) as unpriced_cents,
    sum(out_of_lookback_cents) as out_of_lookback_cents,
    sum(on_hold_cents) as on_hold_cents,
    sum(not_recoupable_cents) as not_recoupable_cents,
    sum(resolved_cents) as resolved_cents
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
  cast(automated_cents * 0.01 as decimal(18, 2)) as automated_amount,
  cast(records_cents * 0.01 as decimal(18, 2)) as records_amount,
  cast(lead_cents * 0.01 as decimal(18, 2)) as lead_amount,
  cast(unpriced_cents * 0.01 as decimal(18, 2)) as unpriced_amount,
  cast(out_of_lookback_cents * 0.01 as decimal(18, 2)) as out_of_lookback_amount,
  cast(on_hold_cents * 0.01 as decimal(18, 2)) as on_hold_amount,
  cast(not_recoupable_cents * 0.01 as decimal(18, 2)) as not_recoupable_amount,
  cast(resolved_cents * 0.01 as decimal(18, 2)) as resolved_amount,
  cast(case when governed_cents > 0 then cast(automated_cents as double) / governed_cents end as decimal(9, 6)) as exposure_rate,
  rank() over (partition by sum_by order by automated_cents desc) as rank,
  cast(case when all_cents > 0 then cast(cumulative_cents as double) / all_cents end as decimal(9, 6)) as cumulative_share
from running
