-- id: LOB-01
-- title: Code family wrong for the line of business
-- strength: automated
-- remedy: corrected claim
-- policy: code_family
-- stage: 1
-- cleared by: an individual contract that accepts the code; a line of business changed back in time; a claim after
--   a Medicare denial
-- records: the contract, or the other payer's denial, by which this code was to be billed
-- reason: {hcpcs_code} is [kind=s_code?an S code|an infusion visit code]; for line of business {line_of_business}
--   the policy accepts [accepts_s_codes?S codes|infusion visit codes].
--
-- The policy says by line of business whether home infusion is billed with S codes (every code of
-- per_diem_code) or with infusion visit codes. A line of the other kind is not payable. A line of
-- business that is unknown, or that the policy does not list, is not checked.
with governed as (
  select
    claim_line.line_id,
    case when per_diem_code.code is not null then 's_code' else 'infusion_visit' end as kind,
    policy.policy_period_id,
    policy.accepted_families,
    case
      when policy.accepted_families is null
      then 'the policy lists no code family for line of business ' || claim_line.line_of_business
    end as not_applicable
  from claim_line
  left join per_diem_code
    on claim_line.hcpcs_code = per_diem_code.code
  join policy
    on claim_line.policy_scope = policy.policy_scope
   and claim_line.line_start_date <= policy.effective_to
   and claim_line.line_end_date >= policy.effective_from
  where per_diem_code.code is not null
     or claim_line.code_family = 'infusion_visit'
)
select
  line_id,
  policy_period_id,
  cast(null as date) as service_date,
  cast(1 as decimal(18, 12)) as not_payable_share,
  cast(null as varchar) as related_claim_id,
  kind,
  list_contains(accepted_families, 's_code') as accepts_s_codes
from governed
where not list_contains(accepted_families, kind)
