-- id: CON-02
-- title: Third therapy without SJ
-- strength: automated
-- remedy: corrected claim
-- policy: concurrent_therapy
-- stage: 5
-- stands on: taken_day, losing_day
-- parameter: required
-- cleared by: a rate already cut for the third therapy; the same drug billed again, not a further therapy; a
--   replacement the extract does not hold yet
-- reason: {hcpcs_code} was paid without a modifier beside {holder_code} as primary and another line as second; as a
--   third therapy of the day it should carry SJ[ and pay {sj_percent} percent].[is_lower_bound? The member or another
--   payer paid a part of the price: the amount is a lower bound.]
--
-- Every therapy of a day beyond the primary and the second carries SJ. An unmodified line left
-- over is one of them. What it was paid above the percentage of a third therapy is not payable;
-- without a percentage in the policy the day is in question and has no price. therapy_slot says
-- how the lines take their places.
with governed as (
  select
    line_id,
    policy_period_id,
    effective_from,
    effective_to,
    sj_percent
  from concurrent_therapy_line
  where policy_period_id in (select policy_period_id from policy)
)
select
  governed.line_id,
  governed.policy_period_id,
  therapy_slot.service_date,
  cast(1 - governed.sj_percent * 0.01 as decimal(18, 12)) as not_payable_share,
  therapy_slot.holder_claim_id as related_claim_id,
  therapy_slot.holder_code,
  governed.sj_percent,
  therapy_slot.is_price_shared and governed.sj_percent is not null as is_lower_bound
from governed
join therapy_slot
  on governed.line_id = therapy_slot.line_id
 and therapy_slot.service_date >= governed.effective_from
 and therapy_slot.service_date <= governed.effective_to
where therapy_slot.role = 'primary'
  and therapy_slot.slot = 'third'
  and coalesce(governed.sj_percent * 0.01 < 1, true)
