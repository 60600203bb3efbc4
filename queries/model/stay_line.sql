-- relation: stay_line
-- grain: one row per line of a claim of a member's stay in a hospital or skilled nursing facility
-- kept: view
--
-- Lines of institutional claims whose bill type stay_bill_type lists, denied ones of such a claim
-- too. facility_npi is the facility's, else that of who billed. claim_from and claim_to are the claim's days. A claim that says it is a newborn's, by
-- revenue code or first diagnosis, stands under the mother's number: it is no stay of the member,
-- unless eligibility says that the member was born in the 28 days before its admission.
with line as (
  select
    line_id, payer, person_id, member_id, claim_id, coalesce(facility_npi, billing_npi) as facility_npi, bill_type_code, revenue_center_code, diagnosis_codes, admission_date,
    discharge_date, claim_start_date, claim_end_date, line_start_date, line_end_date, day_count, units, true as is_paid
  from claim_line
  where claim_type = 'institutional'
  union all
  select
    line_id, payer, person_id, member_id, claim_id, coalesce(facility_npi, billing_npi) as facility_npi, bill_type_code, revenue_center_code, diagnosis_codes, admission_date,
    discharge_date, claim_start_date, claim_end_date, line_start_date, line_end_date, day_count, units, false as is_paid
  from denied_line
  where claim_type = 'institutional'
),
named as (
  select
    line.*,
    coalesce(stay_revenue_code.meaning = 'leave', false) as is_leave,
    coalesce(stay_revenue_code.meaning = 'newborn', false)
      or stay_diagnosis.diagnosis_prefix is not null as says_newborn
  from line
  join stay_bill_type
    on left(line.bill_type_code, 3) = stay_bill_type.bill_type_prefix
  left join stay_revenue_code
    on left(line.revenue_center_code, 3) = stay_revenue_code.revenue_prefix
  left join stay_diagnosis
    on left(line.diagnosis_codes[1], 3) = stay_diagnosis.diagnosis_prefix
   and stay_diagnosis.meaning = 'newborn'
),
claim as (
  select
    payer,
    person_id,
    claim_id,
    min(member_id) as member_id,
    min(facility_npi) filter (where is_paid) as facility_npi,
    coalesce(
      min(admission_date) filter (where is_paid),
      min(coalesce(claim_start_date, line_start_date)) filter (where is_paid)
    ) as admission_date,
    coalesce(
      max(discharge_date) filter (where is_paid),
      max(coalesce(claim_end_date, line_end_date)) filter (where is_paid)
    ) as discharge_date,
    min(coalesce(claim_start_date, line_start_date)) as claim_from,
    max(coalesce(claim_end_date, line_end_date)) as claim_to,
    count(*) filter (where says_newborn) > 0 as is_newborn
  from named
  group by payer, person_id, claim_id
  having count(*) filter (where is_paid) > 0
),
born as (
  select claim.payer, claim.person_id, claim.claim_id
  from claim
  join eligibility
    on claim.payer = coalesce(eligibility.payer, claim.payer)
   and (claim.person_id = eligibility.person_id or claim.member_id = eligibility.member_id)
  where claim.is_newborn
    and eligibility.birth_date is not null
  group by claim.payer, claim.person_id, claim.claim_id, claim.admission_date
  having count(distinct eligibility.birth_date) = 1
     and min(eligibility.birth_date) >= claim.admission_date - 28
     and min(eligibility.birth_date) <= claim.admission_date
)
select
  named.line_id,
  named.payer,
  named.person_id,
  named.claim_id,
  claim.facility_npi,
  claim.admission_date,
  claim.discharge_date,
  named.line_start_date,
  named.line_end_date,
  named.is_leave,
  named.is_leave and named.line_start_date <= claim.claim_from and named.line_end_date >= claim.claim_to
    as is_leave_of_whole_claim,
  -- fewer days than units: the leave went on, and the line does not say until when
  named.is_leave and coalesce(named.units > named.day_count, false) as is_leave_without_end
from named
join claim
  on named.payer = claim.payer
 and named.person_id = claim.person_id
 and named.claim_id = claim.claim_id
left join born
  on claim.payer = born.payer
 and claim.person_id = born.person_id
 and claim.claim_id = born.claim_id
where not claim.is_newborn
   or born.claim_id is not null
