-- relation: visit_note_of_claim
-- grain: one row per visit line that notes naming its claim support
-- kept: audit
--
-- NUR-04, NUR-13: how many of the notes that name its claim a visit line is given, one note to one
-- unit or a part of one. They go to the claim's lines of their own day in order of payment; then, a
-- day outside counting too, to the lines that still want some, in the same order, for as long as
-- the notes can be dealt out so that each line keeps what it was given.
--
-- Nearly every claim is told by counting. Where its notes run short the units of its lines take turns,
-- first by their own days, then a day wider. A unit has a note where each stretch of days around its
-- line still holds one: more notes than units given one, of lines wholly inside the stretch. given:
-- the units that have a note.
with recursive supported as (
  select line_id, count(*) as notes
  from nursing_line_note
  where names_claim and lacking = ''
  group by line_id
),
line as (
  select distinct
    nursing_line.line_id, nursing_line.payer, nursing_line.claim_id, nursing_line.claim_line_number,
    nursing_line.first_paid_date, nursing_line.line_start_date, nursing_line.line_end_date,
    cast(ceil(greatest(nursing_line.notes_needed, 0)) as bigint) as whole_notes,
    supported.notes
  from nursing_line
  join supported
    on nursing_line.line_id = supported.line_id
  where nursing_line.role = 'visit'
),
visit as (
  select
    *,
    count(*) over (partition by payer, claim_id) = 1
      or min(notes) over (partition by payer, claim_id) >= sum(whole_notes) over (partition by payer, claim_id)
      as has_enough,
    row_number() over (
      partition by payer, claim_id
      order by first_paid_date nulls last, cast(claim_line_number as varchar), line_id
    ) as turn
  from line
),
unit as (
  select
    visit.payer, visit.claim_id, visit.line_id, visit.line_start_date, visit.line_end_date,
    visit.line_id || ' ' || day_number.n as unit_key,
    row_number() over (partition by visit.payer, visit.claim_id order by visit.turn, day_number.n, visit.line_id) as turn,
    count(*) over (partition by visit.payer, visit.claim_id) as units
  from visit
  join day_number
    on day_number.n < least(visit.whole_notes, visit.notes)
  where not visit.has_enough
),
step as (
  select *, 0 as days_outside, turn as place from unit
  union all
  select *, 1 as days_outside, units + turn as place from unit
),
note as (
  select distinct visit.payer, visit.claim_id, nursing_line_note.service_date, nursing_line_note.note_key
  from visit
  join nursing_line_note
    on visit.line_id = nursing_line_note.line_id
   and nursing_line_note.names_claim
   and nursing_line_note.lacking = ''
  where not visit.has_enough
),
-- every stretch from a line's first day to a line's last day, and the notes of its days
stretch as (
  select
    first_line.payer, first_line.claim_id, wider.days_outside,
    first_line.line_start_date as first_day, last_line.line_end_date as last_day,
    count(distinct note.note_key) as notes
  from visit as first_line
  join visit as last_line
    on first_line.payer = last_line.payer
   and first_line.claim_id = last_line.claim_id
   and first_line.line_start_date <= last_line.line_end_date
  cross join (select distinct days_outside from step) as wider
  left join note
    on first_line.payer = note.payer
   and first_line.claim_id = note.claim_id
   and note.service_date >= first_line.line_start_date - wider.days_outside
   and note.service_date <= last_line.line_end_date + wider.days_outside
  where not first_line.has_enough
  group by
    first_line.payer, first_line.claim_id, wider.days_outside, first_line.line_start_date, last_line.line_end_date
),
dealt as (
  select distinct payer, claim_id, cast(0 as bigint) as place, cast([] as varchar[]) as given
  from step
  union all
  select
    payer,
    claim_id,
    place,
    case when min(notes_left) > 0 and not list_contains(given, unit_key) then list_append(given, unit_key) else given end
      as given
  from (
    select
      step.payer, step.claim_id, step.place, step.unit_key, dealt.given,
      stretch.notes - count(held.unit_key) as notes_left
    from dealt
    join step
      on dealt.payer = step.payer
     and dealt.claim_id = step.claim_id
     and dealt.place + 1 = step.place
    join stretch
      on step.payer = stretch.payer
     and step.claim_id = stretch.claim_id
     and step.days_outside = stretch.days_outside
     and step.line_start_date >= stretch.first_day
     and step.line_end_date <= stretch.last_day
    left join unit as held
      on dealt.payer = held.payer
     and dealt.claim_id = held.claim_id
     and stretch.first_day <= held.line_start_date
     and stretch.last_day >= held.line_end_date
     and list_contains(dealt.given, held.unit_key)
    group by
      step.payer, step.claim_id, step.place, step.unit_key, dealt.given, stretch.first_day, stretch.last_day,
      stretch.notes
  ) as around
  group by payer, claim_id, place, unit_key, given
),
last_dealt as (
  select payer, claim_id, given
  from dealt
  qualify place = max(place) over (partition by payer, claim_id)
)
select line_id, least(whole_notes, notes) as notes_given
from visit
where has_enough
union all
select unit.line_id, count(*) as notes_given
from unit
join last_dealt
  on unit.payer = last_dealt.payer
 and unit.claim_id = last_dealt.claim_id
 and list_contains(last_dealt.given, unit.unit_key)
group by unit.line_id
