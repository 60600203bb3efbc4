-- id: DUP-01
-- title: Duplicate claim line
-- strength: automated
-- remedy: refund
-- policy: claim_life
-- stage: 2
-- cleared by: a replacement or reversal the extract does not hold yet; a service truly given twice, billed without a
--   modifier that says so
-- reason: {hcpcs_code} of {line_start_date..line_end_date} repeats, in every particular, a line of another claim
--   that was paid first.
--
-- A line equal in everything to a line of another claim that was paid first: member, provider group,
-- rendering provider, code, modifiers, days, units, charge and drug. The first stands; every
-- later one is not payable, unless it carries a modifier that says the service is a distinct one.
-- Looser likeness is no proof.
with governed as (
  select
    comparable_line.line_id,
    policy.policy_period_id
  from comparable_line
  join policy
    on comparable_line.policy_scope = policy.policy_scope
   and comparable_line.line_start_date <= policy.effective_to
   and comparable_line.line_end_date >= policy.effective_from
)
select
  governed.line_id,
  governed.policy_period_id,
  cast(null as date) as service_date,
  cast(1 as decimal(18, 12)) as not_payable_share,
  duplicate_line.standing_claim_id as related_claim_id
from governed
join duplicate_line
  on governed.line_id = duplicate_line.line_id
