-- relation: general_per_diem_line
-- grain: one row per line of a general per diem code and period of a policy that bars it beside a specific one
-- kept: view
--
-- EXC-01: the lines that lose a day to a specific code.
select
  claim_line.line_id,
  policy.policy_period_id,
  policy.effective_from,
  policy.effective_to
from claim_line
join policy_per_diem as policy
  on claim_line.policy_scope = policy.policy_scope
 and claim_line.line_start_date <= policy.effective_to
 and claim_line.line_end_date >= policy.effective_from
where policy.exclusions
  and claim_line.hcpcs_code in (select general_code from general_per_diem)
