-- relation: orphan_reversal
-- grain: one row per reversal that finds no paid line
-- kept: state
--
-- Counted and listed with the load: money that came back for a claim the store does not hold.
select
  dated_row.load_number, dated_row.source_row, reversal_under_other_claim.payer, reversal_under_other_claim.claim_id,
  reversal_under_other_claim.claim_line_number, reversal_under_other_claim.original_claim_id,
  reversal_under_other_claim.paid_date
from reversal_under_other_claim
join dated_row
  on reversal_under_other_claim.row_key = dated_row.row_key
where not reversal_under_other_claim.line_found
