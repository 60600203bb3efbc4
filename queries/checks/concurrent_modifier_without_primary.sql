-- id: CON-04
-- title: Concurrent therapy modifier without a primary therapy
-- strength: lead
-- remedy: corrected claim
-- policy: concurrent_therapy
-- stage: 5
-- stands on: taken_day, doubted_day, losing_day
-- parameter: required
-- cleared by: a primary therapy on a claim that was denied, paid by another payer or billed by another provider
-- calendar: yes
-- reason: {hcpcs_code} was paid with [role=second?SH|SJ], and no therapy of the day stands without a modifier: one
--   of them was probably the primary, and underpaid.
--
-- SH and SJ say that another therapy of the day was paid in full. Where every line of the day
-- carries one, one of them was probably the primary, and underpaid: an analyst must look, and the
-- day has no price.
with governed as (
  select
    line_id,
    policy_period_id,
    effective_from,
    effective_to
  from concurrent_therapy_line
  where policy_period_id in (select policy_period_id from policy)
)
select
  governed.line_id,
  governed.policy_period_id,
  misplaced_therapy_day.service_date,
  cast(null as decimal(18, 12)) as not_payable_share,
  cast(null as varchar) as related_claim_id,
  misplaced_therapy_day.holder_line_id as related_line_id,
  case
    when misplaced_therapy_day.is_lead then 'lead'
    when misplaced_therapy_day.is_for_records then 'records'
  end as lowered_to,
  misplaced_therapy_day.role
from governed
join misplaced_therapy_day
  on governed.line_id = misplaced_therapy_day.line_id
 and misplaced_therapy_day.service_date >= governed.effective_from
 and misplaced_therapy_day.service_date <= governed.effective_to
where misplaced_therapy_day.slot = 'none'
