-- relation: therapy_slot
-- grain: one row per therapy line and day, where two therapies meet or a modifier has no primary
-- kept: audit
--
-- CON-01 to CON-04. Of one member, provider group and day the best primary takes the first slot
-- and the best SH line the second. Where no line carries SH, a leftover primary that its contract
-- already cut to a second therapy has the second slot, else the best leftover primary takes it; a
-- leftover that was cut to a third is well placed. Every other line belongs in the third, where SJ
-- lines already are. role is what the modifiers say, slot what the day makes of the line: first,
-- second, third, or none where the day has no primary. is_cut: the slot is the line's by its price.
with counted_day as (
  select
    member_group,
    service_date,
    count(*) filter (where role = 'primary') as primaries,
    count(*) filter (where role = 'second') as seconds
  from therapy_day
  group by member_group, service_date
  having count(*) filter (where is_governed) > 0
    and (count(*) > 1 or count(*) filter (where role = 'primary') = 0)
),
-- "highest_rate": highest rate, then order of payment; "first_billed": by day received
ranked as (
  select
    therapy_day.*,
    counted_day.primaries,
    counted_day.seconds,
    row_number() over (
      partition by therapy_day.member_group, therapy_day.service_date
      order by
        case when therapy_day.day_ordering = 'first_billed' then therapy_day.billing_order end,
        case when therapy_day.day_ordering = 'first_billed' then 0 else therapy_day.rate_cents end desc nulls last,
        therapy_day.payment_order,
        therapy_day.line_id
    ) as day_place
  from therapy_day
  join counted_day
    on therapy_day.member_group = counted_day.member_group
   and therapy_day.service_date = counted_day.service_date
),
placed as (
  select
    ranked.*,
    row_number() over (partition by member_group, service_date, role order by day_place, line_id) as place
  from ranked
),
-- the leftover primaries in the order in which they take the second slot
leftover as (
  select
    line_id,
    service_date,
    row_number() over (
      partition by member_group, service_date
      order by case when is_cut_second then 0 else 1 end, place, line_id
    ) as leftover_place
  from placed
  where role = 'primary' and place > 1 and not is_cut_third
)
select
  placed.line_id,
  placed.member_group,
  placed.service_date,
  placed.hcpcs_code,
  placed.role,
  placed.day_place,
  placed.day_ordering,
  placed.rate_cents,
  placed.payment_order,
  placed.billing_order,
  placed.is_price_shared,
  case
    when placed.primaries = 0 then 'none'
    when placed.role = 'primary' and placed.place = 1 then 'first'
    when placed.role = 'second' and placed.place = 1 then 'second'
    when placed.seconds = 0 and leftover.leftover_place = 1 then 'second'
    else 'third'
  end as slot,
  placed.role = 'primary' and placed.place > 1
    and (placed.is_cut_third or (placed.seconds = 0 and leftover.leftover_place = 1 and placed.is_cut_second)) as is_cut
from placed
left join leftover
  on placed.line_id = leftover.line_id
 and placed.service_date = leftover.service_date
