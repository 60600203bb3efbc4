-- question: How did the findings of each check change from run to run?
-- parameter check: text = ; check id; empty: all
--
-- One row a run and check, with how many findings the run before it did not have. A run after a new load
-- or with other policies differs for that reason; `recoup compare` says which findings.
with found as (
  select run_id, check_id, finding_id, candidate_amount
  from finding_of_every_run
  where mode = 'active'
    and ($check is null or check_id = $check)
),
every_run as (
  select distinct run_id
  from finding_of_every_run
),
run as (
  select every_run.run_id, max(before.run_id) as run_before
  from every_run
  left join every_run as before
    on before.run_id < every_run.run_id
  group by every_run.run_id
)
select
  found.run_id,
  found.check_id,
  count(*) as findings,
  count(*) filter (where earlier.finding_id is null) as added,
  sum(found.candidate_amount) as candidate_amount
from found
join run
  on found.run_id = run.run_id
left join found as earlier
  on earlier.run_id = run.run_before
 and earlier.finding_id = found.finding_id
group by found.run_id, found.check_id
order by found.run_id, found.check_id
