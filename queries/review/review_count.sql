-- relation: review_count
-- grain: one row per import: how many rows are loaded, and how many are unchanged
-- kept: view
--
-- Rows that are not rejected. One that repeats an earlier row of its file says nothing new.
select
  count(*) filter (where place = 1) as taken,
  count(*) filter (where is_known or place > 1) as unchanged
from reviewed_row
where reason is null
