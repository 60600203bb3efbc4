-- relation: finding_change
-- grain: one row per finding that was added, is gone or changed
-- kept: view
--
-- The change of the finding and its reason, with the finding and its line before and after.
select
  finding_id,
  mode,
  what,
  why,
  check_id,
  check_name,
  coalesce(provider_group_after, provider_group_before) as provider_group,
  payer,
  claim_id,
  claim_line_number,
  candidate_amount_before as candidate_before,
  candidate_amount_after as candidate_after,
  status_before,
  status_after,
  policy_before,
  policy_after,
  paid_amount_before as line_paid_before,
  paid_amount_after as line_paid_after,
  line_id
from matched_finding
where what <> 'same'
