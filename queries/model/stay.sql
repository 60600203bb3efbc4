-- relation: stay
-- grain: one row per stay of a member in a hospital or skilled nursing facility
-- kept: state
--
-- Institutional claims whose bill type stay_bill_type lists, paid or not (a denied stay is
-- none). Stays that overlap, or where one's discharge is the next one's admission, are one.
-- No admission: the claim's start. No discharge: the claim's last day, which is not inside.
with claim as (
  select
    claim_line.payer,
    claim_line.person_id,
    claim_line.claim_id,
    min(coalesce(claim_line.admission_date, claim_line.claim_start_date, claim_line.line_start_date)) as admission_date,
    max(coalesce(claim_line.discharge_date, claim_line.claim_end_date, claim_line.line_end_date)) as discharge_date
  from claim_line
  join stay_bill_type
    on left(claim_line.bill_type_code, 3) = stay_bill_type.bill_type_prefix
  where claim_line.claim_type = 'institutional'
  group by claim_line.payer, claim_line.person_id, claim_line.claim_id
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
)
select
  payer,
  person_id,
  min(admission_date) as admission_date,
  max(discharge_date) as discharge_date
from numbered
group by payer, person_id, stay_number
