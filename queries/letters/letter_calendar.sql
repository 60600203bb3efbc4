-- relation: letter_calendar
-- grain: one row per finding that a letter may give as a reason, and day in question
-- kept: view
--
-- The days that prove a finding whose check has a calendar: what the line was paid for the day, the
-- share of it that is asked, and what else stood that day. That is, with their amounts of the day,
-- the per diem lines of the member and provider group, where the finding stands on one of them; else
-- the other claim. A line is "claim 4711 line 2, S9500-SH, 100.00".
with day as (
  select
    finding_now.finding_id,
    finding_now.line_id,
    finding_day.service_date,
    finding_day.paid_cents,
    finding_day.not_payable_share,
    finding_day.share_said,
    finding_day.related_line_id,
    finding_day.related_claim_id
  from finding_now
  join finding_day
    on finding_now.finding_id = finding_day.finding_id
   and finding_now.mode = finding_day.mode
  where finding_now.kept_out is null
    and finding_day.has_calendar
),
standing as (
  select * exclude (superseded_by) from claim_line
  union all
  select * exclude (superseded_by) from superseded_line
),
own as (
  select line_id, payer, person_id, provider_group
  from standing
  where line_id in (select line_id from day)
),
other as (
  select
    day.finding_id,
    day.service_date,
    standing.line_id,
    standing.claim_id,
    standing.claim_line_number,
    'claim ' || standing.claim_id || ' line ' || standing.claim_line_number
      || ', ' || array_to_string(list_concat([standing.hcpcs_code], standing.modifiers), '-')
      || ', ' || cast((
        standing.paid_cents // standing.day_count
          + case
              when date_diff('day', standing.line_start_date, day.service_date) < standing.paid_cents % standing.day_count then 1
              else 0
            end
      ) * 0.01 as decimal(18, 2)) as said
  from day
  join own
    on day.line_id = own.line_id
  join standing
    on own.payer = standing.payer
   and own.person_id = standing.person_id
   and own.provider_group = standing.provider_group
   and standing.line_id <> day.line_id
   and day.service_date >= standing.line_start_date
   and day.service_date <= standing.line_end_date
  where day.related_line_id is not null
    and (standing.is_per_diem or standing.line_id = day.related_line_id)
),
told as (
  select finding_id, service_date, string_agg(said, '; ' order by claim_id, claim_line_number, line_id) as other_lines
  from other
  group by finding_id, service_date
)
select
  day.finding_id,
  day.service_date,
  cast(day.paid_cents * 0.01 as decimal(18, 2)) as paid_amount,
  case
    when day.not_payable_share is null then ''
    when day.not_payable_share = 1 then 'all'
    else coalesce(day.share_said, rtrim(cast(day.not_payable_share as varchar), '0'))
  end as share,
  coalesce(told.other_lines, 'claim ' || day.related_claim_id, '') as other_lines
from day
left join told
  on day.finding_id = told.finding_id
 and day.service_date = told.service_date
order by day.finding_id, day.service_date
