-- id: CON-04
-- title: Concurrent therapy modifier without a primary therapy
-- strength: lead
-- remedy: corrected claim
-- policy: concurrent_therapy
-- parameter: required
-- cleared by: a primary therapy on a claim that was denied, paid by another payer or billed by another provider
--
-- SH and SJ say that another therapy of the day was paid in full. Where every line of the day
-- carries one, one of them was probably the primary, and underpaid: an analyst must look, and the
-- day has no price.
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
  where policy.required
    and (claim_line.counts_as_therapy = 'Y' or (claim_line.counts_as_therapy = 'policy' and policy.injectables_count))
)
select
  governed.line_id,
  governed.policy_period_id,
  therapy_slot.service_date,
  cast(null as decimal(18, 12)) as not_payable_share,
  governed.hcpcs_code || case when therapy_slot.role = 'second' then ' was paid with SH' else ' was paid with SJ' end
    || ', and no therapy of the day stands without a modifier: one of them was probably the primary, and underpaid.' as reason,
  therapy_slot.holder_claim_id as related_claim_id
from governed
join therapy_slot
  on governed.line_id = therapy_slot.line_id
 and therapy_slot.service_date >= governed.effective_from
 and therapy_slot.service_date <= governed.effective_to
where therapy_slot.slot = 'none'
