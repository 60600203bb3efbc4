-- relation: paid_line
-- grain: one row per final-action claim line paid more than 0, replaced claims included
-- kept: audit
--
-- The lines an audit can ask money for, and the denominator of every exposure table. `outside`
-- is the reason why a line has no exposure at all: the payment arrangement, the payee, a payment by
-- case that belongs to no single line, or a hold.
with line as (
  select * exclude (superseded_by) from claim_line where paid_cents > 0
  union all
  select * exclude (superseded_by) from superseded_line where paid_cents > 0
),
held as (
  select distinct line.line_id
  from line
  join hold
    on line.claim_id = hold.claim_id
   and line.payer = coalesce(hold.payer, line.payer)
  cross join audit_parameter
  where audit_parameter.as_of >= coalesce(hold.from_date, date '0001-01-01')
    and audit_parameter.as_of <= coalesce(hold.to_date, date '9999-12-31')
)
select
  line.line_id, line.payer, line.claim_id, line.claim_line_number, line.claim_type, line.line_of_business,
  line.policy_scope, line.person_id, line.member_id, line.billing_npi, line.provider_group, line.rendering_npi,
  line.hcpcs_code, line.modifiers, line.place_of_service_code, line.line_start_date, line.line_end_date,
  line.day_count, line.units, line.first_paid_date, line.paid_date, line.paid_amount, line.paid_cents,
  line.paid_basis, line.code_family, line.funding,
  line.member_name, line.patient_control_number, line.payment_trace_number,
  cast(date_trunc('month', line.line_start_date) as date) as service_month,
  case
    when line.payment_arrangement <> 'fee_for_service' then line.payment_arrangement
    when line.payee <> 'provider' then 'paid to the member'
    when line.paid_basis = 'case' then 'paid by case'
    when held.line_id is not null then 'on hold'
  end as outside,
  held.line_id is not null as is_on_hold
from line
left join held
  on line.line_id = held.line_id
