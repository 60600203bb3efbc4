-- relation: stay
-- grain: one row per stay of a member in a hospital or skilled nursing facility
-- kept: state
--
-- The claims of stay_line, paid or not (a denied stay is none). Stays that overlap, or where one's discharge is the next one's admission, are one.
-- No admission: the claim's start. No discharge: the claim's last day, which is not inside.
-- claim_id and facility_npi are those of the stay's first claim.
with claim as (
  select distinct payer, person_id, claim_id, facility_npi, admission_date, discharge_date
  from stay_line
),
reached as (
  select
    *,
    max(discharge_date) over (
      partition by payer, person_id
      order by admission_date, discharge_date, claim_id
      rows between unbounded preceding and 1 preceding
    ) as earlier_discharge
  from claim
),
numbered as (
  select
    *,
    sum(case when admission_date <= earlier_discharge then 0 else 1 end) over (
      partition by payer, person_id
      order by admission_date, discharge_date, claim_id
    ) as stay_number
  from reached
),
placed as (
  select
    *,
    row_number() over (
      partition by payer, person_id, stay_number
      order by admission_date, discharge_date, claim_id
    ) as place
  from numbered
)
select
  payer,
  person_id,
  min(admission_date) as admission_date,
  max(discharge_date) as discharge_date,
  max(case when place = 1 then claim_id end) as claim_id,
  max(case when place = 1 then facility_npi end) as facility_npi
from placed
group by payer, person_id, stay_number
