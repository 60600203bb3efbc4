-- relation: submitted_claim
-- grain: one row per line of a claim as billed (837), each bill once
-- kept: step
--
-- Which lines of 837 files are one bill: same payer, biller, member and number of the provider
-- (CLM01), same frequency and named original, line numbers going up, same first day. Providers use
-- a number again, for the next week or for another patient: those are other bills. A bill that a
-- later file repeats is read from the later file.
with submitted as (
  select
    dated_row.row_key,
    dated_row.load_number,
    dated_row.payer,
    dated_row.claim_id,
    dated_row.claim_line_number,
    coalesce(dated_row.patient_control_number, dated_row.claim_id) as patient_control_number,
    coalesce(dated_row.line_control_number, cast(dated_row.claim_line_number as varchar)) as line_control_number,
    dated_row.billing_npi,
    dated_row.member_id,
    dated_row.person_id,
    coalesce(dated_row.claim_frequency_code, '1') as frequency,
    dated_row.original_claim_id,
    dated_row.hcpcs_code,
    concat_ws(' ', dated_row.hcpcs_modifier_1, dated_row.hcpcs_modifier_2, dated_row.hcpcs_modifier_3,
      dated_row.hcpcs_modifier_4, dated_row.hcpcs_modifier_5) as modifiers,
    dated_row.line_start_date,
    dated_row.line_end_date
  from dated_row
  join submission
    on dated_row.load_number = submission.load_number
),
started as (
  select
    *,
    case
      when claim_line_number > lag(claim_line_number) over (
        partition by load_number, payer, billing_npi, member_id, person_id, patient_control_number, frequency, original_claim_id
        order by row_key
      ) then 0
      else 1
    end as starts_bill
  from submitted
),
turned as (
  select
    *,
    sum(starts_bill) over (
      partition by load_number, payer, billing_npi, member_id, person_id, patient_control_number, frequency, original_claim_id
      order by row_key
    ) as place
  from started
),
dated as (
  select
    * exclude (starts_bill),
    min(line_start_date) over (
      partition by load_number, payer, billing_npi, member_id, person_id, patient_control_number, frequency, original_claim_id, place
    ) as first_day,
    max(line_end_date) over (
      partition by load_number, payer, billing_npi, member_id, person_id, patient_control_number, frequency, original_claim_id, place
    ) as last_day
  from turned
),
-- the same bill twice in one file: which of the two
numbered as (
  select
    * exclude (place),
    dense_rank() over (
      partition by load_number, payer, billing_npi, member_id, person_id, patient_control_number, frequency, original_claim_id, first_day
      order by place
    ) as turn
  from dated
),
latest as (
  select
    *,
    max(load_number) over (
      partition by payer, billing_npi, member_id, person_id, patient_control_number, frequency, original_claim_id, first_day, turn
    ) as last_load
  from numbered
)
select
  * exclude (last_load),
  min(row_key) over (
    partition by payer, billing_npi, member_id, person_id, patient_control_number, frequency, original_claim_id, first_day, turn
  ) as bill_key
from latest
where load_number = last_load
