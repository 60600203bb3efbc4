-- relation: known_decision
-- grain: one row per finding that a review has decided on
-- kept: table
--
-- The last decision the store knows, whatever its day: by day, then load, then row.
with numbered as (
  select
    *,
    row_number() over (partition by finding_id order by decided_date desc, load_number desc, source_row desc) as place
  from disposition
)
select * exclude (place)
from numbered
where place = 1
