-- relation: check_change
-- grain: one row per check of either run
-- kept: view
--
-- The number of findings of a check that were added, are gone or changed, and their net amounts:
-- added less gone plus changed is the difference of exposure, in each strength. Candidate amounts are the amounts that
-- its findings ask alone.
with listed as (
  select
    coalesce(after.check_id, before.check_id) as check_id,
    coalesce(after.check_name, before.check_name) as check_name,
    coalesce(after.check_order, before.check_order) as check_order
  from (select * from check_of_run where side = 'after') as after
  full join (select * from check_of_run where side = 'before') as before
    on after.check_id = before.check_id
),
found as (
  select
    check_id,
    count(*) filter (where is_before) as findings_before,
    count(*) filter (where is_after) as findings_after,
    count(*) filter (where is_before and mode = 'active') as asked_before,
    count(*) filter (where is_after and mode = 'active') as asked_after,
    sum(candidate_amount_before) filter (where mode = 'active') as candidate_before,
    sum(candidate_amount_after) filter (where mode = 'active') as candidate_after,
    count(*) filter (where what = 'added') as added,
    count(*) filter (where what = 'gone') as gone,
    count(*) filter (where what = 'changed') as changed,
    sum(automated_after_cents) filter (where what = 'added') as added_automated_cents,  -- for each strength
    sum(automated_before_cents) filter (where what = 'gone') as gone_automated_cents,  -- for each strength
    sum(automated_after_cents - automated_before_cents) filter (where what = 'changed') as changed_automated_cents  -- for each strength, comma between
  from matched_finding
  group by check_id
)
select
  listed.check_id,
  listed.check_name,
  coalesce(found.findings_before, 0) as findings_before,
  coalesce(found.findings_after, 0) as findings_after,
  coalesce(found.added, 0) as added,
  coalesce(found.gone, 0) as gone,
  coalesce(found.changed, 0) as changed,
  cast(coalesce(found.added_automated_cents, 0) * 0.01 as decimal(18, 2)) as added_automated_amount,  -- for each strength
  cast(coalesce(found.gone_automated_cents, 0) * 0.01 as decimal(18, 2)) as gone_automated_amount,  -- for each strength
  cast(coalesce(found.changed_automated_cents, 0) * 0.01 as decimal(18, 2)) as changed_automated_amount,  -- for each strength
  cast(case when coalesce(found.asked_before, 0) = 0 then 0 else found.candidate_before end as decimal(18, 2)) as candidate_before,
  cast(case when coalesce(found.asked_after, 0) = 0 then 0 else found.candidate_after end as decimal(18, 2)) as candidate_after,
  listed.check_order
from listed
left join found
  on listed.check_id = found.check_id
