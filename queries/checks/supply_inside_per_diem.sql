-- id: BND-01
-- title: Supply that the per diem includes
-- strength: automated
-- remedy: refund
-- policy: bundled_supply
-- stage: 5
-- stands on: taken_day, doubted_day
-- cleared by: a supply for another need than the infusion, such as a wound or an implanted pump; a monthly rental
--   that also serves days without therapy; equipment of a visit billed by G code; a payer that pays the item beside
--   the per diem
-- share: {common_days}/{supply_days}
-- records: the order and the delivery ticket of the item: what it was used for, and the days for which it was
--   supplied
-- reason: {hcpcs_code} is a supply that {per_diem_code}, paid for the same days, includes: a per diem covers all
--   necessary supplies and equipment.[is_spread? The line serves {supply_days} days, of which {common_days} are days
--   of the per diem.][is_month? A rental of a month may serve days without therapy too: the record needs to show on
--   which days it was used.][is_beside_visit? The provider has an infusion visit by G code near, which includes no
--   equipment: the record needs to show for which service it was used.][is_paid_by_another? Another payer paid on
--   the line: the record needs to show what it paid for.][is_doubted? Whether the per diem itself is payable is
--   open: the record needs to show where and when it was served.][is_unknown? Two persons have this member number:
--   the record needs to show who was served.]
--
-- An S per diem includes all necessary supplies and equipment. On days in common with such a per
-- diem of the same member and provider group, a supply or pump that it includes is not payable.
-- Which per diems include an item is in bundled_supply_applies_to; a payer's exceptions are in
-- separately_payable. A line of one day whose item serves a week or a month loses the part of
-- those days that are days of the per diem. Records decide where such a month goes beyond the
-- therapy, where the equipment may be that of a visit billed by G code, where another payer paid,
-- where the per diem is doubted, and where the member is unknown. Needles and syringes, pharmacy services and the
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
    supply_line.line_id in (select line_id from unknown_member_line) as is_unknown,
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
per_diem as (
  select
    governed.line_id,
    governed.policy_period_id,
    claim_line.line_id as per_diem_line_id,
    greatest(governed.supply_from, claim_line.line_start_date) as common_from,
    least(governed.supply_to, claim_line.line_end_date) as common_to
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
  left join line_holding
    on claim_line.line_id = line_holding.line_id
  where claim_line.is_certain
    and claim_line.is_payable_evidence
    and not coalesce(line_holding.is_recovered, false)
),
weak_day as (
  select line_id, service_date
  from doubted_day
  union
  select per_diem.per_diem_line_id as line_id, per_diem.common_from + cast(day_number.n as integer) as service_date
  from per_diem
  join day_number
    on day_number.n <= date_diff('day', per_diem.common_from, per_diem.common_to)
  where per_diem.per_diem_line_id in (select line_id from unknown_member_line)
),
common_day as (
  select
    per_diem.line_id,
    per_diem.policy_period_id,
    per_diem.common_from + cast(day_number.n as integer) as supply_date,
    coalesce(
      min(case when weak_day.line_id is null then per_diem.per_diem_line_id end),
      min(per_diem.per_diem_line_id)
    ) as per_diem_line_id,
    count(weak_day.line_id) = count(*) as is_doubted
  from per_diem
  join day_number
    on day_number.n <= date_diff('day', per_diem.common_from, per_diem.common_to)
  left join taken_day
    on per_diem.per_diem_line_id = taken_day.line_id
   and per_diem.common_from + cast(day_number.n as integer) = taken_day.service_date
  left join weak_day
    on per_diem.per_diem_line_id = weak_day.line_id
   and per_diem.common_from + cast(day_number.n as integer) = weak_day.service_date
  where taken_day.line_id is null
  group by per_diem.line_id, per_diem.policy_period_id, per_diem.common_from + cast(day_number.n as integer)
),
found as (
  select
    governed.line_id,
    governed.policy_period_id,
    case when governed.is_spread then governed.line_start_date else common_day.supply_date end as service_date,
    count(*) as common_days,
    min(common_day.per_diem_line_id) as per_diem_line_id,
    max(common_day.is_doubted) as is_doubted
  from governed
  join common_day
    on governed.line_id = common_day.line_id
   and governed.policy_period_id = common_day.policy_period_id
  where governed.is_spread
     or (common_day.supply_date >= governed.effective_from and common_day.supply_date <= governed.effective_to)
  group by
    governed.line_id,
    governed.policy_period_id,
    case when governed.is_spread then governed.line_start_date else common_day.supply_date end
)
select
  governed.line_id,
  governed.policy_period_id,
  found.service_date,
  case
    when governed.is_spread then cast(found.common_days / governed.supply_days as decimal(18, 12))
    else cast(1 as decimal(18, 12))
  end as not_payable_share,
  cast(null as varchar) as related_claim_id,
  case
    when governed.is_month or governed.is_beside_visit or governed.is_paid_by_another
      or found.is_doubted or governed.is_unknown
    then 'records'
  end as lowered_to,
  found.per_diem_line_id as related_line_id,
  per_diem_line.hcpcs_code as per_diem_code,
  governed.is_spread,
  governed.supply_days,
  found.common_days,
  governed.is_month,
  governed.is_beside_visit,
  governed.is_paid_by_another,
  found.is_doubted,
  governed.is_unknown
from found
join governed
  on found.line_id = governed.line_id
 and found.policy_period_id = governed.policy_period_id
join claim_line as per_diem_line
  on found.per_diem_line_id = per_diem_line.line_id
