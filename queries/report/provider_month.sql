-- relation: provider_month
-- grain: one row per provider group and month of service
-- kept: view
--
-- The paid amount and each column of exposure, month by month.
select
  provider_group,
  month,
  cast(sum(lines_paid) as bigint) as lines_paid,
  cast(sum(lines_flagged) as bigint) as lines_flagged,
  cast(sum(paid_cents) * 0.01 as decimal(18, 2)) as paid_amount,
  cast(sum(governed_cents) * 0.01 as decimal(18, 2)) as governed_amount,
  cast(sum(automated_cents) * 0.01 as decimal(18, 2)) as automated_amount  -- for each exposure column, comma between
from exposure_cell
group by provider_group, month
order by provider_group, month
