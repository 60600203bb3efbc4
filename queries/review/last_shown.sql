-- relation: last_shown
-- grain: one row per finding of the worklist that some run of the store has
-- kept: table
-- waiver order: a finding_id stands once in a run, so run_id is a total order
--
-- What the last run that has the finding said of the decision on it.
with shown as (
  select
    finding_id,
    opened_again_from,
    coalesce(decided_date, date '0001-01-01') as decided_date,
    row_number() over (partition by finding_id order by run_id desc) as place
  from finding_of_every_run
  where finding_id in (select finding_id from review_row)
)
select finding_id, opened_again_from, decided_date
from shown
where place = 1
