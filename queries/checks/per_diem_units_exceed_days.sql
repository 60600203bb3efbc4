-- id: UNT-01
-- title: Per diem units exceed the days in the span
-- strength: automated
-- remedy: refund
-- policy: per_diem
-- stage: 1
-- cleared by: a thru date the extract lost; units in another basis than days; a contract that pays by dose
-- share: {excess_units}/{units}
-- records: the dispensing and delivery records that show on which days, and how often, the therapy was given
-- reason: {hcpcs_code} paid {units} units over {day_count:day/days}; at one unit a day that is {excess_units} too
--   many.[is_assumed? The claim data does not say whether these are the units paid: the record needs to show how
--   many were served.][is_lower_bound? The member or another payer paid a part of the price: the amount is a lower
--   bound.]
--
-- A per diem pays once per day. Units above the inclusive count of days are not payable: their
-- share of every day is. Of a line of one day the claim's days count if they are more. Where the
-- line's price is at most its contract rate for these days, the plan has cut the units already.
-- Lines whose units are only billed units are not checked; where nobody said which they are, records
-- decide.
with governed as (
  select line_id, policy_period_id, units, units_basis, day_count, is_price_shared, is_cut_to_days
  from daily_per_diem_line
  where policy_period_id in (select policy_period_id from policy)
    and units_basis <> 'billed'
)
select
  line_id,
  policy_period_id,
  cast(null as date) as service_date,
  cast((units - day_count) / units as decimal(18, 12)) as not_payable_share,
  cast(null as varchar) as related_claim_id,
  case when units_basis = 'assumed' then 'records' end as lowered_to,
  day_count,
  units - day_count as excess_units,
  units_basis = 'assumed' as is_assumed,
  is_price_shared as is_lower_bound
from governed
where units > day_count
  and not is_cut_to_days
