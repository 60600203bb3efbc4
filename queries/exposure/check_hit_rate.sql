-- relation: check_hit_rate
-- grain: one row per check
-- kept: audit
--
-- How often a check was right. Decided are the findings that ended upheld, recovered or overturned,
-- also those gone from this run; hit_rate is upheld and recovered over decided, empty where nothing
-- was decided. A demand is not yet an outcome, and a closed finding says nothing about the check.
-- A decision counts as it was made, also where the finding is open again since. identified is
-- net, the other amounts are those of the decisions; each strength beside the others.
with counted as (
  select
    check_id,
    count(*) filter (where not is_gone) as findings,
    count(*) filter (where status_listed.check_was_right is not null) as decided,
    count(*) filter (where status_listed.check_was_right) as was_right,
    count(*) filter (where decision = 'requested') as requested,
    count(*) filter (where decision = 'demanded') as demanded,
    count(*) filter (where decision = 'recovered') as recovered,
    count(*) filter (where decision = 'upheld') as upheld,
    count(*) filter (where decision = 'overturned') as overturned,
    count(*) filter (where decision = 'closed') as closed,
    count(opened_again_from) as opened_again,
    sum(net_automated_amount) as identified_automated_amount,  -- for each strength
    sum(decided_automated_amount) filter (where decision = 'demanded') as demanded_automated_amount,  -- for each strength
    sum(decided_automated_amount) filter (where decision = 'recovered') as recovered_automated_amount,  -- for each strength
    sum(decided_automated_amount) filter (where decision = 'overturned') as overturned_automated_amount  -- for each strength, comma between
  from decided_finding
  left join status_listed
    on decided_finding.decision = status_listed.status
  group by check_id
)
select
  check_listed.check_id,
  check_listed.check_name,
  check_listed.check_order,
  coalesce(counted.findings, 0) as findings,
  coalesce(counted.requested, 0) as requested,
  coalesce(counted.demanded, 0) as demanded,
  coalesce(counted.decided, 0) as decided,
  coalesce(counted.upheld, 0) as upheld,
  coalesce(counted.recovered, 0) as recovered,
  coalesce(counted.overturned, 0) as overturned,
  coalesce(counted.closed, 0) as closed,
  coalesce(counted.opened_again, 0) as opened_again,
  cast(round(
    cast(counted.was_right as decimal(18, 0)) / nullif(counted.decided, 0), 6
  ) as decimal(9, 6)) as hit_rate,
  cast(coalesce(counted.identified_automated_amount, 0) as decimal(18, 2)) as identified_automated_amount,  -- for each strength
  cast(coalesce(counted.demanded_automated_amount, 0) as decimal(18, 2)) as demanded_automated_amount,  -- for each strength
  cast(coalesce(counted.recovered_automated_amount, 0) as decimal(18, 2)) as recovered_automated_amount,  -- for each strength
  cast(coalesce(counted.overturned_automated_amount, 0) as decimal(18, 2)) as overturned_automated_amount  -- for each strength, comma between
from check_listed
left join counted
  on check_listed.check_id = counted.check_id
