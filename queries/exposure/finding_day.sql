-- relation: finding_day
-- grain: one row per check, claim line and day in question
-- kept: audit
--
-- A check's result cut to the days its period governs. Strength is the check's, lowered by the
-- period where it says so, and to records where the line's paid amount was worked out from a
-- header amount. Days of a monitored check count nowhere.
with day as (
  select
    flagged_line.line_id,
    flagged_line.policy_scope,
    flagged_line.paid_basis,
    flagged_line.line_start_date + cast(day_number.n as integer) as service_date,
    flagged_line.paid_cents // flagged_line.day_count
      + case when day_number.n < flagged_line.paid_cents % flagged_line.day_count then 1 else 0 end as paid_cents
  from flagged_line
  join day_number
    on day_number.n < flagged_line.day_count
),
governed_day as (
  select
    check_result.check_id,
    check_result.line_id,
    check_result.policy_period_id,
    day.service_date,
    day.paid_cents,
    check_result.not_payable_share,
    check_result.reason,
    check_result.related_claim_id,
    policy_in_force.policy_id,
    policy_in_force.policy_effective_from,
    policy_in_force.citation,
    greatest(
      check_strength.strength_rank,
      coalesce(period_strength.strength_rank, 1),
      case when day.paid_basis = 'allocated' then of_records.strength_rank else 1 end
    ) as strength_rank,
    case when list_contains(policy_in_force.monitor_checks, check_result.check_id) then 'monitor' else 'active' end as mode
  from check_result
  join day
    on check_result.line_id = day.line_id
   and (check_result.service_date is null or check_result.service_date = day.service_date)
  join policy_in_force
    on policy_in_force.policy_scope = day.policy_scope
   and policy_in_force.policy_period_id = check_result.policy_period_id
   and day.service_date >= policy_in_force.effective_from
   and day.service_date <= policy_in_force.effective_to
  join check_listed
    on check_result.check_id = check_listed.check_id
  join strength_listed as check_strength
    on check_listed.strength = check_strength.strength
  left join strength_listed as period_strength
    on policy_in_force.strength = period_strength.strength
  join strength_listed as of_records
    on of_records.strength = 'records'
)
select
  md5(concat_ws('|', governed_day.check_id, flagged_line.payer, flagged_line.claim_id,
    cast(flagged_line.claim_line_number as varchar))) as finding_id,
  governed_day.check_id,
  governed_day.line_id,
  governed_day.service_date,
  governed_day.paid_cents,
  governed_day.not_payable_share,
  strength_listed.strength,
  governed_day.strength_rank,
  governed_day.mode,
  governed_day.policy_period_id,
  governed_day.policy_id,
  governed_day.policy_effective_from,
  governed_day.citation,
  governed_day.reason,
  governed_day.related_claim_id
from governed_day
join flagged_line
  on governed_day.line_id = flagged_line.line_id
join strength_listed
  on governed_day.strength_rank = strength_listed.strength_rank
