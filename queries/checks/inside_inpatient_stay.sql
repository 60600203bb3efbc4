-- id: OVR-01
-- title: Home service inside an inpatient stay
-- strength: automated
-- remedy: refund
-- policy: facility_stay
-- stage: 1
-- marks: doubted_day
-- cleared by: a leave of absence during the stay; a wrong discharge date; observation billed as inpatient; a claim
--   under the mother's number for her newborn
-- share: {proved_days} x {day_count}/({units} x {inside_days})
-- calendar: yes
-- records: the visit note or delivery ticket of these days, with date, time and address; where the patient was on
--   leave from the hospital, the hospital's record of it
-- reason: {hcpcs_code} was paid for [has_free_days?at least {proved_days} of {inside_days} ]days inside the
--   inpatient stay from {admission_date} to {discharge_date}[ at {facility_name}][ (facility NPI
--   {stay_facility_npi})].[ By our reading of {reading}, an inpatient is not at home.][has_undated_leave? The stay's
--   claim has leave, and does not say on which days: the record needs to show where the member was.][is_unknown? Two
--   persons have the member number of the line, or of the stay: the record needs to show who was served.]
--
-- A member in a hospital or skilled nursing facility is not at home. Days of a home infusion line
-- strictly after the admission and strictly before the discharge of a stay are not payable; days
-- of leave are not inside. Where the line's days are certain, or all of them are inside, each is
-- proved. A per diem span with fewer units than days does not say which days were served: as many
-- units as cannot have fallen on a day outside the stays are not payable, at the price of a unit.
-- Other lines whose days are not certain prove nothing. Leave without days of its own, and a
-- member number of two persons on the line or on a line of the stay, are for records to decide.
with governed as (
  select
    claim_line.line_id,
    claim_line.payer,
    claim_line.person_id,
    claim_line.line_start_date,
    claim_line.line_end_date,
    claim_line.day_count,
    claim_line.units,
    claim_line.is_certain,
    -- a unit is a day of it, but not a day on which the line may have lost its end
    claim_line.is_per_diem and coalesce(claim_line.units_basis, '') <> 'billed'
      and floor(claim_line.units) < claim_line.day_count as has_fewer_units,
    claim_line.is_per_diem and claim_line.day_count = 1
      and coalesce(claim_line.units > 1 and claim_line.header_day_count > 1, false) as may_have_lost_end,
    claim_line.line_id in (select line_id from unknown_member_line) as is_unknown_line,
    policy.policy_period_id,
    policy.reading,
    policy.effective_from,
    policy.effective_to
  from claim_line
  join policy
    on claim_line.policy_scope = policy.policy_scope
   and claim_line.line_start_date <= policy.effective_to
   and claim_line.line_end_date >= policy.effective_from
  where list_contains(policy.families, claim_line.code_family)
),
leave as (
  select distinct
    payer,
    person_id,
    line_start_date,
    line_end_date,
    is_leave_of_whole_claim,
    is_leave_of_whole_claim or is_leave_without_end as is_undated
  from stay_line
  where is_leave
),
facility as (
  select npi, min(provider_name) as provider_name
  from provider
  group by npi
),
member_stay as (
  select
    stay.payer,
    stay.person_id,
    stay.admission_date,
    stay.discharge_date,
    stay.claim_id as stay_claim_id,
    stay.facility_npi,
    facility.provider_name as facility_name,
    exists (
      select 1
      from leave
      where leave.is_undated
        and leave.payer = stay.payer
        and leave.person_id = stay.person_id
        and leave.line_start_date <= stay.discharge_date
        and leave.line_end_date >= stay.admission_date
    ) as has_undated_leave,
    exists (
      select 1
      from stay_line
      where stay_line.payer = stay.payer
        and stay_line.person_id = stay.person_id
        and stay_line.admission_date >= stay.admission_date
        and stay_line.admission_date <= stay.discharge_date
        and stay_line.line_id in (select line_id from unknown_member_line)
    ) as is_unknown
  from stay
  left join facility
    on stay.facility_npi = facility.npi
),
inside as (
  select
    governed.*,
    governed.line_start_date + cast(day_number.n as integer) as service_date,
    member_stay.admission_date,
    member_stay.discharge_date,
    member_stay.has_undated_leave,
    governed.is_unknown_line or member_stay.is_unknown as is_unknown,
    member_stay.stay_claim_id,
    member_stay.facility_npi as stay_facility_npi,
    member_stay.facility_name
  from governed
  join member_stay
    on governed.payer = member_stay.payer
   and governed.person_id = member_stay.person_id
   and governed.line_start_date < member_stay.discharge_date
   and governed.line_end_date > member_stay.admission_date
  join day_number
    on day_number.n < governed.day_count
   and governed.line_start_date + cast(day_number.n as integer) > member_stay.admission_date
   and governed.line_start_date + cast(day_number.n as integer) < member_stay.discharge_date
   and governed.line_start_date + cast(day_number.n as integer) >= governed.effective_from
   and governed.line_start_date + cast(day_number.n as integer) <= governed.effective_to
  left join leave
    on governed.payer = leave.payer
   and governed.person_id = leave.person_id
   and not leave.is_leave_of_whole_claim
   and governed.line_start_date + cast(day_number.n as integer) >= leave.line_start_date
   and governed.line_start_date + cast(day_number.n as integer) <= leave.line_end_date
  where leave.payer is null
    and not governed.may_have_lost_end
),
counted as (
  select *, count(*) over (partition by line_id) as inside_days
  from inside
),
proved as (
  select
    *,
    is_certain or inside_days = day_count as is_whole,
    -- the days without a unit may all have been inside: only the other units are proved
    case
      when is_certain or inside_days = day_count then inside_days
      when has_fewer_units then inside_days - (day_count - floor(units))
      else 0
    end as proved_days
  from counted
)
select
  line_id,
  policy_period_id,
  service_date,
  case
    when is_whole then cast(1 as decimal(18, 12))
    else cast(proved_days * day_count / (units * inside_days) as decimal(18, 12))
  end as not_payable_share,
  stay_claim_id as related_claim_id,
  case when has_undated_leave or is_unknown then 'records' end as lowered_to,
  not is_whole as has_free_days,
  proved_days,
  inside_days,
  admission_date,
  discharge_date,
  stay_facility_npi,
  facility_name,
  reading,
  has_undated_leave,
  is_unknown
from proved
where proved_days > 0
