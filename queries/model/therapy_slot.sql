-- relation: therapy_slot
-- grain: one row per therapy line and day on which modifiers and therapies do not fit
-- kept: audit
--
-- CON-01 to CON-04. Of one member, provider group and day the best primary takes the first slot
-- and the best SH line the second, or the best leftover primary where no line carries SH; every
-- other line belongs in the third, where SJ lines already are. role is what the modifiers say,
-- slot what the day makes of the line: first, second, third, or none where the day has no primary.
-- Days that fit are left out. holder_code, holder_claim_id: the line that holds the slot which a
-- misplaced line claims by its modifiers.
with unfit_day as (
  -- most days fit: one primary, at most one SH line
  select
    member_group,
    service_date,
    count(*) filter (where role = 'primary') as primaries,
    count(*) filter (where role = 'second') as seconds
  from therapy_day
  group by member_group, service_date
  having count(*) filter (where is_governed) > 0
    and (count(*) filter (where role = 'primary') <> 1 or count(*) filter (where role = 'second') > 1)
),
by_payment as (
  select
    therapy_day.*,
    unfit_day.primaries,
    unfit_day.seconds,
    row_number() over (
      partition by therapy_day.member_group, therapy_day.service_date
      order by case when therapy_day.is_governed then 0 else 1 end, therapy_day.payment_order, therapy_day.line_id
    ) as governed_place
  from therapy_day
  join unfit_day
    on therapy_day.member_group = unfit_day.member_group
   and therapy_day.service_date = unfit_day.service_date
),
-- what is best is said by the period of the first governed line by order of payment
by_policy as (
  select
    by_payment.*,
    max(case when governed_place = 1 then ordering end) over (partition by member_group, service_date) as day_ordering
  from by_payment
),
-- "highest_rate": highest rate, then order of payment; "first_billed": by day received
placed as (
  select
    by_policy.*,
    row_number() over (
      partition by member_group, service_date, role
      order by
        case when day_ordering = 'first_billed' then billing_order end,
        case when day_ordering = 'first_billed' then 0 else rate_cents end desc,
        payment_order,
        line_id
    ) as place
  from by_policy
),
slotted as (
  select
    placed.*,
    case
      when primaries = 0 then 'none'
      when role = 'primary' and place = 1 then 'first'
      when role = 'second' and place = 1 then 'second'
      when role = 'primary' and place = 2 and seconds = 0 then 'second'
      else 'third'
    end as slot
  from placed
)
select
  slotted.line_id,
  slotted.service_date,
  slotted.role,
  slotted.slot,
  slotted.is_price_shared,
  holder.hcpcs_code as holder_code,
  holder.claim_id as holder_claim_id
from slotted
left join slotted as holder
  on slotted.member_group = holder.member_group
 and slotted.service_date = holder.service_date
 and holder.slot = case when slotted.role = 'primary' then 'first' else 'second' end
