-- id: CON-02
-- title: Third therapy without SJ
-- strength: automated
-- remedy: corrected claim
-- policy: concurrent_therapy
-- parameter: required
-- cleared by: a rate already cut for the third therapy; the same drug billed again, not a further therapy; a
--   replacement the extract does not hold yet
--
-- Every therapy of a day beyond the primary and the second carries SJ. An unmodified line left
-- over is one of them. What it was paid above the percentage of a third therapy is not payable;
-- without a percentage in the policy the day is in question and has no price. therapy_slot says
-- how the lines take their places.
with governed as (
  select
    claim_line.line_id,
    claim_line.hcpcs_code,
    policy.policy_period_id,
    policy.effective_from,
    policy.effective_to,
    policy.sj_percent
  from claim_line
  join policy
    on claim_line.policy_scope = policy.policy_scope
   and claim_line.line_start_date <= policy.effective_to
   and claim_line.line_end_date >= policy.effective_from
  where policy.required
    and (claim_line.counts_as_therapy = 'Y' or (claim_line.counts_as_therapy = 'policy' and policy.injectables_count))
)
select
  governed.line_id,
  governed.policy_period_id,
  therapy_slot.service_date,
  cast(1 - governed.sj_percent * 0.01 as decimal(18, 12)) as not_payable_share,
  governed.hcpcs_code || ' was paid without a modifier beside ' || therapy_slot.holder_code
    || ' as primary and another line as second; as a third therapy of the day it should carry SJ'
    || coalesce(' and pay ' || regexp_replace(cast(governed.sj_percent as varchar), '[.]?0+$', '') || ' percent', '')
    || '.'
    || case
      when therapy_slot.is_price_shared and governed.sj_percent is not null
      then ' The member or another payer paid a part of the price: the amount is a lower bound.' else ''
    end as reason,
  therapy_slot.holder_claim_id as related_claim_id
from governed
join therapy_slot
  on governed.line_id = therapy_slot.line_id
 and therapy_slot.service_date >= governed.effective_from
 and therapy_slot.service_date <= governed.effective_to
where therapy_slot.role = 'primary'
  and therapy_slot.slot = 'third'
  and coalesce(governed.sj_percent * 0.01 < 1, true)
