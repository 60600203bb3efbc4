-- relation: gross_to_net
-- grain: one row per check with an active finding that is neither on hold nor not recoupable
-- kept: view
--
-- From the amount that each check asks alone to the columns of exposure. overlap is the amount that
-- a stronger or earlier check asks for the same days: gross and the priced days of findings
-- that have an unpriced day, less what the check adds itself. So the row adds up, to the cent.
with asked as (
  select check_id, line_id, candidate_amount
  from finding
  where mode = 'active' and outside is null
),
step as (
  select
    line_step.check_id,
    sum(line_step.step_cents) as all_cents,
    sum(line_step.step_cents) filter (where asked.candidate_amount is null) as partly_priced_cents
  from line_step
  join asked
    on line_step.line_id = asked.line_id
   and line_step.check_id = asked.check_id
  group by line_step.check_id
),
gross as (
  select check_id, sum(candidate_amount) as gross_amount
  from asked
  group by check_id
)
select
  gross.check_id,
  cast(coalesce(gross.gross_amount, 0) as decimal(18, 2)) as gross_amount,
  cast(coalesce(step.partly_priced_cents, 0) * 0.01 as decimal(18, 2)) as partly_priced_amount,
  cast(coalesce(gross.gross_amount, 0)
    + (coalesce(step.partly_priced_cents, 0) - coalesce(step.all_cents, 0)) * 0.01 as decimal(18, 2)) as overlap_amount
from gross
left join step
  on gross.check_id = step.check_id
order by gross.check_id
