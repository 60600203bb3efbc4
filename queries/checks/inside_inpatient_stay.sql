-- id: OVR-01
-- title: Home service inside an inpatient stay
-- strength: automated
-- remedy: refund
-- policy: facility_stay
-- stage: 1
-- marks: doubted_day
-- cleared by: a leave of absence during the stay; a wrong discharge date; observation billed as inpatient
-- reason: {hcpcs_code} was paid for [has_free_days?at least {proved_days} of {inside_days} ]days inside the
--   inpatient stay from {admission_date} to {discharge_date}.
--
-- A member in a hospital or skilled nursing facility is not at home. Days of a home infusion line
-- strictly after the admission and strictly before the discharge of a stay are not payable. A per
-- diem span with fewer units than days does not say which days were served: as many units as
-- cannot have fallen on a day outside the stays are not payable, spread over the days inside.
-- Other spans whose days are not certain prove nothing.
with governed as (
  select
    claim_line.line_id,
    claim_line.payer,
    claim_line.person_id,
    claim_line.line_start_date,
    claim_line.line_end_date,
    claim_line.day_count,
    claim_line.units,
    claim_line.is_per_diem,
    claim_line.is_certain,
    policy.policy_period_id,
    policy.effective_from,
    policy.effective_to
  from claim_line
  join policy
    on claim_line.policy_scope = policy.policy_scope
   and claim_line.line_start_date <= policy.effective_to
   and claim_line.line_end_date >= policy.effective_from
  where list_contains(policy.families, claim_line.code_family)
),
inside as (
  select
    governed.*,
    governed.line_start_date + cast(day_number.n as integer) as service_date,
    stay.admission_date,
    stay.discharge_date
  from governed
  join stay
    on governed.payer = stay.payer
   and governed.person_id = stay.person_id
   and governed.line_start_date < stay.discharge_date
   and governed.line_end_date > stay.admission_date
  join day_number
    on day_number.n < governed.day_count
   and governed.line_start_date + cast(day_number.n as integer) > stay.admission_date
   and governed.line_start_date + cast(day_number.n as integer) < stay.discharge_date
   and governed.line_start_date + cast(day_number.n as integer) >= governed.effective_from
   and governed.line_start_date + cast(day_number.n as integer) <= governed.effective_to
  where governed.is_certain
     or governed.is_per_diem
),
-- the days of the line without a unit may all have been inside: only the others are proved
proved as (
  select
    line_id,
    count(*) as inside_days,
    case when min(is_certain) then count(*) else count(*) - (min(day_count) - floor(min(units))) end as proved_days
  from inside
  group by line_id
)
select
  inside.line_id,
  inside.policy_period_id,
  inside.service_date,
  cast(proved.proved_days / proved.inside_days as decimal(18, 12)) as not_payable_share,
  cast(null as varchar) as related_claim_id,
  not inside.is_certain as has_free_days,
  proved.proved_days,
  proved.inside_days,
  inside.admission_date,
  inside.discharge_date
from inside
join proved
  on inside.line_id = proved.line_id
where proved.proved_days > 0
