-- relation: supply_line
-- grain: one row per line of a supply or of equipment that bundled_supply_code lists
-- kept: audit
--
-- BND-01: the days that a supply serves, supply_from to supply_to. They are the line's days; but a
-- line of one day of a week's item serves the days of its units, and one of a rental or a month's
-- item (is_month) the month, to the day before the same day of the next one; where the next month
-- has no such day, to its last. own_modifier: the modifier of the line that has rows of its own in
-- included_supply. is_beside_visit: the provider group has a line of an infusion visit of the
-- member, paid, denied or pended, from 30 days before the line's first day to its last: such
-- visits are billed with equipment of their own.
with rental as (
  select array_agg(modifier order by modifier) as modifiers
  from modifier
  where role = 'rental'
),
visit as (
  select payer, person_id, provider_group, line_start_date, line_end_date
  from claim_line
  where code_family = 'infusion_visit'
  union all
  select payer, person_id, provider_group, line_start_date, line_end_date
  from denied_line
  where code_family = 'infusion_visit'
),
own_row as (
  select distinct supply_code, modifier
  from bundled_supply_applies_to
  where modifier is not null
),
supply as (
  select
    claim_line.line_id,
    claim_line.payer,
    claim_line.person_id,
    claim_line.provider_group,
    claim_line.policy_scope,
    claim_line.hcpcs_code,
    claim_line.line_start_date,
    claim_line.line_end_date,
    claim_line.day_count,
    bundled_supply_code.supply_group,
    bundled_supply_code.bundle_strength,
    own_row.modifier as own_modifier,
    claim_line.day_count = 1
      and (bundled_supply_code.period = 'month' or list_has_any(claim_line.modifiers, rental.modifiers)) as is_month,
    cast(claim_line.line_start_date + interval 1 month as date) as next_month_date,
    greatest(1, ceil(
      coalesce(cast(bundled_supply_code.days_per_unit as integer), 0)
        * case when claim_line.units > 0 then claim_line.units else 1 end
    )) as days_by_quantity,
    coalesce(claim_line.other_payer_paid_amount, 0) > 0 as is_paid_by_another
  from claim_line
  join bundled_supply_code
    on claim_line.hcpcs_code = bundled_supply_code.code
  left join own_row
    on claim_line.hcpcs_code = own_row.supply_code
   and list_contains(claim_line.modifiers, own_row.modifier)
  cross join rental
),
served as (
  select
    *,
    case
      when is_month and day(next_month_date) < day(line_start_date)
      then date_diff('day', line_start_date, next_month_date) + 1
      when is_month then date_diff('day', line_start_date, next_month_date)
      when day_count = 1 then days_by_quantity
      else day_count
    end as supply_days
  from supply
)
select
  served.line_id,
  served.payer,
  served.person_id,
  served.provider_group,
  served.policy_scope,
  served.hcpcs_code,
  served.line_start_date,
  served.line_end_date,
  served.supply_group,
  served.bundle_strength,
  served.own_modifier,
  served.is_month,
  served.is_paid_by_another,
  exists (
    select 1
    from visit
    where visit.payer = served.payer
      and visit.person_id = served.person_id
      and visit.provider_group = served.provider_group
      and visit.line_start_date <= served.line_end_date
      and visit.line_end_date >= served.line_start_date - 30
  ) as is_beside_visit,
  served.supply_days,
  served.line_start_date as supply_from,
  -- no paid span is longer than a year: more units than that only share the payment further
  served.line_start_date + cast(least(served.supply_days, 366) as integer) - 1 as supply_to
from served
