-- question: Which per diems were paid with no drug of their therapy near them?
-- parameter days: integer = 7; how far from the per diem a drug may lie
-- parameter most: integer = 200; rows to show
--
-- A drug may also come from the pharmacy benefit: fills of pharmacy_claim count where it is loaded, of
-- any drug, for they carry no therapy. Per diems of a therapy that no paid drug line has are left out.
with per_diem as (
  select *
  from claim_line
  where is_per_diem
    and paid_amount > 0
    and therapy_class in (select therapy_class from claim_line where code_family = 'drug')
),
covered as (
  select distinct per_diem.line_id
  from per_diem
  join claim_line as drug
    on per_diem.payer = drug.payer
   and per_diem.person_id = drug.person_id
   and drug.code_family = 'drug'
   and drug.therapy_class = per_diem.therapy_class
   and drug.line_start_date <= per_diem.line_end_date + cast($days as integer)
   and drug.line_end_date >= per_diem.line_start_date - cast($days as integer)
  union
  select per_diem.line_id
  from per_diem
  join pharmacy_claim
    on per_diem.member_id = pharmacy_claim.member_id
   and pharmacy_claim.dispensing_date <= per_diem.line_end_date + cast($days as integer)
   and pharmacy_claim.dispensing_date >= per_diem.line_start_date - cast($days as integer)
)
select
  per_diem.payer, per_diem.provider_group, per_diem.member_id, per_diem.claim_id, per_diem.claim_line_number,
  per_diem.hcpcs_code, per_diem.therapy_class, per_diem.line_start_date, per_diem.line_end_date, per_diem.units,
  per_diem.paid_amount
from per_diem
left join covered
  on per_diem.line_id = covered.line_id
where covered.line_id is null
order by per_diem.paid_amount desc, per_diem.claim_id, per_diem.claim_line_number
limit $most
