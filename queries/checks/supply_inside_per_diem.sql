-- id: BND-01
-- title: Supply that the per diem includes
-- strength: automated
-- remedy: refund
-- policy: bundled_supply
-- cleared by: a supply for another need than the infusion, such as a wound or an implanted pump; a monthly rental
--   that also serves days without therapy; equipment of a visit billed by G code; a payer that pays the item beside
--   the per diem
-- reason: {hcpcs_code} is a supply that {per_diem_code}, paid for the same days, includes: a per diem covers all
--   necessary supplies and equipment.[is_spread? The line serves {supply_days} days, of which {common_days} are days
--   of the per diem.][is_month? What a rental is used for on its other days must be seen.][is_beside_visit? An
--   infusion visit by G code, whose equipment is billed apart, is near.][is_paid_by_another? Another payer paid a
--   part of the line.]
--
-- An S per diem includes all necessary supplies and equipment. On days in common with such a per
-- diem of the same member and provider group, a supply or pump that it includes is not payable.
-- Which per diems include an item is in bundled_supply_applies_to; a payer's exceptions are in
-- separately_payable. A line of one day whose item serves a week or a month loses the part of
-- those days that are days of the per diem. Needles and syringes, pharmacy services and the
-- upkeep of a pump have checks of their own.
with governed as (
  select
    supply_line.line_id,
    policy.policy_period_id,
    supply_line.payer,
    supply_line.person_id,
    supply_line.provider_group,
    supply_line.hcpcs_code,
    supply_line.own_modifier,
    supply_line.line_start_date,
    supply_line.supply_from,
    supply_line.supply_to,
    supply_line.supply_days,
    supply_line.supply_to > supply_line.line_end_date as is_spread,
    supply_line.is_month,
    supply_line.is_beside_visit,
    supply_line.is_paid_by_another,
    policy.effective_from,
    policy.effective_to
  from supply_line
  join policy
    on supply_line.policy_scope = policy.policy_scope
   and supply_line.line_start_date <= policy.effective_to
   and supply_line.line_end_date >= policy.effective_from
  where supply_line.bundle_strength = 'hard_if_S_per_diem'
    and supply_line.supply_group not in ('needle_syringe', 'pharmacy_service', 'pump_service')
    and not list_contains(policy.separately_payable, supply_line.hcpcs_code)
),
-- days certain to be the per diem's, and paid
common_day as (
  select
    governed.line_id,
    governed.policy_period_id,
    case
      when governed.is_spread then governed.line_start_date
      else governed.supply_from + cast(day_number.n as integer)
    end as service_date,
    count(distinct day_number.n) as common_days,
    min(claim_line.line_id) as per_diem_line_id
  from governed
  join included_supply
    on governed.hcpcs_code = included_supply.supply_code
   and governed.own_modifier is not distinct from included_supply.modifier
  join claim_line
    on governed.payer = claim_line.payer
   and governed.person_id = claim_line.person_id
   and governed.provider_group = claim_line.provider_group
   and included_supply.per_diem_code = claim_line.hcpcs_code
   and governed.supply_from <= claim_line.line_end_date
   and governed.supply_to >= claim_line.line_start_date
  join day_number
    on governed.supply_from + cast(day_number.n as integer) >= claim_line.line_start_date
   and governed.supply_from + cast(day_number.n as integer) <= claim_line.line_end_date
   and governed.supply_from + cast(day_number.n as integer) <= governed.supply_to
  where claim_line.is_certain
    and claim_line.is_payable_evidence
    and (governed.is_spread
      or (governed.supply_from + cast(day_number.n as integer) >= governed.effective_from
        and governed.supply_from + cast(day_number.n as integer) <= governed.effective_to))
  group by
    governed.line_id,
    governed.policy_period_id,
    case
      when governed.is_spread then governed.line_start_date
      else governed.supply_from + cast(day_number.n as integer)
    end
)
select
  governed.line_id,
  governed.policy_period_id,
  common_day.service_date,
  case
    when governed.is_spread
    then cast(common_day.common_days / governed.supply_days as decimal(18, 12))
    else cast(1 as decimal(18, 12))
  end as not_payable_share,
  per_diem.claim_id as related_claim_id,
  per_diem.hcpcs_code as per_diem_code,
  governed.is_spread,
  governed.is_month,
  governed.is_beside_visit,
  governed.is_paid_by_another,
  common_day.common_days,
  governed.supply_days
from common_day
join governed
  on common_day.line_id = governed.line_id
 and common_day.policy_period_id = governed.policy_period_id
join claim_line as per_diem
  on common_day.per_diem_line_id = per_diem.line_id
