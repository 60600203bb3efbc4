-- relation: orphan_reversal
-- grain: one row per reversal that finds no paid line
-- kept: state
--
-- Counted and listed with the load: money that came back for a claim the store does not hold.
select load_number, row_key % 100000000000 as source_row, payer, claim_id, claim_line_number, original_claim_id, paid_date
from reversal_under_other_claim
where not line_found
