-- relation: provider_change
-- grain: one row per provider group of either run
-- kept: view
--
-- The number of findings of a provider that were added, are gone or changed, and their net. A finding
-- that moved to another provider is gone there and added here.
with placed as (
  select *, what = 'changed' and provider_group_before is distinct from provider_group_after as has_moved
  from matched_finding
),
each_finding as (
  select
    coalesce(provider_group_after, provider_group_before) as provider_group,
    automated_before_cents, automated_after_cents,  -- for each strength
    what
  from placed
  where not has_moved
  union all
  select
    provider_group_before as provider_group,
    automated_before_cents, 0 as automated_after_cents,  -- for each strength
    'gone' as what
  from placed
  where has_moved
  union all
  select
    provider_group_after as provider_group,
    0 as automated_before_cents, automated_after_cents,  -- for each strength
    'added' as what
  from placed
  where has_moved
),
found as (
  select
    provider_group,
    count(*) filter (where what = 'added') as added,
    count(*) filter (where what = 'gone') as gone,
    count(*) filter (where what = 'changed') as changed,
    sum(automated_after_cents) filter (where what = 'added') as added_automated_cents,  -- for each strength
    sum(automated_before_cents) filter (where what = 'gone') as gone_automated_cents,  -- for each strength
    sum(automated_after_cents - automated_before_cents) filter (where what = 'changed') as changed_automated_cents  -- for each strength, comma between
  from each_finding
  group by provider_group
),
listed as (
  select distinct provider_group
  from cell_amount
)
select
  listed.provider_group,
  coalesce(found.added, 0) as added,
  coalesce(found.gone, 0) as gone,
  coalesce(found.changed, 0) as changed,
  cast(coalesce(found.added_automated_cents, 0) * 0.01 as decimal(18, 2)) as added_automated_amount,  -- for each strength
  cast(coalesce(found.gone_automated_cents, 0) * 0.01 as decimal(18, 2)) as gone_automated_amount,  -- for each strength
  cast(coalesce(found.changed_automated_cents, 0) * 0.01 as decimal(18, 2)) as changed_automated_amount  -- for each strength, comma between
from listed
left join found
  on listed.provider_group = found.provider_group
