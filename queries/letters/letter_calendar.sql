-- relation: letter_calendar
-- grain: one row per finding that a letter may give as a reason, and day in question
-- kept: view
--
-- The days that prove a finding.
select
  finding_now.finding_id,
  finding_day.service_date,
  cast(finding_day.paid_cents * 0.01 as decimal(18, 2)) as paid_amount,
  '' as share,
  '' as other_lines
from finding_now
join finding_day
  on finding_now.finding_id = finding_day.finding_id
where false
order by finding_now.finding_id, finding_day.service_date
