-- relation: feed_coverage
-- grain: one row per feed, payer (null: any) and unbroken span of days that its loads cover
-- kept: audit
--
-- A feed (visit_note, eligibility, authorization, pharmacy_claim) covers the days its mapping names,
-- else its first to last day as loaded_file has them. A load with neither dates nor rows covers every
-- day: everything was asked for and nothing came. A check that convicts by a feed looks only at days
-- inside; what clears is read whatever its day.
with feed_payer as (
  select distinct 'visit_note' as table_name, load_number, payer from loaded_visit_note
  union all
  select distinct 'eligibility' as table_name, load_number, payer from eligibility
  union all
  select distinct 'authorization' as table_name, load_number, payer from "authorization"
  union all
  select distinct 'pharmacy_claim' as table_name, load_number, payer from pharmacy_claim
),
feed as (
  select
    loaded_file.table_name as feed,
    coalesce(feed_payer.payer, loaded_file.payer) as payer,
    coalesce(loaded_file.covers_from, date '0001-01-01') as covers_from,
    coalesce(loaded_file.covers_to, date '9999-12-30') as covers_to
  from loaded_file
  left join feed_payer
    on loaded_file.load_number = feed_payer.load_number
   and loaded_file.table_name = feed_payer.table_name
  where loaded_file.table_name in ('visit_note', 'eligibility', 'authorization', 'pharmacy_claim')
),
reached as (
  select
    *,
    max(covers_to) over (
      partition by feed, payer
      order by covers_from, covers_to
      rows between unbounded preceding and 1 preceding
    ) as earlier_end
  from feed
),
numbered as (
  select
    *,
    sum(case when covers_from <= earlier_end + 1 then 0 else 1 end) over (
      partition by feed, payer
      order by covers_from, covers_to
    ) as span_number
  from reached
)
select feed, payer, min(covers_from) as covers_from, max(covers_to) as covers_to
from numbered
group by feed, payer, span_number
