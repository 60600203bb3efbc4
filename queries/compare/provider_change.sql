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
  select coalesce(provider_group_after, provider_group_before) as provider_group, what, asked_before_cents, asked_after_cents
  from placed
  where not has_moved
  union all
  select provider_group_before as provider_group, 'gone' as what, asked_before_cents, 0 as asked_after_cents
  from placed
  where has_moved
  union all
  select provider_group_after as provider_group, 'added' as what, 0 as asked_before_cents, asked_after_cents
  from placed
  where has_moved
),
found as (
  select
    provider_group,
    count(*) filter (where what = 'added') as added,
    count(*) filter (where what = 'gone') as gone,
    count(*) filter (where what = 'changed') as changed,
    sum(asked_after_cents) filter (where what = 'added') as added_cents,
    sum(asked_before_cents) filter (where what = 'gone') as gone_cents,
    sum(asked_after_cents - asked_before_cents) filter (where what = 'changed') as changed_cents
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
  cast(coalesce(found.added_cents, 0) * 0.01 as decimal(18, 2)) as added_amount,
  cast(coalesce(found.gone_cents, 0) * 0.01 as decimal(18, 2)) as gone_amount,
  cast(coalesce(found.changed_cents, 0) * 0.01 as decimal(18, 2)) as changed_amount
from listed
left join found
  on listed.provider_group = found.provider_group
