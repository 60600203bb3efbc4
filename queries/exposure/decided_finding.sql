-- relation: decided_finding
-- grain: one row per finding of this run that has exposure, and per earlier decision without one
-- kept: audit
--
-- A finding with its net (what it adds to the ladder of its line, each dollar once) and the amount
-- its decision is about: the amount the decision gives, else the net, else (the finding is gone)
-- the candidate the review saw. is_gone: this run has no such finding, as when the provider
-- corrected the claim or the money came back as a reversal; the decision still tells of its check.
with net as (
  select line_id, check_id, cast(sum(step_cents) * 0.01 as decimal(18, 2)) as net_amount
  from line_step
  group by line_id, check_id
),
found as (
  select
    finding.finding_id,
    finding.check_id,
    finding.status,
    finding.opened_again_from,
    finding.in_question_amount,
    finding.candidate_amount,
    coalesce(net.net_amount, 0) as net_amount
  from finding
  left join net
    on finding.line_id = net.line_id
   and finding.check_id = net.check_id
  where finding.mode = 'active' and finding.outside is null
)
select
  found.finding_id,
  found.check_id,
  found.status,
  decision.status as decision,
  found.opened_again_from,
  found.in_question_amount,
  found.candidate_amount,
  found.net_amount,
  coalesce(decision.amount, found.net_amount) as decided_amount,
  false as is_gone
from found
left join decision
  on found.finding_id = decision.finding_id
union all
select
  decision.finding_id,
  decision.seen_check_id,
  decision.status,
  decision.status,
  null,
  null,
  null,
  cast(0 as decimal(18, 2)),
  coalesce(decision.amount, decision.seen_candidate_amount, 0),
  true
from decision
where decision.finding_id not in (select finding_id from finding)
