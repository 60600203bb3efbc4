-- relation: version_row
-- grain: one row per version of a claim line, with its payment
-- kept: view
--
-- The rows of medical_claim; those of an 837, which is a bill, with the payment that matches it.
select dated_row.*, cast(null as date) as first_payment_date
from dated_row
where dated_row.load_number not in (select load_number from loaded_file where is_submission)
union all
select
  dated_row.* replace (
    adjudicated_row.claim_id as claim_id,
    adjudicated_row.claim_status as claim_status,
    cast(adjudicated_row.paid_cents * 0.01 as decimal(18, 2)) as paid_amount,
    cast(adjudicated_row.allowed_cents * 0.01 as decimal(18, 2)) as allowed_amount,
    adjudicated_row.units as paid_unit_quantity,
    adjudicated_row.paid_date as paid_date,
    coalesce(dated_row.payment_trace_number, adjudicated_row.payment_trace_number) as payment_trace_number
  ),
  adjudicated_row.first_payment_date
from dated_row
join adjudicated_row
  on dated_row.row_key = adjudicated_row.row_key
