-- relation: excluded_general_day
-- grain: one row per line of a general per diem code and day that a specific code takes from it
-- kept: audit
--
-- EXC-01. The descriptor of a general code says which specific codes it is not for use with. On a
-- day that the same member and provider group have both, the general line loses the day. Days
-- that are taken from the specific line convict nothing.
select
  general.line_id,
  general_per_diem_line.policy_period_id,
  general.line_start_date + cast(day_number.n as integer) as service_date,
  min(specific.hcpcs_code) as specific_code,
  min(specific.line_id) as specific_line_id
from overlapping_per_diem_line as general
join general_per_diem_line
  on general.line_id = general_per_diem_line.line_id
join general_per_diem
  on general.hcpcs_code = general_per_diem.general_code
join overlapping_per_diem_line as specific
  on general.member_group = specific.member_group
 and general_per_diem.specific_code = specific.hcpcs_code
 and general.line_start_date <= specific.line_end_date
 and general.line_end_date >= specific.line_start_date
join day_number
  on day_number.n < general.day_count
 and general.line_start_date + cast(day_number.n as integer) >= specific.line_start_date
 and general.line_start_date + cast(day_number.n as integer) <= specific.line_end_date
 and general.line_start_date + cast(day_number.n as integer) >= general_per_diem_line.effective_from
 and general.line_start_date + cast(day_number.n as integer) <= general_per_diem_line.effective_to
left join taken_day
  on specific.line_id = taken_day.line_id
 and general.line_start_date + cast(day_number.n as integer) = taken_day.service_date
where taken_day.line_id is null
group by general.line_id, general_per_diem_line.policy_period_id, general.line_start_date, day_number.n
