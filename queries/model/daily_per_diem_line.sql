-- relation: daily_per_diem_line
-- grain: one row per per diem line and period of a policy by which a unit is a day
-- kept: view
--
-- UNT-01, UNT-02: per diem lines that pay no more than one unit a day. day_count: of a
-- line of one day, whose end may be lost, the days of the claim's header if they are more.
-- is_cut_to_days: the line's price is at most its contract rate for these days, a cent a unit aside.
with counted as (
  select
    line_id,
    policy_scope,
    line_start_date,
    line_end_date,
    units,
    units_basis,
    price_cents,
    coalesce(copayment_amount, 0) <> 0
      or coalesce(coinsurance_amount, 0) <> 0
      or coalesce(deductible_amount, 0) <> 0
      or coalesce(other_payer_paid_amount, 0) <> 0 as is_price_shared,
    case when day_count = 1 then greatest(1, coalesce(header_day_count, 0)) else day_count end as day_count
  from claim_line
  where is_per_diem
)
select
  counted.line_id,
  policy.policy_period_id,
  policy.effective_from,
  policy.effective_to,
  policy.settle_days,
  counted.units,
  counted.units_basis,
  counted.is_price_shared,
  counted.day_count,
  coalesce(
    counted.price_cents <= round(contract_rate_line.unit_rate * counted.day_count * 100, 0) + counted.units,
    false
  ) as is_cut_to_days
from counted
join policy_per_diem as policy
  on counted.policy_scope = policy.policy_scope
 and counted.line_start_date <= policy.effective_to
 and counted.line_end_date >= policy.effective_from
left join contract_rate_line
  on counted.line_id = contract_rate_line.line_id
where policy.units_by_day
