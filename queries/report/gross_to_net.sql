-- relation: gross_to_net
-- grain: one row per check and strength of its active findings that are neither on hold nor not recoupable
-- kept: view
--
-- From the amount that the findings of a check ask alone to the columns of exposure, each strength by
-- itself. overlap is the amount that a stronger or earlier check asks for the same days: gross and the
-- priced days of findings that have an unpriced day, less what the findings add themselves. So the row
-- adds up, to the cent. A finding is in its own strength with all its days; those that a period lowers
-- are in the column of the lower strength. gross is empty where none of the findings has a price.
with asked as (
  select check_id, strength, line_id, candidate_amount
  from finding
  where mode = 'active' and outside is null
),
step as (
  select
    line_step.check_id,
    asked.strength,
    sum(line_step.step_cents) filter (where line_step.rung = 'automated') as automated_cents,  -- for each rung
    sum(line_step.step_cents) as all_cents,
    sum(line_step.step_cents) filter (where asked.candidate_amount is null) as partly_priced_cents
  from line_step
  join asked
    on line_step.line_id = asked.line_id
   and line_step.check_id = asked.check_id
  group by line_step.check_id, asked.strength
),
gross as (
  select check_id, strength, sum(candidate_amount) as gross_amount
  from asked
  group by check_id, strength
)
select
  gross.check_id,
  gross.strength,
  cast(gross.gross_amount as decimal(18, 2)) as gross_amount,
  cast(coalesce(step.partly_priced_cents, 0) * 0.01 as decimal(18, 2)) as partly_priced_amount,
  cast(coalesce(gross.gross_amount, 0)
    + (coalesce(step.partly_priced_cents, 0) - coalesce(step.all_cents, 0)) * 0.01 as decimal(18, 2)) as overlap_amount,
  cast(coalesce(step.automated_cents, 0) * 0.01 as decimal(18, 2)) as automated_amount  -- for each rung, comma between
from gross
left join step
  on gross.check_id = step.check_id
 and gross.strength = step.strength
order by gross.check_id, gross.strength
