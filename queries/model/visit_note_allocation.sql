-- relation: visit_note_allocation
-- grain: one row per visit line that is checked by its notes, with the notes it was given
-- kept: audit
--
-- NUR-04, NUR-13: the notes of a day go to the visit lines of the day in order of payment, one note to
-- one unit: first the notes that name its claim (visit_note_of_claim), then those that name their
-- provider, to the lines of that provider group, then those that name none, to any. A line of
-- several days takes no more than its units over all its days; which of them is not said, so it
-- takes the notes that fewest other lines could use, the earliest first, and leaves the rest to the
-- next line. A line that is not checked takes none.
--
-- Nearly every line is told by counting. Only where notes run short and lines differ in their days,
-- or in what their notes must show, do they take their notes turn by turn: taken_notes are the
-- notes that the stretch has used up to then.
with recursive by_name as (
  select
    *,
    least(whole_notes, greatest(0, named_notes - coalesce(sum(whole_notes) over (
      partition by payer, person_id, stretch, provider_group
      order by turn, line_id
      rows between unbounded preceding and 1 preceding
    ), 0))) as named_given
  from nursing_visit_order
  where counted_by = 'day'
),
by_day as (
  select
    line_id,
    named_given + least(whole_notes - named_given, greatest(0, open_notes - coalesce(sum(whole_notes - named_given) over (
      partition by payer, person_id, stretch
      order by turn, line_id
      rows between unbounded preceding and 1 preceding
    ), 0))) as whole_notes_given
  from by_name
),
note_choice as (
  select
    nursing_visit_order.line_id,
    note.note_key,
    note.service_date,
    note.names_provider,
    count(*) over (partition by nursing_visit_order.payer, nursing_visit_order.person_id, note.note_key) as lines
  from nursing_visit_order
  join nursing_line_note as note
    on nursing_visit_order.line_id = note.line_id
   and note.lacking = ''
   and not note.names_claim
  where nursing_visit_order.counted_by = 'turns'
),
taken as (
  select distinct
    payer,
    person_id,
    stretch,
    cast(0 as bigint) as turn,
    cast(null as varchar) as line_id,
    cast(0 as bigint) as whole_notes_given,
    cast([] as varchar[]) as taken_notes
  from nursing_visit_order
  where counted_by = 'turns'
  union all
  select
    payer,
    person_id,
    stretch,
    turn,
    line_id,
    count(note_key) filter (where place <= whole_notes) as whole_notes_given,
    list_concat(taken_notes, coalesce(
      array_agg(note_key order by note_key) filter (where note_key is not null and place <= whole_notes),
      cast([] as varchar[])
    )) as taken_notes
  from (
    select
      nursing_visit_order.*,
      taken.taken_notes,
      note_choice.note_key,
      row_number() over (
        partition by nursing_visit_order.line_id
        order by note_choice.lines, note_choice.names_provider desc, note_choice.service_date, note_choice.note_key
      ) as place
    from taken
    join nursing_visit_order
      on taken.payer = nursing_visit_order.payer
     and taken.person_id = nursing_visit_order.person_id
     and taken.stretch = nursing_visit_order.stretch
     and taken.turn + 1 = nursing_visit_order.turn
    left join note_choice
      on nursing_visit_order.line_id = note_choice.line_id
     and not list_contains(taken.taken_notes, note_choice.note_key)
  ) as choice
  group by payer, person_id, stretch, turn, line_id, whole_notes, taken_notes
),
given as (
  select line_id, least(whole_notes, notes) as whole_notes_given
  from nursing_visit_order
  where counted_by = 'enough'
  union all
  select line_id, whole_notes_given
  from by_day
  union all
  select line_id, whole_notes_given
  from taken
  where line_id is not null
)
select
  nursing_visit_order.line_id,
  least(nursing_visit_order.notes_needed, nursing_visit_order.claim_notes + given.whole_notes_given) as notes_given
from nursing_visit_order
join given
  on nursing_visit_order.line_id = given.line_id
