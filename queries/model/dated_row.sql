-- relation: dated_row
-- grain: one row per row of medical_claim
-- kept: view
--
-- The rows of medical_claim with what identifies one in a number, and the days of the line. A line
-- without a day of its own has that of its claim: the first day is the line's, else the claim's;
-- the last is the line's end, else its start, else the claim's end, else the claim's start.
-- row_key grows with the loads and within a load; no source_row is as large as its factor.
select
  medical_claim.load_number * 100000000000 + medical_claim.source_row as row_key,
  coalesce(medical_claim.claim_line_start_date, medical_claim.claim_start_date) as line_start_date,
  coalesce(medical_claim.claim_line_end_date, medical_claim.claim_line_start_date, medical_claim.claim_end_date,
    medical_claim.claim_start_date) as line_end_date,
  medical_claim.*
from medical_claim
