-- relation: contract_rate_line
-- grain: one row per claim line with units that a negotiated price of its payer and code holds for
-- kept: audit
--
-- The contract rate of a line. Rates with a modifier go first, then those that name the billing NPI,
-- then those that name the line of business: the first kind that is there holds; two prices of that
-- kind are none. unmodified_rate is the same among the rates without a modifier. A rate holds where
-- every day of the line is inside its span. A null price: none that can be told.
with line as (
  select
    line_id, payer, hcpcs_code, billing_npi, coalesce(billing_tin, provider_group) as billing_tin, line_of_business,
    modifiers, line_start_date, line_end_date
  from claim_line
  where units > 0
  union all
  select
    line_id, payer, hcpcs_code, billing_npi, coalesce(billing_tin, provider_group) as billing_tin, line_of_business,
    modifiers, line_start_date, line_end_date
  from superseded_line
  where units > 0
),
held as (
  select
    line.line_id,
    contract_rate.unit_rate,
    contract_rate.hcpcs_modifier is not null as has_modifier,
    case when contract_rate.hcpcs_modifier is not null then 0 else 4 end
      + case when contract_rate.billing_npi is not null then 0 else 2 end
      + case when contract_rate.line_of_business is not null then 0 else 1 end as kind
  from line
  join contract_rate
    on line.payer = contract_rate.payer
   and line.hcpcs_code = contract_rate.hcpcs_code
   and line.line_start_date >= contract_rate.effective_from
   and line.line_end_date <= coalesce(contract_rate.effective_to, date '9999-12-31')
  where (contract_rate.billing_npi is not null or contract_rate.billing_tin is not null)
    and coalesce(contract_rate.billing_npi, line.billing_npi) = line.billing_npi
    and coalesce(contract_rate.billing_tin, line.billing_tin) = line.billing_tin
    and coalesce(contract_rate.line_of_business, line.line_of_business) = line.line_of_business
    and (contract_rate.hcpcs_modifier is null or list_contains(line.modifiers, contract_rate.hcpcs_modifier))
),
first_kind as (
  select
    line_id,
    min(kind) as kind,
    min(case when not has_modifier then kind end) as unmodified_kind
  from held
  group by line_id
)
select
  held.line_id,
  case
    when count(distinct case when held.kind = first_kind.kind then held.unit_rate end) = 1
    then min(case when held.kind = first_kind.kind then held.unit_rate end)
  end as unit_rate,
  case
    when count(distinct case when held.kind = first_kind.unmodified_kind then held.unit_rate end) = 1
    then min(case when held.kind = first_kind.unmodified_kind then held.unit_rate end)
  end as unmodified_rate
from held
join first_kind
  on held.line_id = first_kind.line_id
group by held.line_id
