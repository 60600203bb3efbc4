-- relation: seen_finding
-- grain: one row per row of the worklist whose finding some run of the store has
-- kept: table
-- waiver order: a finding_id stands once in a run, so no two rows of a worklist row tie
--
-- The finding as the reviewer saw it: in the run that the worklist names, else in the last run
-- as of the day of the decision or before, else in the first run that has it. A row without a
-- day is of today.
with shown as (
  select
    review_row.source_row,
    finding_of_every_run.*,
    row_number() over (
      partition by review_row.source_row
      order by
        finding_of_every_run.run_id = review_row.run_id desc nulls last,
        run_made.as_of <= coalesce(review_row.decided_date, review_parameter.today) desc,
        case
          when run_made.as_of <= coalesce(review_row.decided_date, review_parameter.today)
          then -finding_of_every_run.run_id
          else finding_of_every_run.run_id
        end
    ) as place
  from review_row
  cross join review_parameter
  join finding_of_every_run
    on review_row.finding_id = finding_of_every_run.finding_id
  join run_made
    on finding_of_every_run.run_id = run_made.run_id
  where review_row.fault is null
)
select * exclude (place)
from shown
where place = 1
