-- relation: concurrent_therapy_line
-- grain: one row per per diem line and period of a policy that asks for SH and SJ, where it counts as a therapy
-- kept: view
--
-- CON-01 to CON-04: the lines of which a policy expects a modifier where a day has several
-- therapies. Injections and the like are therapies only where the payer counts them.
select
  claim_line.line_id,
  policy.policy_period_id,
  policy.effective_from,
  policy.effective_to,
  policy.sh_percent,
  policy.sj_percent
from claim_line
join policy_concurrent_therapy as policy
  on claim_line.policy_scope = policy.policy_scope
 and claim_line.line_start_date <= policy.effective_to
 and claim_line.line_end_date >= policy.effective_from
where policy.required
  and (claim_line.counts_as_therapy = 'Y' or (claim_line.counts_as_therapy = 'policy' and policy.injectables_count))
