-- relation: repeated_per_diem_day
-- grain: one row per per diem line and day that an earlier line of the same code was paid for
-- kept: audit
--
-- UNT-02. The earlier line of a pair stands; the later one loses the days they share, unless the
-- two lines are two therapies. Checked pair by pair. Days that
-- are taken from the earlier line convict nothing.
select
  repeated_per_diem_pair.later_line_id as line_id,
  daily_per_diem_line.policy_period_id,
  repeated_per_diem_pair.common_from + cast(day_number.n as integer) as service_date,
  min(repeated_per_diem_pair.earlier_line_id) as earlier_line_id
from repeated_per_diem_pair
join daily_per_diem_line
  on repeated_per_diem_pair.later_line_id = daily_per_diem_line.line_id
join day_number
  on day_number.n <= date_diff('day', repeated_per_diem_pair.common_from, repeated_per_diem_pair.common_to)
 and repeated_per_diem_pair.common_from + cast(day_number.n as integer) >= daily_per_diem_line.effective_from
 and repeated_per_diem_pair.common_from + cast(day_number.n as integer) <= daily_per_diem_line.effective_to
left join taken_day
  on repeated_per_diem_pair.earlier_line_id = taken_day.line_id
 and repeated_per_diem_pair.common_from + cast(day_number.n as integer) = taken_day.service_date
where not repeated_per_diem_pair.is_two_therapies
  and taken_day.line_id is null
group by
  repeated_per_diem_pair.later_line_id,
  daily_per_diem_line.policy_period_id,
  repeated_per_diem_pair.common_from + cast(day_number.n as integer)
