-- id: UNT-01
-- title: Per diem units exceed the days in the span
-- strength: automated
-- remedy: refund
-- policy: per_diem
-- stage: 1
-- cleared by: a thru date the extract lost; units in another basis than days; a contract that pays by dose
-- reason: {hcpcs_code} paid {units} units over {day_count:day/days}; at one unit a day that is {excess_units} too
--   many.
--
-- A per diem pays once per day. Units above the inclusive count of days are not payable: their
-- share of every day is. Where the line's end was empty the claim's days count if they are more.
-- Lines whose units are only billed units are not checked: the plan may have cut them already.
with governed as (
  select line_id, policy_period_id, units, day_count
  from daily_per_diem_line
  where policy_period_id in (select policy_period_id from policy)
    and units_basis = 'paid'
)
select
  line_id,
  policy_period_id,
  cast(null as date) as service_date,
  cast((units - day_count) / units as decimal(18, 12)) as not_payable_share,
  cast(null as varchar) as related_claim_id,
  day_count,
  units - day_count as excess_units
from governed
where units > day_count
