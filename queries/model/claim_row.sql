-- relation: claim_row
-- grain: one row per row of version_row, revenue code 0001 (the total) left out
-- kept: step
--
-- The few columns that decide which rows make up a line. Money in integer cents. A bill type that
-- ends in 7 or 8 says replacement or void as the frequency code does.
select
  version_row.row_key,
  version_row.load_number,
  version_row.payer,
  version_row.claim_id,
  version_row.claim_line_number,
  load_history.history,
  coalesce(version_row.claim_status, 'PAID') as claim_status,
  version_row.claim_version,
  version_row.paid_date,
  version_row.received_date,
  version_row.hcpcs_code,
  version_row.claim_line_start_date,
  version_row.claim_line_end_date,
  cast(version_row.paid_amount * 100 as bigint) as given_paid_cents,
  cast(version_row.allowed_amount * 100 as bigint) as given_allowed_cents,
  cast(version_row.charge_amount * 100 as bigint) as charge_cents,
  coalesce(version_row.paid_unit_quantity, version_row.service_unit_quantity) as units,
  loaded_file.header_amounts,
  case
    when version_row.claim_frequency_code = '8' or right(version_row.bill_type_code, 1) = '8' then 'void'
    when coalesce(version_row.claim_frequency_code, right(version_row.bill_type_code, 1)) = '7' then 'replacement'
  end as instruction,
  nullif(version_row.original_claim_id, version_row.claim_id) as original_claim_id
from version_row
join load_history
  on version_row.load_number = load_history.load_number
 and version_row.payer = load_history.payer
join loaded_file
  on version_row.load_number = loaded_file.load_number
where coalesce(version_row.revenue_center_code, '') <> '0001'
