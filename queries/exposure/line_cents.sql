-- relation: line_cents
-- grain: one row per flagged line and column of exposure that has cents of it
-- kept: audit
--
-- The rule of the columns: the cents of a line by column. The cents of a step of its ladder are in
-- the column of its rung. A line that is on hold, or not recoupable from the provider at all
-- (capitated, paid to the member, paid by case), is different: the cents of all its steps are in the
-- column apart. unpriced are the days in question that nothing priced covers and that review has
-- not ended, less what came back for the line, by recoveries or by what reviews say, beyond all that
-- its ladder asks: a line is never in question for more than it holds.
with unpriced_day as (
  select finding_day.line_id, finding_day.service_date, finding_day.paid_cents
  from finding_day
  join finding
    on finding_day.finding_id = finding.finding_id
  join status_listed
    on finding.status = status_listed.status
  where finding_day.mode = 'active'
  group by finding_day.line_id, finding_day.service_date, finding_day.paid_cents
  having count(finding_day.not_payable_share) = 0
     and count(*) filter (where not status_listed.ends_finding or status_listed.is_recovered) > 0
),
priced_day as (
  select line_id, service_date, paid_cents, max(not_payable_share) as share
  from finding_day
  where mode = 'active'
    and not_payable_share > 0
  group by line_id, service_date, paid_cents
),
priced_line as (
  select line_id, cast(round(round(sum(paid_cents * share), 4), 0) as bigint) as cents
  from priced_day
  group by line_id
),
unpriced_line as (
  select line_id, sum(paid_cents) as cents
  from unpriced_day
  group by line_id
),
-- what reviews say came back, and the steps that it comes off
back_line as (
  select line_id, sum(back_cents) as cents
  from came_back
  group by line_id
),
step_line as (
  select line_id, sum(step_cents) as cents
  from asked_step
  where rung <> 'resolved'
  group by line_id
),
asked as (
  select
    line_step.line_id,
    case
      when paid_line.outside is null then line_step.rung
      when paid_line.outside = 'on hold' then 'on_hold'
      else 'not_recoupable'
    end as exposure_column,
    line_step.step_cents as cents
  from line_step
  join paid_line
    on line_step.line_id = paid_line.line_id
  union all
  select
    unpriced_line.line_id,
    'unpriced' as exposure_column,
    greatest(unpriced_line.cents
      - greatest(coalesce(recovered_line.recovered_cents, 0) - coalesce(priced_line.cents, 0), 0)
      - greatest(coalesce(back_line.cents, 0) - coalesce(step_line.cents, 0), 0), 0) as cents
  from unpriced_line
  join paid_line
    on unpriced_line.line_id = paid_line.line_id
  left join priced_line
    on unpriced_line.line_id = priced_line.line_id
  left join recovered_line
    on unpriced_line.line_id = recovered_line.line_id
  left join back_line
    on unpriced_line.line_id = back_line.line_id
  left join step_line
    on unpriced_line.line_id = step_line.line_id
  where paid_line.outside is null
)
select line_id, exposure_column, cast(sum(cents) as bigint) as cents
from asked
group by line_id, exposure_column
