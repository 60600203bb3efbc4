-- question: Which findings are near the end of their look-back?
-- parameter as_of: date = ; day to count from; empty: today
-- parameter days: integer = 90; days ahead
-- waiver current_date: asked without a day, the question is about today
--
-- Open findings whose look-back ends within the days, the nearest first. Findings without a rule loaded
-- have no last day and are not here: see lookback_rule in finding.
with day as (
  select coalesce($as_of, current_date) as as_of
)
select
  finding.recoverable_until,
  date_diff('day', day.as_of, finding.recoverable_until) as days_left,
  finding.check_id,
  finding.strength,
  finding.payer,
  finding.provider_group,
  finding.claim_id,
  finding.claim_line_number,
  finding.candidate_amount,
  finding.lookback_rule
from finding
cross join day
where finding.mode = 'active'
  and finding.outside is null
  and finding.status in ('open', 'requested')
  and finding.recoverable_until >= day.as_of
  and finding.recoverable_until <= day.as_of + cast($days as integer)
order by finding.recoverable_until, finding.candidate_amount desc nulls last, finding.claim_id, finding.claim_line_number, finding.check_id
