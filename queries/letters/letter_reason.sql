-- relation: letter_reason
-- grain: one row per finding that a letter may give as a reason for its line
-- kept: view
--
-- The findings a letter speaks of, by strength: a demand gives those that ask for a refund and
-- have a price, a request for records those that a chart decides.
select
  line_id,
  check_id,
  reason,
  related_claim_id,
  related_claim_line_number,
  citation,
  policy_effective_from,
  recoverable_until,
  lookback_rule,
  lookback_citation,
  strength
from finding_now
where kept_out is null
  and (strength = 'records' or (remedy = 'refund' and candidate_amount is not null))
order by line_id, check_id
