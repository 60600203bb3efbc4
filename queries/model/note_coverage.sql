-- relation: note_coverage
-- grain: one row per payer (null: any) and unbroken span of days that feeds of notes cover
-- kept: audit
--
-- A feed covers the days its mapping names, else its first to last service date. A feed with
-- neither dates nor notes covers every day: everything was asked for and nothing came.
with noted as (
  select load_number, min(service_date) as first_note, max(service_date) as last_note
  from loaded_visit_note
  group by load_number
),
feed_payer as (
  select distinct loaded_file.load_number, coalesce(loaded_visit_note.payer, loaded_file.payer) as payer
  from loaded_file
  left join loaded_visit_note
    on loaded_file.load_number = loaded_visit_note.load_number
  where loaded_file.table_name = 'visit_note'
),
feed as (
  select
    feed_payer.payer,
    coalesce(loaded_file.covers_from, noted.first_note, date '0001-01-01') as covers_from,
    coalesce(loaded_file.covers_to, noted.last_note, date '9999-12-30') as covers_to
  from feed_payer
  join loaded_file
    on feed_payer.load_number = loaded_file.load_number
  left join noted
    on feed_payer.load_number = noted.load_number
),
reached as (
  select
    *,
    max(covers_to) over (
      partition by payer
      order by covers_from, covers_to
      rows between unbounded preceding and 1 preceding
    ) as earlier_end
  from feed
),
numbered as (
  select
    *,
    sum(case when covers_from <= earlier_end + 1 then 0 else 1 end) over (
      partition by payer
      order by covers_from, covers_to
    ) as span_number
  from reached
)
select payer, min(covers_from) as covers_from, max(covers_to) as covers_to
from numbered
group by payer, span_number
