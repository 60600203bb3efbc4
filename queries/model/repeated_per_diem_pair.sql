-- relation: repeated_per_diem_pair
-- grain: one row per two lines of one per diem code and role that share a day, and period of the later line's policy
-- kept: audit
--
-- UNT-02. Two lines of one member and provider group, code and role: the earlier by order of
-- payment stands. how: "certain" days of both; the later span "inside" the certain days of the
-- earlier; or, of two spans of several days with the same first and last day and fewer units than
-- days, the "excess" of their units over the days. is_settled: the later of the two payments lies
-- more than settle_days back. The other columns say what leaves the pair to records.
with distinct_service as (
  select array_agg(modifier order by modifier) as modifiers
  from modifier
  where role = 'distinct_service'
),
pair as (
  select
    later.line_id as later_line_id,
    earlier.line_id as earlier_line_id,
    daily_per_diem_line.policy_period_id,
    daily_per_diem_line.effective_from,
    daily_per_diem_line.effective_to,
    later.line_start_date as later_start_date,
    later.day_count as later_day_count,
    later.paid_cents as later_paid_cents,
    later.units as later_units,
    earlier.line_start_date as earlier_start_date,
    earlier.day_count as earlier_day_count,
    earlier.paid_cents as earlier_paid_cents,
    earlier.held_cents as earlier_held_cents,
    case
      when not later.is_short and not earlier.is_short then 'certain'
      when later.is_short and not earlier.is_short
        and later.line_start_date >= earlier.line_start_date
        and later.line_end_date <= earlier.line_end_date
        then 'inside'
      when later.is_short and earlier.is_short
        and later.line_start_date = earlier.line_start_date
        and later.line_end_date = earlier.line_end_date
        and later.units_basis <> 'billed'
        and earlier.units_basis <> 'billed'
        and floor(later.units) + floor(earlier.units) > later.day_count
        then 'excess'
    end as how,
    floor(later.units) + floor(earlier.units) - later.day_count as excess_units,
    greatest(later.line_start_date, earlier.line_start_date) as common_from,
    least(later.line_end_date, earlier.line_end_date) as common_to,
    coalesce(
      date_diff('day', greatest(later.paid_date, earlier.paid_date), audit_parameter.as_of)
        > daily_per_diem_line.settle_days
      and later.paid_date is not null
      and earlier.paid_date is not null,
      false
    ) as is_settled,
    coalesce(two_therapies.is_two_therapies, false) as is_two_therapies,
    coalesce(two_therapies.is_open, false) as is_open,
    coalesce(two_therapies.has_no_drug, true) as has_no_drug,
    list_has_any(later.modifiers, distinct_service.modifiers)
      or list_has_any(earlier.modifiers, distinct_service.modifiers) as is_distinct,
    earlier.payee <> 'provider' as is_paid_to_member,
    later.line_start_date = earlier.line_start_date and later.line_end_date = earlier.line_end_date
      and coalesce(
        abs(cast(later_rate.unit_rate * later.day_count * 100 as decimal(18, 2)) - later.price_cents - earlier.price_cents)
          <= later.units,
        false
      ) as is_split,
    later.units_basis = 'assumed' or earlier.units_basis = 'assumed' as has_assumed_units,
    later.line_id in (select line_id from unknown_member_line)
      or earlier.line_id in (select line_id from unknown_member_line) as is_member_unknown
  from overlapping_per_diem_line as later
  cross join audit_parameter
  cross join distinct_service
  join daily_per_diem_line
    on later.line_id = daily_per_diem_line.line_id
  join overlapping_per_diem_line as earlier
    on later.member_group = earlier.member_group
   and later.hcpcs_code = earlier.hcpcs_code
   and later.role = earlier.role
   and later.payment_order > earlier.payment_order
   and later.line_start_date <= earlier.line_end_date
   and later.line_end_date >= earlier.line_start_date
  left join two_therapies
    on later.line_id = two_therapies.line_id
   and earlier.line_id = two_therapies.other_line_id
  left join contract_rate_line as later_rate
    on later.line_id = later_rate.line_id
)
select *
from pair
where how is not null
