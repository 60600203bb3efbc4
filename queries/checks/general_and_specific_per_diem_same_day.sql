-- id: EXC-01
-- title: General per diem on a day of a specific one
-- strength: automated
-- remedy: refund
-- policy: per_diem
-- stage: 3
-- stands on: taken_day
-- marks: losing_day
-- cleared by: a replacement or reversal the extract does not hold yet; a code changed in the middle of the span
-- reason: {hcpcs_code} is the general code and not for use with {specific_code}, which was paid for the same days.
--
-- The descriptor of a general per diem code bars its use with the specific codes of its family. On
-- a day that one member and provider group have both, the general code is not payable. A span with
-- fewer units than days does not say which days were served, and proves nothing.
with governed as (
  select line_id, policy_period_id
  from general_per_diem_line
  where policy_period_id in (select policy_period_id from policy)
)
select
  governed.line_id,
  governed.policy_period_id,
  excluded_general_day.service_date,
  cast(1 as decimal(18, 12)) as not_payable_share,
  cast(null as varchar) as related_claim_id,
  excluded_general_day.specific_line_id as related_line_id,
  excluded_general_day.specific_code
from governed
join excluded_general_day
  on governed.line_id = excluded_general_day.line_id
 and governed.policy_period_id = excluded_general_day.policy_period_id
