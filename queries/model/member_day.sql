-- relation: member_day
-- grain: one row per payer, member and first day of a line, with what eligibility says of it
-- kept: step
--
-- line_of_business and funding are filled only where the eligibility of that day agrees: two
-- lines of business on one day are none.
with asked as (
  select distinct
    payer,
    member_id,
    coalesce(claim_line_start_date, claim_start_date) as service_date
  from medical_claim
  where member_id in (select member_id from eligibility)
)
select
  asked.payer,
  asked.member_id,
  asked.service_date,
  case
    when count(distinct eligibility.line_of_business) = 1 then min(eligibility.line_of_business)
  end as line_of_business,
  case when count(distinct eligibility.funding) = 1 then min(eligibility.funding) end as funding
from asked
join eligibility
  on asked.member_id = eligibility.member_id
 and asked.payer = coalesce(eligibility.payer, asked.payer)
 and asked.service_date >= eligibility.enrollment_start_date
 and asked.service_date <= coalesce(eligibility.enrollment_end_date, date '9999-12-31')
group by asked.payer, asked.member_id, asked.service_date
