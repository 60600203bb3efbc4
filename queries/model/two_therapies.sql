-- relation: two_therapies
-- grain: one row per per diem line and other per diem line of per_diem_pair, in both directions
-- kept: audit
--
-- What the drugs on file say of two per diems. drugs: how many different drugs that match either
-- code share a day with either line, or came in the 7 days before it. is_two_therapies: two or
-- more. is_open: fewer, and something came of which nobody knows what it is. has_no_drug: no drug
-- that matches is on file.
with near as (
  select
    per_diem_pair.line_id,
    per_diem_pair.other_line_id,
    count(distinct case
      when drug_line.matches_any or drug_per_diem.drug_code is not null then drug_line.drug
    end) as drugs,
    max(case when drug_line.drug is null then 1 else 0 end) as unknown_drug
  from per_diem_pair
  join drug_line
    on per_diem_pair.payer = drug_line.payer
   and per_diem_pair.person_id = drug_line.person_id
   and per_diem_pair.near_from <= drug_line.drug_to
   and per_diem_pair.near_to >= drug_line.drug_from
  left join drug_per_diem
    on drug_line.matched_code = drug_per_diem.drug_code
   and drug_per_diem.per_diem_code in (per_diem_pair.hcpcs_code, per_diem_pair.other_hcpcs_code)
  group by per_diem_pair.line_id, per_diem_pair.other_line_id
),
told as (
  select
    per_diem_pair.line_id,
    per_diem_pair.other_line_id,
    coalesce(near.drugs, 0) as drugs,
    coalesce(near.unknown_drug, 0) = 1 as has_unknown_drug
  from per_diem_pair
  left join near
    on per_diem_pair.line_id = near.line_id
   and per_diem_pair.other_line_id = near.other_line_id
),
directed as (
  select line_id, other_line_id, drugs, has_unknown_drug
  from told
  union all
  select other_line_id as line_id, line_id as other_line_id, drugs, has_unknown_drug
  from told
)
select
  line_id,
  other_line_id,
  drugs,
  drugs > 1 as is_two_therapies,
  has_unknown_drug and drugs < 2 as is_open,
  drugs = 0 as has_no_drug
from directed
