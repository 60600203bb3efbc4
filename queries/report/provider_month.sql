-- relation: provider_month
-- grain: one row per provider group and month of service
-- kept: view
--
-- What was paid and what stands in each column, month by month.
select
  provider_group,
  month,
  cast(sum(lines_paid) as bigint) as lines_paid,
  cast(sum(lines_flagged) as bigint) as lines_flagged,
  cast(sum(paid_cents) * 0.01 as decimal(18, 2)) as paid_amount,
  cast(sum(governed_cents) * 0.01 as decimal(18, 2)) as governed_amount,
  cast(sum(automated_cents) * 0.01 as decimal(18, 2)) as automated_amount,
  cast(sum(records_cents) * 0.01 as decimal(18, 2)) as records_amount,
  cast(sum(lead_cents) * 0.01 as decimal(18, 2)) as lead_amount,
  cast(sum(unpriced_cents) * 0.01 as decimal(18, 2)) as unpriced_amount,
  cast(sum(out_of_lookback_cents) * 0.01 as decimal(18, 2)) as out_of_lookback_amount,
  cast(sum(on_hold_cents) * 0.01 as decimal(18, 2)) as on_hold_amount,
  cast(sum(not_recoupable_cents) * 0.01 as decimal(18, 2)) as not_recoupable_amount,
  cast(sum(resolved_cents) * 0.01 as decimal(18, 2)) as resolved_amount
from exposure_cell
group by provider_group, month
order by provider_group, month
