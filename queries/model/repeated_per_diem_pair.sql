-- relation: repeated_per_diem_pair
-- grain: one row per two lines of one per diem code and role that share a day
-- kept: audit
--
-- UNT-02. Two lines of one member and provider group, code and role: the earlier by order of
-- payment stands. is_two_therapies: the drugs of the two lines show that each had its own
-- therapy, as two antibiotics every 12 hours do: the member's and group's drug lines that share a
-- day with either line, or fall in the 7 days before it (drugs are shipped ahead; paid, denied
-- or pended), have two or more different codes or NDCs that match the per diem.
with pair as (
  select
    later.line_id as later_line_id,
    earlier.line_id as earlier_line_id,
    earlier.claim_id as earlier_claim_id,
    later.payer,
    later.person_id,
    later.provider_group,
    later.hcpcs_code,
    greatest(later.line_start_date, earlier.line_start_date) as common_from,
    least(later.line_end_date, earlier.line_end_date) as common_to,
    -- the lines share a day, so the days of both and the week before each are one stretch
    least(later.line_start_date, earlier.line_start_date) - 7 as drugs_from,
    greatest(later.line_end_date, earlier.line_end_date) as drugs_to
  from overlapping_per_diem_line as later
  join overlapping_per_diem_line as earlier
    on later.member_group = earlier.member_group
   and later.hcpcs_code = earlier.hcpcs_code
   and later.role = earlier.role
   and later.payment_order > earlier.payment_order
   and later.line_start_date <= earlier.line_end_date
   and later.line_end_date >= earlier.line_start_date
),
drug_line as (
  select payer, person_id, provider_group, hcpcs_code, ndc_code, line_start_date, line_end_date
  from claim_line
  where code_family = 'drug'
  union all
  select payer, person_id, provider_group, hcpcs_code, ndc_code, line_start_date, line_end_date
  from denied_line
  where code_family = 'drug'
),
two_therapies as (
  select pair.later_line_id, pair.earlier_line_id
  from pair
  join drug_per_diem
    on pair.hcpcs_code = drug_per_diem.per_diem_code
  join drug_line
    on pair.payer = drug_line.payer
   and pair.person_id = drug_line.person_id
   and pair.provider_group = drug_line.provider_group
   and drug_per_diem.drug_code = drug_line.hcpcs_code
   and pair.drugs_from <= drug_line.line_end_date
   and pair.drugs_to >= drug_line.line_start_date
  group by pair.later_line_id, pair.earlier_line_id
  having count(distinct drug_line.hcpcs_code) > 1 or count(distinct drug_line.ndc_code) > 1
)
select
  pair.later_line_id,
  pair.earlier_line_id,
  pair.earlier_claim_id,
  pair.common_from,
  pair.common_to,
  two_therapies.later_line_id is not null as is_two_therapies
from pair
left join two_therapies
  on pair.later_line_id = two_therapies.later_line_id
 and pair.earlier_line_id = two_therapies.earlier_line_id
