-- question: Which home infusion drugs were paid with no per diem near them?
-- parameter place: text = 12; place of service of the drug line; empty: any
-- parameter days: integer = 7; how far from the drug a per diem may lie
-- parameter most: integer = 200; rows to show
--
-- Drugs of the code tables whose therapy has a per diem, at home. Without one the per diem may be billed
-- to another benefit, denied, or the drug was given elsewhere: a question, not a finding.
with drug as (
  select *
  from claim_line
  where code_family = 'drug'
    and paid_amount > 0
    and therapy_class in (select therapy_class from claim_line where is_per_diem)
    and ($place is null or place_of_service_code = $place)
),
covered as (
  select distinct drug.line_id
  from drug
  join claim_line as per_diem
    on drug.payer = per_diem.payer
   and drug.person_id = per_diem.person_id
   and per_diem.is_per_diem
   and per_diem.therapy_class = drug.therapy_class
   and per_diem.line_start_date <= drug.line_end_date + cast($days as integer)
   and per_diem.line_end_date >= drug.line_start_date - cast($days as integer)
)
select
  drug.payer, drug.provider_group, drug.member_id, drug.claim_id, drug.claim_line_number, drug.hcpcs_code,
  drug.therapy_class, drug.line_start_date, drug.line_end_date, drug.units, drug.paid_amount
from drug
left join covered
  on drug.line_id = covered.line_id
where covered.line_id is null
order by drug.paid_amount desc, drug.claim_id, drug.claim_line_number
limit $most
