-- id: CON-02
-- title: Third therapy without SJ
-- strength: automated
-- remedy: corrected claim
-- policy: concurrent_therapy
-- stage: 5
-- stands on: taken_day, doubted_day, losing_day
-- parameter: required
-- cleared by: a rate already cut for the third therapy; the same drug billed again, not a further therapy; a
--   replacement the extract does not hold yet
-- share: [(1 - {sj_percent}/100)]
-- calendar: yes
-- records: the orders and dispensing records of these days: which therapies were given, and which of them were the
--   first and second
-- reason: {hcpcs_code} was paid without a modifier beside {holder_code} as primary and another line as second; as a
--   third therapy of the day it should carry SJ[ and pay {sj_percent} percent].[is_lower_bound? The member or another
--   payer paid a part of the price: the amount is a lower bound.]
--
-- Every therapy of a day beyond the primary and the second carries SJ. An unmodified line left
-- over is one of them. What it was paid above the percentage of a third therapy is not payable;
-- without a percentage in the policy the day is in question and has no price. misplaced_therapy_day
-- says which lines do not fit.
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
  misplaced_therapy_day.service_date,
  cast(1 - governed.sj_percent * 0.01 as decimal(18, 12)) as not_payable_share,
  cast(null as varchar) as related_claim_id,
  misplaced_therapy_day.holder_line_id as related_line_id,
  case
    when misplaced_therapy_day.is_lead then 'lead'
    when misplaced_therapy_day.is_for_records then 'records'
  end as lowered_to,
  misplaced_therapy_day.holder_code,
  governed.sj_percent,
  misplaced_therapy_day.is_price_shared and governed.sj_percent is not null as is_lower_bound
from governed
join misplaced_therapy_day
  on governed.line_id = misplaced_therapy_day.line_id
 and misplaced_therapy_day.service_date >= governed.effective_from
 and misplaced_therapy_day.service_date <= governed.effective_to
where misplaced_therapy_day.role = 'primary'
  and misplaced_therapy_day.slot = 'third'
  and coalesce(governed.sj_percent * 0.01 < 1, true)
