-- question: Which therapies did one member have, day by day?
-- parameter member: text = ; member number; empty: one with most days of two per diems
-- parameter from_day: date = ; first day; empty: all
-- parameter to_day: date = ; last day; empty: all
--
-- Per diem lines of the final action, one row per day and line, with modifiers and the payment of the
-- day. Days flagged in the last run show the checks that flag them.
with therapy as (
  select
    claim_line.member_id, claim_line_day.service_date, claim_line.provider_group, claim_line.hcpcs_code,
    claim_line.therapy_class, claim_line.modifiers, claim_line.claim_id, claim_line.claim_line_number,
    claim_line.line_id, claim_line_day.paid_cents
  from claim_line
  join claim_line_day
    on claim_line.line_id = claim_line_day.line_id
  where claim_line.is_per_diem
),
busy_day as (
  select member_id, service_date
  from therapy
  group by member_id, service_date
  having count(distinct hcpcs_code) > 1
),
busiest as (
  select member_id
  from busy_day
  group by member_id
  order by count(*) desc, member_id
  limit 1
),
flagged as (
  select line_id, service_date, string_agg(distinct check_id, ' ' order by check_id) as checks
  from finding_day
  where mode = 'active'
  group by line_id, service_date
)
select
  therapy.service_date,
  therapy.provider_group,
  therapy.hcpcs_code,
  therapy.therapy_class,
  therapy.modifiers,
  therapy.claim_id,
  therapy.claim_line_number,
  cast(therapy.paid_cents * 0.01 as decimal(18, 2)) as paid_amount,
  flagged.checks
from therapy
left join flagged
  on therapy.line_id = flagged.line_id
 and therapy.service_date = flagged.service_date
where therapy.member_id = coalesce($member, (select member_id from busiest))
  and therapy.service_date >= coalesce($from_day, date '0001-01-01')
  and therapy.service_date <= coalesce($to_day, date '9999-12-31')
order by therapy.service_date, therapy.provider_group, therapy.hcpcs_code, therapy.claim_id, therapy.claim_line_number
