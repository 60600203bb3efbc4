-- id: BND-01
-- title: Supply that the per diem includes
-- strength: automated
-- remedy: refund
-- policy: bundled_supply
-- stage: 5
-- stands on: taken_day
-- cleared by: a supply for another need than the infusion, such as a wound or an implanted pump; a monthly rental
--   that also covers days without therapy; a payer that pays the item beside the per diem
-- reason: {hcpcs_code} is a supply that {per_diem_code}, paid for the same days, includes: a per diem covers all
--   necessary supplies and equipment.
--
-- An S per diem includes all necessary supplies and equipment. On days in common with such a per
-- diem of the same member and provider group, a supply or pump that it includes is not payable.
-- Which per diems include an item is in supply_per_diem; a payer's exceptions are in
-- separately_payable. Needles and syringes have other uses, and pharmacy services a check of
-- their own.
with governed as (
  select
    claim_line.line_id,
    claim_line.payer,
    claim_line.person_id,
    claim_line.provider_group,
    claim_line.hcpcs_code,
    claim_line.line_start_date,
    claim_line.line_end_date,
    policy.policy_period_id,
    policy.effective_from,
    policy.effective_to
  from claim_line
  join supply_code
    on claim_line.hcpcs_code = supply_code.code
   and supply_code.bundle_strength = 'hard_if_S_per_diem'
   and supply_code.supply_group not in ('needle_syringe', 'pharmacy_service')
  join policy
    on claim_line.policy_scope = policy.policy_scope
   and claim_line.line_start_date <= policy.effective_to
   and claim_line.line_end_date >= policy.effective_from
  where not list_contains(policy.separately_payable, claim_line.hcpcs_code)
),
included as (
  select
    governed.line_id,
    governed.policy_period_id,
    claim_line.hcpcs_code as per_diem_code,
    claim_line.line_id as per_diem_line_id,
    greatest(governed.line_start_date, governed.effective_from, claim_line.line_start_date) as common_from,
    least(governed.line_end_date, governed.effective_to, claim_line.line_end_date) as common_to
  from governed
  join supply_per_diem
    on governed.hcpcs_code = supply_per_diem.supply_code
  join claim_line
    on governed.payer = claim_line.payer
   and governed.person_id = claim_line.person_id
   and governed.provider_group = claim_line.provider_group
   and supply_per_diem.per_diem_code = claim_line.hcpcs_code
   and governed.line_start_date <= claim_line.line_end_date
   and governed.line_end_date >= claim_line.line_start_date
  -- days certain to be the per diem's, and paid
  where claim_line.is_per_diem
    and claim_line.is_certain
    and claim_line.is_payable_evidence
)
select
  included.line_id,
  included.policy_period_id,
  included.common_from + cast(day_number.n as integer) as service_date,
  cast(1 as decimal(18, 12)) as not_payable_share,
  cast(null as varchar) as related_claim_id,
  min(included.per_diem_line_id) as related_line_id,
  min(included.per_diem_code) as per_diem_code
from included
join day_number
  on day_number.n <= date_diff('day', included.common_from, included.common_to)
left join taken_day
  on included.per_diem_line_id = taken_day.line_id
 and included.common_from + cast(day_number.n as integer) = taken_day.service_date
where taken_day.line_id is null
group by
  included.line_id,
  included.policy_period_id,
  included.common_from + cast(day_number.n as integer)
