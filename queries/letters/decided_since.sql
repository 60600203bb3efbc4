-- relation: decided_since
-- grain: one row per finding that a review has decided on since the run
-- kept: table
--
-- The last decision of each: of a day after the run's, or of a load that the run has not read.
select finding_id, status
from (
  select
    finding_id,
    status,
    row_number() over (partition by finding_id order by decided_date desc, load_number desc, source_row desc) as place
  from disposition
  where decided_date > (select as_of from letter_parameter)
     or load_number not in (select load_number from read_load)
) as numbered
where place = 1
