-- relation: per_diem_pair
-- grain: one row per two per diem lines of a member that share a day and could be one therapy
-- kept: audit
--
-- UNT-02, EXC-01 and their like between provider groups: two lines of one code, or of a general code
-- and a specific one that it may not be used with, of any provider. One pass over the lines finds
-- those that overlap another; most end there. line_id is the smaller of the two by text. near_from
-- and near_to: the days on which a drug of either line may have come, the 7 days before them too.
with per_diem as (
  select
    line_id,
    payer,
    person_id,
    hcpcs_code,
    line_start_date,
    line_end_date,
    max(line_end_date) over (
      partition by payer, person_id
      order by line_start_date, line_id
      rows between unbounded preceding and 1 preceding
    ) as earlier_end_date,
    lead(line_start_date) over (
      partition by payer, person_id
      order by line_start_date, line_id
    ) as next_start_date
  from claim_line
  where is_per_diem
),
meeting as (
  select line_id, payer, person_id, hcpcs_code, line_start_date, line_end_date
  from per_diem
  where earlier_end_date >= line_start_date
     or next_start_date <= line_end_date
),
two_codes as (
  select distinct hcpcs_code as code, hcpcs_code as other_code
  from meeting
  union all
  select general_code as code, specific_code as other_code
  from general_per_diem
  union all
  select specific_code as code, general_code as other_code
  from general_per_diem
)
select
  one.line_id,
  other.line_id as other_line_id,
  one.payer,
  one.person_id,
  one.hcpcs_code,
  other.hcpcs_code as other_hcpcs_code,
  least(one.line_start_date, other.line_start_date) - 7 as near_from,
  greatest(one.line_end_date, other.line_end_date) as near_to
from meeting as one
join two_codes
  on one.hcpcs_code = two_codes.code
join meeting as other
  on one.payer = other.payer
 and one.person_id = other.person_id
 and two_codes.other_code = other.hcpcs_code
 and one.line_id < other.line_id
 and one.line_start_date <= other.line_end_date
 and one.line_end_date >= other.line_start_date
