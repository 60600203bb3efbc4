-- relation: reviewed_row
-- grain: one row per row of the worklist
-- kept: table
-- waiver order: source_row is the number of the row in its file
--
-- Each row with the reason why it is not loaded; null, if it can be loaded. Rows with different new
-- decisions on one finding contradict each other, and none of them is loaded. Of rows with the same
-- new decision, the first is loaded: its place is 1. A row that is not loaded has place 0.
with reasoned as (
  select
    compared_row.*,
    case
      when fault is not null then fault
      when shown_run is null then 'no run of this store has a finding of this finding_id'
      when is_known then null
      when amount > shown_paid_amount then 'amount: above what the line was paid'
      when decided_date is null and status <> 'open' then 'decided_date is missing'
      when decided_date > review_parameter.today then 'decided_date: lies ahead of today'
      when count(distinct (status, decided_date, amount)) filter (where fault is null and not is_known)
          over (partition by finding_id) > 1
        then 'rows of this file say different things of this finding'
    end as reason
  from compared_row
  cross join review_parameter
)
select
  *,
  case when reason is null and not is_known
    then row_number() over (partition by finding_id, reason is null and not is_known order by source_row)
    else 0
  end as place
from reasoned
