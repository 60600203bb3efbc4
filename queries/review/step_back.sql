-- relation: step_back
-- grain: one row per row of the worklist whose status is behind the known one
-- kept: view
--
-- Going back is allowed, and said: a review goes from open to a request for records, to a finding
-- that stands or is demanded, to one of three ends.
with reached as (
  select *
  from (values
    ('open', 0), ('requested', 1), ('upheld', 2), ('demanded', 2), ('recovered', 3), ('overturned', 3), ('closed', 3)
  ) as reached(status, how_far)
)
select judged_row.source_row, judged_row.known_status, judged_row.status
from judged_row
join reached as said
  on judged_row.status = said.status
join reached as known
  on judged_row.known_status = known.status
where judged_row.place = 1
  and said.how_far < known.how_far
order by judged_row.source_row
