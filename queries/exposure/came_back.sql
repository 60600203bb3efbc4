-- relation: came_back
-- grain: one row per finding that a review says money came back for
-- kept: audit
--
-- How much: the amount of the decision, else all that the finding asks; of a finding without a price
-- all that it has in question. A sign says nothing.
select
  finding.finding_id,
  finding.line_id,
  finding.check_id,
  cast(abs(coalesce(finding.decided_amount, finding.candidate_amount, finding.in_question_amount)) * 100 as bigint) as back_cents
from finding
join status_listed
  on finding.status = status_listed.status
where finding.mode = 'active'
  and status_listed.is_recovered
