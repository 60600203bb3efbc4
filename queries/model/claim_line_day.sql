-- relation: claim_line_day
-- grain: one row per claim line and day of its span
-- kept: view
--
-- A line's paid cents spread evenly over its days, the remainder on the earliest days. The only
-- place a payment is split.
select
  line.line_id,
  line.line_start_date + cast(day_number.n as integer) as service_date,
  day_number.n as day_index,
  line.paid_cents // line.day_count + case when day_number.n < line.paid_cents % line.day_count then 1 else 0 end as paid_cents,
  line.is_certain
from (
  select line_id, line_start_date, day_count, paid_cents, is_certain from claim_line
  union all
  select line_id, line_start_date, day_count, paid_cents, is_certain from superseded_line
) as line
join day_number
  on day_number.n < line.day_count
