-- id: EXC-01
-- title: General per diem on a day of a specific one
-- strength: automated
-- remedy: refund
-- policy: per_diem
-- cleared by: a replacement or reversal the extract does not hold yet; a code changed in the middle of the span
--
-- The descriptor of a general per diem code bars its use with the specific codes of its family. On
-- a day that one member and provider group have both, the general code is not payable. A span with
-- fewer units than days does not say which days were served, and proves nothing.
with governed as (
  select
    claim_line.line_id,
    claim_line.hcpcs_code,
    policy.policy_period_id,
    policy.effective_from,
    policy.effective_to
  from claim_line
  join policy
    on claim_line.policy_scope = policy.policy_scope
   and claim_line.line_start_date <= policy.effective_to
   and claim_line.line_end_date >= policy.effective_from
  where policy.exclusions
    and claim_line.hcpcs_code in (select general_code from general_per_diem)
)
select
  governed.line_id,
  governed.policy_period_id,
  excluded_general_day.service_date,
  cast(1 as decimal(18, 12)) as not_payable_share,
  governed.hcpcs_code || ' is the general code and not for use with ' || excluded_general_day.specific_code
    || ', which was paid for the same days.' as reason,
  excluded_general_day.specific_claim_id as related_claim_id
from governed
join excluded_general_day
  on governed.line_id = excluded_general_day.line_id
 and excluded_general_day.service_date >= governed.effective_from
 and excluded_general_day.service_date <= governed.effective_to
