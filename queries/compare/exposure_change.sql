-- relation: exposure_change
-- grain: one row per column of exposure
-- kept: view
--
-- The exposure of both runs, column by column, in the order of the columns.
with summed as (
  select
    column_name,
    sum(cents) filter (where side = 'before') as before_cents,
    sum(cents) filter (where side = 'after') as after_cents
  from cell_amount
  group by column_name
)
select
  exposure_column.column_name || '_amount' as column_name,
  cast(coalesce(summed.before_cents, 0) * 0.01 as decimal(18, 2)) as before,
  cast(coalesce(summed.after_cents, 0) * 0.01 as decimal(18, 2)) as after,
  cast((coalesce(summed.after_cents, 0) - coalesce(summed.before_cents, 0)) * 0.01 as decimal(18, 2)) as difference
from exposure_column
left join summed
  on exposure_column.column_name = summed.column_name
order by exposure_column.place
