-- relation: decided_finding
-- grain: one row per finding of this run that has exposure, and per earlier decision without one
-- kept: audit
--
-- A finding with its net (what it adds to the ladder of its line, each dollar once) and the amount
-- its decision is about: the amount the decision gives, else the net, else (the finding is gone)
-- the candidate the review saw. is_gone: this run has no such finding, as when the provider
-- corrected the claim or the money came back as a reversal; the decision still tells of its check.
--
-- Amounts stand apart by strength. A dollar that is resolved or past its look-back is in the strength
-- of its finding; one of a finding that is gone in that of its check, and in the weakest where the
-- decision names no check.
with step as (
  select
    finding.finding_id,
    coalesce(strength_listed.strength, finding.strength) as strength,
    sum(line_step.step_cents) as step_cents
  from finding
  join line_step
    on finding.line_id = line_step.line_id
   and finding.check_id = line_step.check_id
  left join strength_listed
    on line_step.rung = strength_listed.strength
  where finding.mode = 'active' and finding.outside is null
  group by finding.finding_id, coalesce(strength_listed.strength, finding.strength)
),
net as (
  select
    finding_id,
    cast(sum(step_cents) filter (where strength = 'automated') * 0.01 as decimal(18, 2)) as automated_amount  -- for each strength, comma between
  from step
  group by finding_id
),
found as (
  select
    finding.finding_id,
    finding.check_id,
    finding.strength,
    finding.status,
    finding.opened_again_from,
    finding.in_question_amount,
    finding.candidate_amount,
    coalesce(net.automated_amount, 0) as automated_amount  -- for each strength, comma between
  from finding
  left join net
    on finding.finding_id = net.finding_id
  where finding.mode = 'active' and finding.outside is null
),
weakest as (
  select strength
  from strength_listed
  where strength_rank = (select max(strength_rank) from strength_listed)
),
gone as (
  select
    decision.*,
    coalesce(check_listed.strength, weakest.strength) as strength,
    coalesce(decision.amount, decision.seen_candidate_amount, 0) as gone_amount
  from decision
  cross join weakest
  left join check_listed
    on decision.seen_check_id = check_listed.check_id
  where decision.finding_id not in (select finding_id from finding)
)
select
  found.finding_id,
  found.check_id,
  found.strength,
  found.status,
  decision.status as decision,
  found.opened_again_from,
  found.in_question_amount,
  found.candidate_amount,
  found.automated_amount as net_automated_amount,  -- for each strength
  case when decision.amount is null then found.automated_amount when found.strength = 'automated' then decision.amount else 0 end as decided_automated_amount,  -- for each strength
  false as is_gone
from found
left join decision
  on found.finding_id = decision.finding_id
union all
select
  finding_id,
  seen_check_id,
  strength,
  status,
  status,
  null,
  null,
  null,
  cast(0 as decimal(18, 2)) as net_automated_amount,  -- for each strength
  case when strength = 'automated' then gone_amount else 0 end as decided_automated_amount,  -- for each strength
  true
from gone
