-- relation: repeated_per_diem_day
-- grain: one row per per diem line, period of its policy and day that an earlier line of the same code was paid for
-- kept: audit
-- waiver money: cents over cents is a share, not an amount
--
-- UNT-02. The earlier line of a pair stands; the later one loses the days they share, or its share
-- of the excess. Checked pair by pair, the largest share of a day; days taken from the earlier line
-- convict nothing. Where the earlier was recovered in part, the share is at most what it still holds
-- on those days of the later's cents of them. A pair that is not settled has no finding; the line
-- leaves the concurrent day all the same.
with common_day as (
  select
    pair.*,
    pair.common_from + cast(day_number.n as integer) as service_date,
    count(*) over (partition by pair.later_line_id, pair.policy_period_id, pair.earlier_line_id) as days_left
  from repeated_per_diem_pair as pair
  join day_number
    on day_number.n <= date_diff('day', pair.common_from, pair.common_to)
  left join taken_day
    on pair.earlier_line_id = taken_day.line_id
   and pair.common_from + cast(day_number.n as integer) = taken_day.service_date
  where not pair.is_two_therapies
    and taken_day.line_id is null
),
day_cents as (
  select
    common_day.*,
    later_paid_cents // later_day_count
      + case
          when date_diff('day', later_start_date, service_date) < later_paid_cents % later_day_count then 1
          else 0
        end as later_cents,
    earlier_paid_cents // earlier_day_count
      + case
          when date_diff('day', earlier_start_date, service_date) < earlier_paid_cents % earlier_day_count then 1
          else 0
        end as earlier_cents
  from common_day
  -- a span inside another, and the excess of two, need the earlier line on every day
  where (how = 'certain' or days_left = later_day_count)
    and service_date >= effective_from
    and service_date <= effective_to
),
bounded as (
  select
    day_cents.*,
    sum(later_cents) over (partition by later_line_id, policy_period_id, earlier_line_id) as later_common_cents,
    sum(earlier_cents) over (partition by later_line_id, policy_period_id, earlier_line_id) as earlier_common_cents
  from day_cents
),
held as (
  select
    bounded.*,
    -- what the earlier line still holds on these days
    case
      when earlier_held_cents < earlier_paid_cents and later_common_cents > 0
      then cast(round(
        cast(earlier_common_cents * earlier_held_cents as decimal(38, 8)) / earlier_paid_cents, 0
      ) as bigint)
    end as bound_cents
  from bounded
),
shared as (
  select
    held.*,
    least(
      case when how = 'excess' then least(excess_units / later_units, 1) else 1 end,
      coalesce(bound_cents / later_common_cents, 1)
    ) as share,
    coalesce(
      bound_cents / later_common_cents
        <= case when how = 'excess' then least(excess_units / later_units, 1) else 1 end,
      false
    ) as is_bound,
    case
      when has_no_drug or is_open or is_distinct or is_paid_to_member or is_split or is_member_unknown
        or (how = 'excess' and has_assumed_units)
        or doubted_day.line_id is not null
        then 1
      else 0
    end as for_records
  from held
  left join doubted_day
    on held.earlier_line_id = doubted_day.line_id
   and held.service_date = doubted_day.service_date
),
placed as (
  select
    shared.*,
    row_number() over (
      partition by later_line_id, policy_period_id, service_date
      order by case when is_settled then 0 else 1 end, share desc, for_records, earlier_line_id
    ) as place
  from shared
  where share > 0
)
select
  later_line_id as line_id,
  policy_period_id,
  service_date,
  cast(share as decimal(18, 12)) as share,
  earlier_line_id,
  how,
  excess_units,
  later_units,
  is_bound,
  cast(bound_cents * 0.01 as decimal(18, 2)) as bound_amount,
  cast(later_common_cents * 0.01 as decimal(18, 2)) as common_amount,
  is_settled,
  has_no_drug,
  is_open,
  is_distinct,
  is_paid_to_member,
  is_split,
  earlier_held_cents < earlier_paid_cents as is_recovered_in_part,
  for_records = 1 as is_for_records
from placed
where place = 1
