-- relation: reversal
-- grain: one row per reversal of a claim line, under the claim line it belongs to
-- kept: state
--
-- What the extract itself shows as taken back, so that a recovery that is the same event counts
-- once.
select payer, claim_id, claim_line_number, paid_date, abs(paid_cents) as paid_cents
from distinct_row
where is_reversal
  and claim_status <> 'PENDED'
  and not exists (select 1 from reversal_under_other_claim where reversal_under_other_claim.row_key = distinct_row.row_key)
union all
select payer, linked_claim_id as claim_id, linked_line_number as claim_line_number, paid_date, paid_cents
from reversal_under_other_claim
where line_found
