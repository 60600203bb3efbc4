-- relation: excluded_general_day
-- grain: one row per line of a general per diem code, period of its policy and day that a specific code takes from it
-- kept: audit
--
-- EXC-01. The descriptor of a general code says which specific codes it is not for use with. On a
-- day that the same member and provider group have both, the general line loses the day; of a span
-- with fewer units than days every day, if it lies inside the certain days of a specific line. Days
-- taken from the specific line convict nothing. is_settled: the later payment of the two lines
-- lies more than settle_days back; the line leaves the concurrent day all the same.
with pair as (
  select
    general.line_id,
    general_per_diem_line.policy_period_id,
    specific.line_id as specific_line_id,
    specific.hcpcs_code as specific_code,
    general.day_count,
    general.is_short,
    case
      when general.is_short then general.line_start_date
      else greatest(general.line_start_date, specific.line_start_date)
    end as common_from,
    case
      when general.is_short then general.line_end_date
      else least(general.line_end_date, specific.line_end_date)
    end as common_to,
    general_per_diem_line.effective_from,
    general_per_diem_line.effective_to,
    coalesce(
      date_diff('day', greatest(general.paid_date, specific.paid_date), audit_parameter.as_of)
        > general_per_diem_line.settle_days
      and general.paid_date is not null
      and specific.paid_date is not null,
      false
    ) as is_settled,
    coalesce(two_therapies.is_two_therapies, false) as is_two_therapies,
    general.line_id in (select line_id from unknown_member_line)
      or specific.line_id in (select line_id from unknown_member_line) as is_member_unknown
  from overlapping_per_diem_line as general
  cross join audit_parameter
  join general_per_diem_line
    on general.line_id = general_per_diem_line.line_id
  join general_per_diem
    on general.hcpcs_code = general_per_diem.general_code
  join overlapping_per_diem_line as specific
    on general.member_group = specific.member_group
   and general_per_diem.specific_code = specific.hcpcs_code
   and general.line_start_date <= specific.line_end_date
   and general.line_end_date >= specific.line_start_date
  left join two_therapies
    on general.line_id = two_therapies.line_id
   and specific.line_id = two_therapies.other_line_id
  where not specific.is_short
    and (not general.is_short
      or (general.line_start_date >= specific.line_start_date and general.line_end_date <= specific.line_end_date))
),
common_day as (
  select
    pair.*,
    pair.common_from + cast(day_number.n as integer) as service_date,
    count(*) over (partition by pair.line_id, pair.policy_period_id, pair.specific_line_id) as days_left
  from pair
  join day_number
    on day_number.n <= date_diff('day', pair.common_from, pair.common_to)
  left join taken_day
    on pair.specific_line_id = taken_day.line_id
   and pair.common_from + cast(day_number.n as integer) = taken_day.service_date
  where taken_day.line_id is null
),
judged as (
  select
    common_day.*,
    case
      when common_day.is_two_therapies or common_day.is_member_unknown or doubted_day.line_id is not null then 1
      else 0
    end as for_records
  from common_day
  left join doubted_day
    on common_day.specific_line_id = doubted_day.line_id
   and common_day.service_date = doubted_day.service_date
  -- a span inside another needs the other on every day of it
  where (not common_day.is_short or common_day.days_left = common_day.day_count)
    and common_day.service_date >= common_day.effective_from
    and common_day.service_date <= common_day.effective_to
),
placed as (
  select
    judged.*,
    row_number() over (
      partition by line_id, policy_period_id, service_date
      order by case when is_settled then 0 else 1 end, for_records, specific_line_id
    ) as place
  from judged
)
select
  line_id,
  policy_period_id,
  service_date,
  specific_line_id,
  specific_code,
  is_settled,
  is_two_therapies,
  is_short,
  for_records = 1 as is_for_records
from placed
where place = 1
