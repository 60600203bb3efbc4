-- relation: finding_amount
-- grain: one row per finding and column of exposure in which either run has dollars of it
-- kept: table
--
-- The amount that a finding adds to the exposure of its line in each of two runs, each dollar once,
-- by column of exposure. A monitored finding adds nothing.
with counted as (
  select
    finding_of_run.side,
    finding_of_run.finding_id,
    finding_of_run.mode,
    case
      when finding_of_run.outside is null then step_of_run.rung
      when finding_of_run.outside = 'on hold' then 'on_hold'
      else 'not_recoupable'
    end as column_name,
    step_of_run.step_cents
  from step_of_run
  join finding_of_run
    on step_of_run.side = finding_of_run.side
   and step_of_run.line_id = finding_of_run.line_id
   and step_of_run.check_id = finding_of_run.check_id
  where finding_of_run.mode = 'active'
)
select
  finding_id,
  mode,
  column_name,
  coalesce(sum(step_cents) filter (where side = 'before'), 0) as before_cents,
  coalesce(sum(step_cents) filter (where side = 'after'), 0) as after_cents
from counted
group by finding_id, mode, column_name
