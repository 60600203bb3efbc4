-- relation: flagged_line
-- grain: one row per paid line that a check named
-- kept: audit
--
-- Only these are ever spread over their days.
select *
from paid_line
where line_id in (select line_id from check_result where not coalesce(marks_only, false))
