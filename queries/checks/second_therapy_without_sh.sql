-- id: CON-01
-- title: Second therapy without SH
-- strength: automated
-- remedy: corrected claim
-- policy: concurrent_therapy
-- stage: 5
-- stands on: taken_day, losing_day
-- parameter: required
-- cleared by: a rate already cut for the second therapy; the same drug billed again, not a second therapy; a
--   replacement the extract does not hold yet
-- reason: {hcpcs_code} was paid without a modifier beside {holder_code} as primary; as the second therapy of the
--   day it should carry SH[ and pay {sh_percent} percent].[is_lower_bound? The member or another payer paid a part of
--   the price: the amount is a lower bound.]
--
-- The second therapy of a day carries SH and pays less. Where no line of the member, provider
-- group and day carries it, the best unmodified therapy after the primary is the second. What it
-- was paid above the second therapy's percentage is not payable; without a percentage in the
-- policy the day is in question and has no price. therapy_slot says how the lines take their
-- places.
with governed as (
  select
    line_id,
    policy_period_id,
    effective_from,
    effective_to,
    sh_percent
  from concurrent_therapy_line
  where policy_period_id in (select policy_period_id from policy)
)
select
  governed.line_id,
  governed.policy_period_id,
  therapy_slot.service_date,
  cast(1 - governed.sh_percent * 0.01 as decimal(18, 12)) as not_payable_share,
  therapy_slot.holder_claim_id as related_claim_id,
  therapy_slot.holder_code,
  governed.sh_percent,
  therapy_slot.is_price_shared and governed.sh_percent is not null as is_lower_bound
from governed
join therapy_slot
  on governed.line_id = therapy_slot.line_id
 and therapy_slot.service_date >= governed.effective_from
 and therapy_slot.service_date <= governed.effective_to
where therapy_slot.role = 'primary'
  and therapy_slot.slot = 'second'
  -- paid in full by the policy's own word: nothing to take back
  and coalesce(governed.sh_percent * 0.01 < 1, true)
