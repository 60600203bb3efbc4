-- relation: duplicate_day
-- grain: one row per pair of equal lines and day on which the earlier one is payable evidence
-- kept: audit
-- waiver money: cents over cents is a share, not an amount
--
-- DUP-01. share: 1, or, where the earlier line was recovered in part, what it still holds on these
-- days of the later line's cents of them.
with day as (
  select
    duplicate_pair.*,
    duplicate_pair.line_start_date + cast(day_number.n as integer) as service_date,
    duplicate_pair.paid_cents // duplicate_pair.day_count
      + case when day_number.n < duplicate_pair.paid_cents % duplicate_pair.day_count then 1 else 0 end as later_cents,
    duplicate_pair.earlier_paid_cents // duplicate_pair.day_count
      + case when day_number.n < duplicate_pair.earlier_paid_cents % duplicate_pair.day_count then 1 else 0 end as earlier_cents
  from duplicate_pair
  join day_number
    on day_number.n < duplicate_pair.day_count
  left join taken_day
    on duplicate_pair.earlier_line_id = taken_day.line_id
   and duplicate_pair.line_start_date + cast(day_number.n as integer) = taken_day.service_date
  where taken_day.line_id is null
),
summed as (
  select
    day.*,
    sum(later_cents) over (partition by line_id, earlier_line_id) as later_common_cents,
    sum(earlier_cents) over (partition by line_id, earlier_line_id) as earlier_common_cents
  from day
)
select
  summed.line_id,
  summed.earlier_line_id,
  summed.service_date,
  summed.paid_date,
  summed.earlier_paid_date,
  summed.earlier_held_cents < summed.earlier_paid_cents as is_recovered_in_part,
  summed.is_split,
  summed.is_split or summed.is_member_unknown or doubted_day.line_id is not null as is_for_records,
  cast(least(1, case
    when summed.earlier_held_cents < summed.earlier_paid_cents and summed.later_common_cents > 0
    then round(
      cast(summed.earlier_common_cents * summed.earlier_held_cents as decimal(38, 8)) / summed.earlier_paid_cents, 0
    ) / summed.later_common_cents
    else 1
  end) as decimal(18, 12)) as share
from summed
left join doubted_day
  on summed.earlier_line_id = doubted_day.line_id
 and summed.service_date = doubted_day.service_date
