-- relation: step_asked
-- grain: one row per flagged line and automated step of its ladder
-- kept: table
--
-- The amount that each automated finding adds to the exposure of its line, each dollar once; why:
-- the reason that keeps it out of letters; why is null where a letter asks for it. Only a refund is
-- asked for, and only where every day in question has a price. Where a demand stands for more than
-- its finding adds to the line, some of its dollars are in the steps of others: those wait for its end.
with own_step as (
  select line_id, check_id, sum(step_cents) as step_cents
  from line_step
  group by line_id, check_id
),
demanded_line as (
  select distinct finding_now.line_id
  from finding_now
  left join own_step
    on finding_now.line_id = own_step.line_id
   and finding_now.check_id = own_step.check_id
  where finding_now.kept_out = 'demanded already'
    and finding_now.candidate_amount * 100 > coalesce(own_step.step_cents, 0)
)
select
  finding_now.*,
  line_step.step_cents,
  case
    when finding_now.kept_out is not null then finding_now.kept_out
    when finding_now.remedy <> 'refund' then 'the remedy is ' || finding_now.remedy
    when finding_now.candidate_amount is null then 'a day in question has no price'
    when demanded_line.line_id is not null then 'dollars of the line were demanded already'
  end as why
from line_step
join finding_now
  on line_step.line_id = finding_now.line_id
 and line_step.check_id = finding_now.check_id
left join demanded_line
  on line_step.line_id = demanded_line.line_id
where line_step.rung = 'automated'
  and finding_now.outside is null
