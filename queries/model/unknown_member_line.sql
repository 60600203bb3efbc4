-- relation: unknown_member_line
-- grain: one row per claim line whose member number is of two persons on its first day
-- kept: audit
--
-- Eligibility has two persons under the line's member number that day: which of them the line is
-- about is not known, so what another line of the member convicts is records.
with shared as (
  select member_id
  from eligibility
  group by member_id
  having count(distinct coalesce(person_id, member_id)) > 1
),
line as (
  select line_id, payer, member_id, line_start_date from claim_line
  union all
  select line_id, payer, member_id, line_start_date from superseded_line
  union all
  select line_id, payer, member_id, line_start_date from denied_line
)
select line.line_id
from line
join shared
  on line.member_id = shared.member_id
join eligibility
  on line.member_id = eligibility.member_id
 and line.payer = coalesce(eligibility.payer, line.payer)
 and line.line_start_date >= eligibility.enrollment_start_date
 and line.line_start_date <= coalesce(eligibility.enrollment_end_date, date '9999-12-31')
group by line.line_id
having count(distinct coalesce(eligibility.person_id, eligibility.member_id)) > 1
