-- id: CON-03
-- title: Two second therapies on one day
-- strength: automated
-- remedy: corrected claim
-- policy: concurrent_therapy
-- stage: 5
-- stands on: taken_day, doubted_day, losing_day
-- parameter: required
-- cleared by: a rate already cut for the third therapy; a replacement the extract does not hold yet
-- share: [(1 - {sj_percent}/{sh_percent})]
-- calendar: yes
-- records: the orders and dispensing records of these days: which therapies were given, and which of them were the
--   first and second
-- reason: {hcpcs_code} was paid with SH beside {holder_code}, the second therapy of the day; as a third therapy it
--   should carry SJ[ and pay {sj_percent} percent].[is_lower_bound? The member or another payer paid a part of the
--   price: the amount is a lower bound.]
--
-- A day has one second therapy. A further line with SH is a third therapy and should carry SJ: of
-- what it was paid as a second therapy, the part above the percentage of a third is not payable.
-- Without both percentages, or where the second pays nothing, the day is in question and has no
-- price. misplaced_therapy_day says which lines do not fit.
with governed as (
  select
    line_id,
    policy_period_id,
    effective_from,
    effective_to,
    sh_percent,
    sj_percent
  from concurrent_therapy_line
  where policy_period_id in (select policy_period_id from policy)
)
select
  governed.line_id,
  governed.policy_period_id,
  misplaced_therapy_day.service_date,
  cast(1 - governed.sj_percent / nullif(governed.sh_percent, 0) as decimal(18, 12)) as not_payable_share,
  cast(null as varchar) as related_claim_id,
  misplaced_therapy_day.holder_line_id as related_line_id,
  case
    when misplaced_therapy_day.is_lead then 'lead'
    when misplaced_therapy_day.is_for_records then 'records'
  end as lowered_to,
  misplaced_therapy_day.holder_code,
  governed.sh_percent,
  governed.sj_percent,
  misplaced_therapy_day.is_price_shared and governed.sh_percent > 0 and governed.sj_percent is not null as is_lower_bound
from governed
join misplaced_therapy_day
  on governed.line_id = misplaced_therapy_day.line_id
 and misplaced_therapy_day.service_date >= governed.effective_from
 and misplaced_therapy_day.service_date <= governed.effective_to
where misplaced_therapy_day.role = 'second'
  and misplaced_therapy_day.slot = 'third'
  and coalesce(governed.sj_percent < governed.sh_percent or governed.sh_percent = 0, true)
