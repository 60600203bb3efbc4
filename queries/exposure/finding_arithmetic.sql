-- relation: finding_arithmetic
-- grain: one row per finding
-- kept: view
--
-- How a finding comes to its amount, as one line that can be redone with a pencil:
-- "10.00 over 3 days: 3.34 + 3.33 + 3.33; 2 days 3.34 + 3.33 = 6.67; 6.67 x 3/10 = 2.00, less 1.50
-- recovered = 0.50". The cents of the days stand in it where not all days of the line are in
-- question, or not with one share; as a number of days times their cents where the line is long. A
-- share is told as its check tells it, else as a decimal. Without a price: what is in question.
--
-- counted: why the finding adds less or more to what is asked for its line, empty where it adds its
-- own amount: a part counts in another column of exposure, or under findings before it in the
-- ladder; a recovery comes off the finding before it; the amounts of a line are rounded together.
with day as (
  select
    finding_day.finding_id,
    finding_day.service_date,
    finding_day.paid_cents,
    finding_day.not_payable_share,
    case
      when finding_day.not_payable_share < 1
      then coalesce(finding_day.share_said, rtrim(cast(finding_day.not_payable_share as varchar), '0'))
      else ''
    end as share_said
  from finding_day
  join finding
    on finding_day.finding_id = finding.finding_id
   and finding_day.mode = finding.mode
),
line as (
  select
    finding_id,
    line_id,
    check_id,
    strength,
    cast(paid_amount * 100 as bigint) as paid_cents,
    date_diff('day', line_start_date, line_end_date) + 1 as line_days,
    cast(in_question_amount as varchar) as in_question,
    cast(candidate_amount as varchar) as candidate,
    cast(candidate_amount * 100 as bigint) as candidate_cents,
    cast(recovered_amount * 100 as bigint) as recovered_cents
  from finding
),
-- the days of a share that have the same cents
alike as (
  select finding_id, share_said, paid_cents, count(*) as days, min(service_date) as first_day
  from day
  group by finding_id, share_said, paid_cents
),
told as (
  select
    alike.*,
    cast(alike.paid_cents * 0.01 as decimal(18, 2)) as day_amount,
    case
      when line.line_days <= 7
      then cast(cast(alike.paid_cents * 0.01 as decimal(18, 2)) as varchar)
        || repeat(' + ' || cast(alike.paid_cents * 0.01 as decimal(18, 2)), cast(alike.days - 1 as integer))
      else alike.days || ' x ' || cast(alike.paid_cents * 0.01 as decimal(18, 2))
    end as said
  from alike
  join line
    on alike.finding_id = line.finding_id
),
-- what one share is asked of
part as (
  select
    finding_id,
    share_said,
    cast(sum(days) as bigint) as days,
    min(first_day) as first_day,
    cast(sum(days * paid_cents) as bigint) as cents,
    cast(cast(sum(days * paid_cents) as bigint) * 0.01 as decimal(18, 2)) as amount,
    string_agg(said, ' + ' order by paid_cents desc) as said
  from told
  group by finding_id, share_said
),
spread as (
  select
    finding_id,
    paid_cents // line_days as low_cents,
    paid_cents % line_days as high_days,
    line_days
  from line
),
-- the cents of all days of the line
line_told as (
  select
    finding_id,
    case
      when high_days = 0 then cast(low_cents * 0.01 as decimal(18, 2)) || ' a day'
      when line_days <= 7
      then cast((low_cents + 1) * 0.01 as decimal(18, 2))
        || repeat(' + ' || cast((low_cents + 1) * 0.01 as decimal(18, 2)), cast(high_days - 1 as integer))
        || repeat(' + ' || cast(low_cents * 0.01 as decimal(18, 2)), cast(line_days - high_days as integer))
      else high_days || ' x ' || cast((low_cents + 1) * 0.01 as decimal(18, 2))
        || ' + ' || (line_days - high_days) || ' x ' || cast(low_cents * 0.01 as decimal(18, 2))
    end as said,
    high_days = 0 as is_even
  from spread
),
summed as (
  select
    part.finding_id,
    count(*) as parts,
    cast(sum(part.days) as bigint) as days,
    string_agg(
      case when part.days = 1 then '1 day ' else part.days || ' days ' end
        || case when line_told.is_even or part.days = 1 then '' else part.said || ' = ' end || part.amount,
      '; ' order by part.first_day, part.share_said
    ) as day_text,
    string_agg(
      part.amount || case when part.share_said = '' then '' else ' x ' || part.share_said end,
      ' + ' order by part.first_day, part.share_said
    ) as sum_text,
    max(part.share_said) = '' as is_whole
  from part
  join line_told
    on part.finding_id = line_told.finding_id
  group by part.finding_id
),
asked as (
  select finding_id, cast(round(round(sum(paid_cents * not_payable_share), 4), 0) as bigint) as asked_cents
  from day
  group by finding_id
),
own_step as (
  select
    line.finding_id,
    line_step.rung,
    line_step.rung_rank,
    line_step.check_order,
    line_step.step_cents,
    line.strength
  from line
  join line_step
    on line.line_id = line_step.line_id
   and line.check_id = line_step.check_id
),
own as (
  select
    finding_id,
    cast(sum(step_cents) as bigint) as step_cents,
    max((rung_rank, check_order)) as last_place,
    string_agg(
      cast(step_cents * 0.01 as decimal(18, 2)) || ' of it counts as ' || replace(rung, '_', ' '),
      '; ' order by rung_rank
    ) filter (where rung <> strength and step_cents > 0) as elsewhere
  from own_step
  group by finding_id
),
-- findings before it in the ladder of the line; shares_a_day: that ask for a day of its own
before as (
  select
    own.finding_id,
    other.check_id,
    count(other_day.service_date) > 0 as shares_a_day
  from own
  join line
    on own.finding_id = line.finding_id
  join line_step
    on line.line_id = line_step.line_id
   and line.check_id <> line_step.check_id
   and (line_step.rung_rank, line_step.check_order) < own.last_place
  join line as other
    on line_step.line_id = other.line_id
   and line_step.check_id = other.check_id
  left join day as own_day
    on own.finding_id = own_day.finding_id
  left join day as other_day
    on other.finding_id = other_day.finding_id
   and own_day.service_date = other_day.service_date
  group by own.finding_id, other.check_id
),
before_told as (
  select
    finding_id,
    string_agg(check_id, ', ' order by check_id) filter (where shares_a_day) as sharing,
    string_agg(check_id, ', ' order by check_id) as checks
  from before
  group by finding_id
)
select
  line.finding_id,
  case
    when line.candidate is null then line.in_question || ' in question; the policy gives no price'
    else case
        when summed.parts = 1 and summed.days = line.line_days then ''
        else cast(line.paid_cents * 0.01 as decimal(18, 2)) || ' over '
          || case when line.line_days = 1 then '1 day' else line.line_days || ' days' end
          || ': ' || line_told.said || '; ' || summed.day_text || '; '
      end
      || case when summed.is_whole then 'all of ' else '' end || summed.sum_text
      || ' = ' || cast(asked.asked_cents * 0.01 as decimal(18, 2))
      || case
        when line.recovered_cents = 0 then ''
        else ', less ' || cast(line.recovered_cents * 0.01 as decimal(18, 2)) || ' recovered'
          || case when line.recovered_cents > asked.asked_cents then ', never below 0.00' else '' end
          || ' = ' || line.candidate
      end
  end as arithmetic,
  concat_ws('; ',
    own.elsewhere,
    case
      when line.candidate_cents > own.step_cents and before_told.sharing is not null
      then cast((line.candidate_cents - own.step_cents) * 0.01 as decimal(18, 2)) || ' of it is counted under ' || before_told.sharing
      when line.candidate_cents < own.step_cents and line.recovered_cents > 0
      then 'the recovery comes off ' || before_told.checks || ' first: '
        || cast((own.step_cents - line.candidate_cents) * 0.01 as decimal(18, 2)) || ' more here'
      when line.candidate_cents <> own.step_cents
      then 'the amounts of the line are rounded together: '
        || cast(abs(own.step_cents - line.candidate_cents) * 0.01 as decimal(18, 2))
        || case when line.candidate_cents > own.step_cents then ' less here' else ' more here' end
    end
  ) as counted
from line
join summed
  on line.finding_id = summed.finding_id
join line_told
  on line.finding_id = line_told.finding_id
join asked
  on line.finding_id = asked.finding_id
left join own
  on line.finding_id = own.finding_id
left join before_told
  on line.finding_id = before_told.finding_id
