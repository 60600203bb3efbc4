-- relation: repeated_per_diem_pair
-- grain: one row per two lines of one per diem code and role that share a day
-- kept: audit
--
-- UNT-02. Two lines of one member and provider group, code and role: the earlier by order of
-- payment stands. is_two_therapies: the drugs on file show that each line had its own therapy, as
-- two antibiotics every 12 hours do.
select
  later.line_id as later_line_id,
  earlier.line_id as earlier_line_id,
  greatest(later.line_start_date, earlier.line_start_date) as common_from,
  least(later.line_end_date, earlier.line_end_date) as common_to,
  two_therapies.is_two_therapies
from overlapping_per_diem_line as later
join overlapping_per_diem_line as earlier
  on later.member_group = earlier.member_group
 and later.hcpcs_code = earlier.hcpcs_code
 and later.role = earlier.role
 and later.payment_order > earlier.payment_order
 and later.line_start_date <= earlier.line_end_date
 and later.line_end_date >= earlier.line_start_date
join two_therapies
  on later.line_id = two_therapies.line_id
 and earlier.line_id = two_therapies.other_line_id
