-- relation: provider_amount
-- grain: one row per provider group of either run and column of exposure
-- kept: view
--
-- The exposure of a provider in both runs, column by column.
with summed as (
  select
    provider_group,
    column_name,
    coalesce(sum(cents) filter (where side = 'before'), 0) as before_cents,
    coalesce(sum(cents) filter (where side = 'after'), 0) as after_cents
  from cell_amount
  group by provider_group, column_name
)
select
  provider_group,
  column_name,
  cast(before_cents * 0.01 as decimal(18, 2)) as before,
  cast(after_cents * 0.01 as decimal(18, 2)) as after,
  cast((after_cents - before_cents) * 0.01 as decimal(18, 2)) as difference
from summed
