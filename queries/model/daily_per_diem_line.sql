-- relation: daily_per_diem_line
-- grain: one row per per diem line and period of a policy by which a unit is a day
-- kept: view
--
-- UNT-01, UNT-02: per diem lines that pay no more than one unit a day. day_count: where the line's
-- end was empty, the days of the claim's header if they are more.
select
  claim_line.line_id,
  policy.policy_period_id,
  policy.effective_from,
  policy.effective_to,
  claim_line.units,
  claim_line.units_basis,
  case
    when claim_line.end_assumed then greatest(claim_line.day_count, coalesce(claim_line.header_day_count, 0))
    else claim_line.day_count
  end as day_count
from claim_line
join policy_per_diem as policy
  on claim_line.policy_scope = policy.policy_scope
 and claim_line.line_start_date <= policy.effective_to
 and claim_line.line_end_date >= policy.effective_from
where policy.units_by_day
  and claim_line.is_per_diem
