-- relation: visit_notes_given
-- grain: one row per visit line and documentation period, with the notes it was given
-- kept: audit
--
-- NUR-04, NUR-13: one_day_visit, and the lines of several days, which can use notes of any of them. Which
-- of them is not said; the reading here keeps the order of payment and asks the provider for the
-- least. A span takes the notes that one-day lines leave; what it lacks then it takes from those
-- paid after it, the last paid first. Spans of the same days are served in order of payment; spans
-- that overlap otherwise are not held against each other.
with note_day as (
  select line_id, policy_period_id, service_date, count(*) as notes
  from nursing_line_note
  where lacking = ''
  group by line_id, policy_period_id, service_date
),
taken_day as (
  select payer, member_id, provider_group, policy_period_id, service_date, sum(notes_given) as notes
  from one_day_visit
  group by payer, member_id, provider_group, policy_period_id, service_date
),
span as (
  select *
  from nursing_line
  where role = 'visit'
    and day_count > 1
    and is_payable_evidence
    and not_applicable is null
),
left_over as (
  select
    span.line_id,
    span.policy_period_id,
    sum(greatest(note_day.notes - coalesce(taken_day.notes, 0), 0)) as notes
  from span
  join note_day
    on span.line_id = note_day.line_id
   and span.policy_period_id = note_day.policy_period_id
  left join taken_day
    on span.payer = taken_day.payer
   and span.member_id = taken_day.member_id
   and span.provider_group = taken_day.provider_group
   and span.policy_period_id = taken_day.policy_period_id
   and note_day.service_date = taken_day.service_date
  group by span.line_id, span.policy_period_id
),
span_given as (
  select
    span.*,
    least(span.notes_needed, greatest(0, coalesce(left_over.notes, 0) - coalesce(sum(span.notes_needed) over (
      partition by span.payer, span.member_id, span.provider_group, span.policy_period_id,
        span.line_start_date, span.line_end_date
      order by span.payment_order, span.line_id
      rows between unbounded preceding and 1 preceding
    ), 0))) as notes_given
  from span
  left join left_over
    on span.line_id = left_over.line_id
   and span.policy_period_id = left_over.policy_period_id
),
moved as (
  select
    span_given.line_id as span_line_id,
    span_given.policy_period_id,
    one_day_visit.line_id,
    least(one_day_visit.notes_given, greatest(0, span_given.notes_needed - span_given.notes_given
      - coalesce(sum(one_day_visit.notes_given) over (
        partition by span_given.line_id, span_given.policy_period_id
        order by one_day_visit.payment_order desc, one_day_visit.line_id
        rows between unbounded preceding and 1 preceding
      ), 0))) as notes
  from span_given
  join one_day_visit
    on span_given.payer = one_day_visit.payer
   and span_given.member_id = one_day_visit.member_id
   and span_given.provider_group = one_day_visit.provider_group
   and span_given.policy_period_id = one_day_visit.policy_period_id
   and span_given.line_start_date <= one_day_visit.service_date
   and span_given.line_end_date >= one_day_visit.service_date
   and span_given.payment_order < one_day_visit.payment_order
  where span_given.notes_given < span_given.notes_needed
),
change as (
  select line_id, policy_period_id, notes_given as notes from one_day_visit
  union all
  select line_id, policy_period_id, notes_given as notes from span_given
  union all
  select line_id, policy_period_id, 0 - notes as notes from moved
  union all
  select span_line_id as line_id, policy_period_id, notes from moved
)
select line_id, policy_period_id, greatest(sum(notes), 0) as notes_given
from change
group by line_id, policy_period_id
