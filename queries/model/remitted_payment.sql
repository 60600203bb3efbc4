-- relation: remitted_payment
-- grain: one row per service line of a remittance (835), or claim without lines, that moved money
-- kept: step
--
-- The claim status says what the row is: a payment, a denial, or a reversal of earlier payments;
-- a status that is none of these tells of no payment. No status at all is a payment. Cents and
-- units of a reversal count against.
with known as (
  select
    row_number() over (order by remittance.load_number, remittance.source_row) as movement_key,
    remittance.*,
    coalesce(remittance_status.effect, case when remittance.claim_status_code is null then 'payment' else 'none' end) as stated_effect
  from remittance
  left join remittance_status
    on remittance.claim_status_code = remittance_status.code
  where remittance.provider_adjustment_code is null
    and remittance.payer_claim_id is not null
),
told as (
  select
    *,
    case when stated_effect = 'payment' and paid_amount < 0 then 'reversal' else stated_effect end as effect
  from known
  where stated_effect <> 'none'
)
select
  movement_key,
  load_number,
  source_row,
  payer,
  payer_claim_id,
  patient_control_number,
  line_control_number,
  billing_npi,
  member_id,
  -- the code as billed, where the payer changed it: bills are met by it
  coalesce(billed_hcpcs_code, hcpcs_code) as hcpcs_code,
  coalesce(case when billed_hcpcs_code is null then modifiers else billed_modifiers end, '') as modifiers,
  service_start_date,
  payment_date,
  payment_number,
  effect,
  case effect
    when 'payment' then cast(paid_amount * 100 as bigint)
    when 'reversal' then -abs(cast(paid_amount * 100 as bigint))
    else 0
  end as paid_cents,
  case effect
    when 'payment' then cast(allowed_amount * 100 as bigint)
    when 'reversal' then -abs(cast(allowed_amount * 100 as bigint))
  end as allowed_cents,
  case effect
    when 'payment' then paid_unit_quantity
    when 'reversal' then -abs(paid_unit_quantity)
  end as units
from told
