-- relation: member_day
-- grain: one row per payer, person, member number and first day of a line, with what eligibility says
-- kept: step
--
-- line_of_business and funding are filled only where the eligibility of that day agrees: two
-- lines of business on one day are none. A member is a person of a payer: eligibility under the
-- person or under the line's own member number both speak.
with asked as (
  select distinct
    payer,
    person_id,
    member_id,
    line_start_date as service_date
  from dated_row
  where person_id in (select person_id from eligibility)
     or member_id in (select member_id from eligibility)
),
eligible as (
  select asked.*, eligibility.line_of_business, eligibility.funding
  from asked
  join eligibility
    on asked.person_id = eligibility.person_id
   and asked.payer = coalesce(eligibility.payer, asked.payer)
   and asked.service_date >= eligibility.enrollment_start_date
   and asked.service_date <= coalesce(eligibility.enrollment_end_date, date '9999-12-31')
  union
  select asked.*, eligibility.line_of_business, eligibility.funding
  from asked
  join eligibility
    on asked.member_id = eligibility.member_id
   and asked.payer = coalesce(eligibility.payer, asked.payer)
   and asked.service_date >= eligibility.enrollment_start_date
   and asked.service_date <= coalesce(eligibility.enrollment_end_date, date '9999-12-31')
)
select
  payer,
  person_id,
  member_id,
  service_date,
  case when count(distinct line_of_business) = 1 then min(line_of_business) end as line_of_business,
  case when count(distinct funding) = 1 then min(funding) end as funding
from eligible
group by payer, person_id, member_id, service_date
