-- relation: decision
-- grain: one row per finding that a review has decided on, found in this run or not
-- kept: audit
--
-- The latest disposition of each finding known on the as-of date: by day, then load, then row.
select * exclude (place)
from (
  select
    disposition.*,
    row_number() over (partition by finding_id order by decided_date desc, load_number desc, source_row desc, finding_id) as place
  from disposition
) as numbered
where place = 1
