-- relation: claim_row
-- grain: one row per row of medical_claim, revenue code 0001 (the total) left out
-- kept: step
--
-- The few columns that decide which rows make up a line. Money in integer cents, without
-- interest where the extract folds it into the payment. A bill type that ends in 7 or 8 says
-- replacement or void as the frequency code does.
select
  medical_claim.load_number * 100000000000 + medical_claim.source_row as row_key,
  medical_claim.load_number,
  medical_claim.payer,
  medical_claim.claim_id,
  medical_claim.claim_line_number,
  load_history.history,
  coalesce(medical_claim.claim_status, 'PAID') as claim_status,
  medical_claim.claim_version,
  medical_claim.paid_date,
  medical_claim.received_date,
  medical_claim.hcpcs_code,
  medical_claim.claim_line_start_date,
  medical_claim.claim_line_end_date,
  cast((medical_claim.paid_amount
    - case when loaded_file.paid_includes_interest then coalesce(medical_claim.interest_amount, 0) else 0 end) * 100
    as bigint) as given_paid_cents,
  cast(medical_claim.allowed_amount * 100 as bigint) as given_allowed_cents,
  cast(medical_claim.charge_amount * 100 as bigint) as charge_cents,
  coalesce(medical_claim.paid_unit_quantity, medical_claim.service_unit_quantity) as units,
  loaded_file.header_amounts,
  case
    when medical_claim.claim_frequency_code = '8' or right(medical_claim.bill_type_code, 1) = '8' then 'void'
    when coalesce(medical_claim.claim_frequency_code, right(medical_claim.bill_type_code, 1)) = '7' then 'replacement'
  end as instruction,
  nullif(medical_claim.original_claim_id, medical_claim.claim_id) as original_claim_id
from medical_claim
join load_history
  on medical_claim.load_number = load_history.load_number
 and medical_claim.payer = load_history.payer
join loaded_file
  on medical_claim.load_number = loaded_file.load_number
where coalesce(medical_claim.revenue_center_code, '') <> '0001'
