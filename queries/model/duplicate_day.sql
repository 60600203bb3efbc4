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
),
held as (
  select
    *,
    case
      when earlier_held_cents < earlier_paid_cents and later_common_cents > 0
      then cast(round(
        cast(earlier_common_cents * earlier_held_cents as decimal(38, 8)) / earlier_paid_cents, 0
      ) as bigint)
    end as bound_cents
  from summed
)
select
  held.line_id,
  held.earlier_line_id,
  held.service_date,
  held.paid_date,
  held.earlier_paid_date,
  held.earlier_held_cents < held.earlier_paid_cents as is_recovered_in_part,
  held.is_split,
  held.is_split or held.is_member_unknown or doubted_day.line_id is not null as is_for_records,
  cast(held.bound_cents * 0.01 as decimal(18, 2)) as bound_amount,
  cast(held.later_common_cents * 0.01 as decimal(18, 2)) as common_amount,
  cast(least(1, coalesce(held.bound_cents / held.later_common_cents, 1)) as decimal(18, 12)) as share
from held
left join doubted_day
  on held.earlier_line_id = doubted_day.line_id
 and held.service_date = doubted_day.service_date
