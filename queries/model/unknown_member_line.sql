-- relation: unknown_member_line
-- grain: one row per claim line whose member number is two persons
-- kept: audit
--
-- Eligibility has two persons or more under the line's member number on its first day: whose line
-- it is nobody can say, so what another line of the member convicts is for records to decide.
with shared_number as (
  select member_id
  from eligibility
  group by member_id
  having count(distinct coalesce(person_id, member_id)) > 1
)
select claim_line.line_id
from claim_line
join eligibility
  on claim_line.member_id = eligibility.member_id
 and claim_line.payer = coalesce(eligibility.payer, claim_line.payer)
 and claim_line.line_start_date >= eligibility.enrollment_start_date
 and claim_line.line_start_date <= coalesce(eligibility.enrollment_end_date, date '9999-12-31')
where claim_line.member_id in (select member_id from shared_number)
group by claim_line.line_id
having count(distinct coalesce(eligibility.person_id, eligibility.member_id)) > 1
