-- relation: step_asked
-- grain: one row per flagged line and automated step of its ladder
-- kept: table
--
-- The amount that each automated finding adds to the exposure of its line, each dollar once; why:
-- the reason that keeps it out of letters; why is null where a letter asks for it. Only a refund is asked for, and only where
-- every day in question has a price.
select
  finding_now.*,
  line_step.step_cents,
  case
    when finding_now.kept_out is not null then finding_now.kept_out
    when finding_now.remedy <> 'refund' then 'the remedy is ' || finding_now.remedy
    when finding_now.candidate_amount is null then 'a day in question has no price'
  end as why
from line_step
join finding_now
  on line_step.line_id = finding_now.line_id
 and line_step.check_id = finding_now.check_id
where line_step.rung = 'automated'
  and finding_now.outside is null
