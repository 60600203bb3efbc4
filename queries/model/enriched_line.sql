-- relation: enriched_line
-- grain: one row per claim line that is paid, denied or pended
-- kept: step
--
-- Every column of claim_line, denied_line and superseded_line. An end that neither the line nor,
-- for a line without any date, its claim gives is the start (end_assumed).
with undecided as (
  select payer, claim_id, claim_line_number, payment_row as row_key
  from ledger_service
  where services > 1
  union all
  select payer, claim_id, claim_line_number, row_key
  from net_line
  where state = 'unclear'
),
pended as (
  select payer, claim_id, claim_line_number, max(row_key) as row_key
  from distinct_row
  where claim_status = 'PENDED'
    and not exists (
      select 1
      from settled_line
      where settled_line.payer = distinct_row.payer
        and settled_line.claim_id = distinct_row.claim_id
        and settled_line.claim_line_number = distinct_row.claim_line_number
    )
  group by payer, claim_id, claim_line_number
  union all
  select payer, claim_id, claim_line_number, row_key
  from undecided
),
outcome as (
  select payer, claim_id, claim_line_number, row_key, state, paid_cents, allowed_cents, units
  from settled_line
  union all
  select
    payer, claim_id, claim_line_number, row_key, 'pended' as state,
    cast(0 as bigint) as paid_cents, cast(null as bigint) as allowed_cents, cast(null as decimal(18, 3)) as units
  from pended
),
first_paid as (
  select payer, claim_id, claim_line_number, min(paid_date) as first_paid_date
  from distinct_row
  where is_repeated and claim_status = 'PAID' and not is_reversal
  group by payer, claim_id, claim_line_number
),
dated as (
  select
    outcome.*,
    grouped_row.* exclude (row_key, payer, claim_id, claim_line_number, paid_amount, allowed_amount),
    grouped_row.claim_line_end_date is null
      and not (grouped_row.claim_line_start_date is null and grouped_row.claim_end_date is not null) as end_assumed,
    loaded_file.units_basis as load_units_basis,
    loaded_file.header_amounts
  from outcome
  join grouped_row
    on outcome.row_key = grouped_row.row_key
  join loaded_file
    on grouped_row.load_number = loaded_file.load_number
),
counted as (
  select
    dated.* exclude (line_of_business),
    coalesce(dated.line_of_business, member_day.line_of_business, 'UNKNOWN') as line_of_business,
    member_day.funding,
    date_diff('day', dated.line_start_date, dated.line_end_date) + 1 as day_count,
    case
      when dated.claim_end_date >= coalesce(dated.claim_start_date, dated.line_start_date)
      then date_diff('day', coalesce(dated.claim_start_date, dated.line_start_date), dated.claim_end_date) + 1
    end as header_day_count
  from dated
  left join member_day
    on dated.payer = member_day.payer
   and dated.person_id = member_day.person_id
   and dated.member_id = member_day.member_id
   and dated.line_start_date = member_day.service_date
),
contracted as (
  select
    counted.row_key,
    string_agg(distinct contract_party.contract, '+' order by contract_party.contract) as contract
  from counted
  join contract_party
    on counted.payer = contract_party.payer
   and (contract_party.billing_tin is null or contract_party.billing_tin = counted.provider_group)
   and (contract_party.billing_npi is null or contract_party.billing_npi = counted.billing_npi)
   and (contract_party.line_of_business is null or contract_party.line_of_business = counted.line_of_business)
   and counted.line_start_date >= contract_party.effective_from
   and counted.line_start_date <= coalesce(contract_party.effective_to, date '9999-12-31')
  where contract_party.billing_tin is not null or contract_party.billing_npi is not null
  group by counted.row_key
)
select
  counted.payer || '|' || counted.claim_id || '|' || counted.claim_line_number as line_id,
  counted.payer,
  counted.claim_id,
  counted.claim_line_number,
  counted.state,
  counted.claim_type,
  counted.bill_type_code,
  counted.revenue_center_code,
  counted.person_id,
  counted.member_id,
  counted.plan,
  counted.line_of_business,
  contracted.contract,
  counted.claim_start_date,
  counted.claim_end_date,
  counted.line_start_date,
  counted.line_end_date,
  counted.end_assumed,
  counted.day_count,
  counted.header_day_count,
  counted.admission_date,
  counted.discharge_date,
  coalesce(counted.place_of_service_code, counted.claim_place_of_service_code) as place_of_service_code,
  counted.hcpcs_code,
  case
    when coalesce(counted.hcpcs_modifier_1, counted.hcpcs_modifier_2, counted.hcpcs_modifier_3,
      counted.hcpcs_modifier_4, counted.hcpcs_modifier_5) is null
    then cast([] as varchar[])
    else string_split(concat_ws(' ', counted.hcpcs_modifier_1, counted.hcpcs_modifier_2,
      counted.hcpcs_modifier_3, counted.hcpcs_modifier_4, counted.hcpcs_modifier_5), ' ')
  end as modifiers,
  counted.units,
  case when counted.paid_unit_quantity is not null then 'paid' else counted.load_units_basis end as units_basis,
  counted.rendering_npi,
  counted.billing_npi,
  counted.billing_tin,
  counted.facility_npi,
  counted.ordering_npi,
  counted.provider_group,
  least(
    coalesce(
      counted.first_payment_date,
      first_paid.first_paid_date,
      case when coalesce(counted.claim_status, 'PAID') = 'PAID' then counted.paid_date end
    ),
    replaced_payment.first_paid_date
  ) as first_paid_date,
  counted.paid_date,
  counted.received_date,
  cast(counted.paid_cents * 0.01 as decimal(18, 2)) as paid_amount,
  cast(counted.allowed_cents * 0.01 as decimal(18, 2)) as allowed_amount,
  counted.charge_amount,
  counted.coinsurance_amount,
  counted.copayment_amount,
  counted.deductible_amount,
  counted.other_payer_paid_amount,
  counted.interest_amount,
  counted.paid_cents,
  greatest(counted.allowed_cents, counted.paid_cents) as price_cents,
  -- a span with fewer units than days was served on as many days as it has whole units
  greatest(counted.allowed_cents, counted.paid_cents) // case
    when coalesce(code.is_per_diem, false) and counted.day_count > 1 and counted.units < counted.day_count
    then nullif(cast(floor(counted.units) as bigint), 0)
    else counted.day_count
  end as rate_cents,
  counted.paid_cents > 0 or coalesce(counted.allowed_cents, 0) > 0 as is_payable_evidence,
  case
    when not counted.header_amounts then 'line'
    when counted.claim_type = 'institutional' then 'case'
    else 'allocated'
  end as paid_basis,
  coalesce(counted.payment_arrangement, 'fee_for_service') as payment_arrangement,
  coalesce(counted.payee, 'provider') as payee,
  counted.authorization_number,
  counted.member_name,
  counted.patient_control_number,
  counted.payment_trace_number,
  counted.ndc_code,
  counted.ndc_quantity,
  counted.ndc_unit,
  case
    when coalesce(
      counted.diagnosis_code_1, counted.diagnosis_code_2, counted.diagnosis_code_3, counted.diagnosis_code_4,
      counted.diagnosis_code_5, counted.diagnosis_code_6, counted.diagnosis_code_7, counted.diagnosis_code_8,
      counted.diagnosis_code_9, counted.diagnosis_code_10, counted.diagnosis_code_11, counted.diagnosis_code_12,
      counted.diagnosis_code_13, counted.diagnosis_code_14, counted.diagnosis_code_15, counted.diagnosis_code_16,
      counted.diagnosis_code_17, counted.diagnosis_code_18, counted.diagnosis_code_19, counted.diagnosis_code_20,
      counted.diagnosis_code_21, counted.diagnosis_code_22, counted.diagnosis_code_23, counted.diagnosis_code_24,
      counted.diagnosis_code_25
    ) is null
    then cast([] as varchar[])
    else string_split(concat_ws(' ',
      counted.diagnosis_code_1, counted.diagnosis_code_2, counted.diagnosis_code_3, counted.diagnosis_code_4,
      counted.diagnosis_code_5, counted.diagnosis_code_6, counted.diagnosis_code_7, counted.diagnosis_code_8,
      counted.diagnosis_code_9, counted.diagnosis_code_10, counted.diagnosis_code_11, counted.diagnosis_code_12,
      counted.diagnosis_code_13, counted.diagnosis_code_14, counted.diagnosis_code_15, counted.diagnosis_code_16,
      counted.diagnosis_code_17, counted.diagnosis_code_18, counted.diagnosis_code_19, counted.diagnosis_code_20,
      counted.diagnosis_code_21, counted.diagnosis_code_22, counted.diagnosis_code_23, counted.diagnosis_code_24,
      counted.diagnosis_code_25), ' ')
  end as diagnosis_codes,
  code.code_family,
  code.therapy_class,
  code.counts_as_therapy,
  coalesce(code.is_per_diem, false) as is_per_diem,
  -- one day, several units and a longer claim: the line's end may be lost
  case
    when coalesce(code.is_per_diem, false) and counted.day_count = 1 and counted.header_day_count > 1
      and coalesce(counted.units > 1, false) then false
    else counted.day_count = 1
      or (coalesce(code.is_per_diem, false) and coalesce(counted.units >= counted.day_count, false))
  end as is_certain,
  counted.funding,
  case when counted.state = 'pended' then 'PENDED' when counted.state = 'denied' then 'DENIED' else 'PAID' end as claim_status,
  claim_replacement.replaced_by as superseded_by,
  counted.source_file,
  counted.source_row,
  counted.load_number
from counted
left join contracted
  on counted.row_key = contracted.row_key
left join first_paid
  on counted.payer = first_paid.payer
 and counted.claim_id = first_paid.claim_id
 and counted.claim_line_number = first_paid.claim_line_number
left join replaced_payment
  on counted.payer = replaced_payment.payer
 and counted.claim_id = replaced_payment.claim_id
left join code
  on counted.hcpcs_code = code.code
left join claim_replacement
  on counted.payer = claim_replacement.payer
 and counted.claim_id = claim_replacement.claim_id
 and claim_replacement.is_latest
