-- relation: compared_row
-- grain: one row per row of the worklist
-- kept: table
--
-- A row says nothing new (is_known) where it repeats what the store knows, or what the run showed
-- that the worklist was made from, or where it leaves open what the last run opened again. An
-- empty day or amount says nothing else. A finding nobody decided on is open.
select
  review_row.*,
  seen_finding.run_id as shown_run,
  seen_finding.paid_amount as shown_paid_amount,
  seen_finding.candidate_amount as shown_candidate_amount,
  coalesce(known_decision.status, 'open') as known_status,
  (
    review_row.status = coalesce(known_decision.status, 'open')
    and coalesce(review_row.decided_date = known_decision.decided_date, review_row.decided_date is null)
    and coalesce(review_row.amount = known_decision.amount, review_row.amount is null)
  ) or (
    coalesce(review_row.run_id = seen_finding.run_id, false)
    and review_row.status = seen_finding.status
    and coalesce(review_row.decided_date = seen_finding.decided_date, review_row.decided_date is null)
    and coalesce(review_row.amount = seen_finding.decided_amount, review_row.amount is null)
  ) or (
    review_row.run_id is null
    and review_row.status = 'open'
    and review_row.decided_date is null
    and coalesce(
      last_shown.opened_again_from = known_decision.status
        and last_shown.decided_date = known_decision.decided_date,
      false
    )
  ) as is_known
from review_row
left join seen_finding
  on review_row.source_row = seen_finding.source_row
left join known_decision
  on review_row.finding_id = known_decision.finding_id
left join last_shown
  on review_row.finding_id = last_shown.finding_id
