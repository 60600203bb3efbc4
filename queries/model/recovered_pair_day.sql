-- relation: recovered_pair_day
-- grain: one row per per diem line and day that it would have lost to a line that came back whole, their pair not settled
-- kept: audit
--
-- A correction may be on its way: one payment has been taken back, the other may follow. Until the pair
-- is settled the line leaves the concurrent day, as it did before the recovery.
with recovered as (
  select claim_line.*
  from claim_line
  join recovered_line
    on claim_line.line_id = recovered_line.line_id
   and recovered_line.recovered_cents >= claim_line.paid_cents
  where claim_line.is_per_diem
    and claim_line.is_certain
),
pair as (
  select distinct
    line.line_id,
    greatest(line.line_start_date, recovered.line_start_date, policy.effective_from) as common_from,
    least(line.line_end_date, recovered.line_end_date, policy.effective_to) as common_to
  from overlapping_per_diem_line as line
  cross join audit_parameter
  join claim_line
    on line.line_id = claim_line.line_id
  join recovered
    on line.payer = recovered.payer
   and line.person_id = recovered.person_id
   and line.provider_group = recovered.provider_group
   and line.line_id <> recovered.line_id
  join policy_per_diem as policy
    on line.policy_scope = policy.policy_scope
  left join general_per_diem
    on line.hcpcs_code = general_per_diem.general_code
   and recovered.hcpcs_code = general_per_diem.specific_code
  where coalesce(
      date_diff('day', greatest(line.paid_date, recovered.paid_date), audit_parameter.as_of) <= policy.settle_days
        or line.paid_date is null
        or recovered.paid_date is null,
      true
    )
    and (
      (policy.exclusions and general_per_diem.general_code is not null)
      or (line.hcpcs_code = recovered.hcpcs_code
        and coalesce(recovered.first_paid_date, date '9999-12-31')
          <= coalesce(claim_line.first_paid_date, date '9999-12-31'))
    )
)
select distinct
  pair.line_id,
  pair.common_from + cast(day_number.n as integer) as service_date
from pair
join day_number
  on day_number.n <= date_diff('day', pair.common_from, pair.common_to)
