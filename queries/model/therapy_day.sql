-- relation: therapy_day
-- grain: one row per therapy line and certain day on which it takes part among concurrent therapies
-- kept: audit
--
-- CON-01 to CON-04: the grid of each member, provider group and day. A day that is taken, or that its
-- line loses to another, is no therapy; a span with fewer units than days does not say which days
-- it served and takes no place. day_ordering: what is best that day, by the period of the first
-- governed line by order of payment.
with present as (
  select *
  from therapy_line_day
  where not is_short and not is_absent
),
by_payment as (
  select
    present.*,
    row_number() over (
      partition by member_group, service_date
      order by case when is_governed then 0 else 1 end, payment_order, line_id
    ) as governed_place
  from present
)
select
  by_payment.* exclude (governed_place),
  max(case when governed_place = 1 then ordering end) over (partition by member_group, service_date) as day_ordering
from by_payment
