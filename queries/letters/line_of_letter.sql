-- relation: line_of_letter
-- grain: one row per claim line with an active finding
-- kept: view
--
-- The facts of a line in a letter, as the run has them, for every kind of letter.
select distinct
  payer,
  provider_group,
  line_of_business,
  claim_kind,
  billing_npi,
  claim_id,
  claim_line_number,
  member_id,
  member_name,
  patient_control_number,
  line_start_date,
  line_end_date,
  hcpcs_code,
  modifiers,
  place_of_service_code,
  units,
  first_paid_date,
  paid_date,
  payment_trace_number,
  paid_amount,
  recovered_amount,
  line_id
from finding_now
