-- relation: submitted_claim
-- grain: one row per line of a claim as billed (837), each bill once
-- kept: step
--
-- Which lines of 837 files are one bill: same payer, biller and number of the provider (CLM01),
-- same frequency and named original, and, where the provider billed that several times, the same
-- turn. A bill that a later file repeats, turn by turn, is read from the later file.
with submitted as (
  select
    medical_claim.load_number * 100000000000 + medical_claim.source_row as row_key,
    medical_claim.load_number,
    medical_claim.payer,
    medical_claim.claim_id,
    medical_claim.claim_line_number,
    coalesce(medical_claim.patient_control_number, medical_claim.claim_id) as patient_control_number,
    coalesce(medical_claim.line_control_number, cast(medical_claim.claim_line_number as varchar)) as line_control_number,
    medical_claim.billing_npi,
    medical_claim.member_id,
    medical_claim.person_id,
    coalesce(medical_claim.claim_frequency_code, '1') as frequency,
    medical_claim.original_claim_id,
    medical_claim.hcpcs_code,
    concat_ws(' ', medical_claim.hcpcs_modifier_1, medical_claim.hcpcs_modifier_2, medical_claim.hcpcs_modifier_3,
      medical_claim.hcpcs_modifier_4, medical_claim.hcpcs_modifier_5) as modifiers,
    coalesce(medical_claim.claim_line_start_date, medical_claim.claim_start_date) as line_start_date
  from medical_claim
  join loaded_file
    on medical_claim.load_number = loaded_file.load_number
  where loaded_file.is_submission
),
turned as (
  select
    *,
    row_number() over (
      partition by load_number, payer, billing_npi, patient_control_number, frequency, original_claim_id, claim_line_number
      order by row_key
    ) as turn
  from submitted
),
latest as (
  select
    *,
    max(load_number) over (
      partition by payer, billing_npi, patient_control_number, frequency, original_claim_id, turn
    ) as last_load
  from turned
)
select
  * exclude (last_load),
  min(row_key) over (
    partition by payer, billing_npi, patient_control_number, frequency, original_claim_id, turn
  ) as bill_key
from latest
where load_number = last_load
