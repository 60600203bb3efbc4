-- relation: check_off
-- grain: one row per check, payer and line of business with lines on which no policy asks for the check
-- kept: audit
--
-- Paid lines with a day on which no table of a policy that has the check on governs. Lines of one
-- scope and the same days are looked at together; the periods of a check do not overlap.
--
-- Reads check_on, the days on which each check is on, by policy scope.
with span as (
  select policy_scope, payer, line_of_business, line_start_date, line_end_date, day_count, count(*) as lines
  from paid_line
  group by policy_scope, payer, line_of_business, line_start_date, line_end_date, day_count
),
asked as (
  select
    check_listed.check_id,
    check_listed.check_order,
    span.*,
    sum(
      case
        when check_on.check_id is null then 0
        else date_diff('day', greatest(span.line_start_date, check_on.effective_from),
          least(span.line_end_date, check_on.effective_to)) + 1
      end
    ) as days_on
  from span
  cross join check_listed
  left join check_on
    on check_listed.check_id = check_on.check_id
   and span.policy_scope = check_on.policy_scope
   and span.line_start_date <= check_on.effective_to
   and span.line_end_date >= check_on.effective_from
  group by all
)
select check_id, check_order, payer, line_of_business, cast(sum(lines) as bigint) as lines
from asked
where days_on < day_count
group by check_id, check_order, payer, line_of_business
