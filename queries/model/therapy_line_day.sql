-- relation: therapy_line_day
-- grain: one row per therapy line and day of a member with concurrent per diems
-- kept: audit
--
-- CON-01 to CON-04: the days of each member's therapy lines, where a policy that asks for SH and SJ
-- looks at one of the member's lines there. A line outside the policy still counts (is_governed:
-- whether the policy governs the line that day). Injections and the like are therapies only where
-- the payer counts them. is_absent: the day is taken, or its line loses it to another, or lost it to one
-- that has come back while their pair is not settled. is_open: it
-- loses it to a line of its own code, records, because a second therapy may lie behind a drug that
-- nobody names. is_cut_second, is_cut_third: by its contract the line was paid no more than a second
-- or third therapy already, a cent a unit aside.
with watched as (
  select distinct overlapping_per_diem_line.member_group
  from overlapping_per_diem_line
  join policy_concurrent_therapy as policy
    on overlapping_per_diem_line.policy_scope = policy.policy_scope
   and overlapping_per_diem_line.line_start_date <= policy.effective_to
   and overlapping_per_diem_line.line_end_date >= policy.effective_from
  where policy.required
),
line_day as (
  select
    overlapping_per_diem_line.*,
    overlapping_per_diem_line.line_start_date + cast(day_number.n as integer) as service_date
  from overlapping_per_diem_line
  join watched
    on overlapping_per_diem_line.member_group = watched.member_group
  join day_number
    on day_number.n < overlapping_per_diem_line.day_count
  where overlapping_per_diem_line.counts_as_therapy in ('Y', 'policy')
),
lost as (
  select
    losing_day.line_id,
    losing_day.service_date,
    count(*) as findings,
    count(*) filter (
      where losing_day.is_for_records and two_therapies.is_open and line.hcpcs_code = other.hcpcs_code
    ) as open_findings
  from losing_day
  left join two_therapies
    on losing_day.line_id = two_therapies.line_id
   and losing_day.related_line_id = two_therapies.other_line_id
  left join overlapping_per_diem_line as line
    on losing_day.line_id = line.line_id
  left join overlapping_per_diem_line as other
    on losing_day.related_line_id = other.line_id
  group by losing_day.line_id, losing_day.service_date
)
select
  line_day.line_id,
  line_day.member_group,
  line_day.service_date,
  line_day.hcpcs_code,
  line_day.role,
  line_day.is_short,
  line_day.day_count,
  line_day.rate_cents,
  line_day.payment_order,
  line_day.billing_order,
  line_day.is_price_shared,
  coalesce(policy.required, false) as is_governed,
  policy.ordering,
  taken_day.line_id is not null or lost.line_id is not null or recovered_pair_day.line_id is not null as is_absent,
  taken_day.line_id is null and coalesce(lost.findings = lost.open_findings, false) as is_open,
  coalesce(
    line_day.price_cents
      <= round(cast(contract_rate_line.unmodified_rate as decimal(38, 4)) * line_day.units * policy.sh_percent, 0)
        + line_day.units,
    false
  ) as is_cut_second,
  coalesce(
    line_day.price_cents
      <= round(cast(contract_rate_line.unmodified_rate as decimal(38, 4)) * line_day.units * policy.sj_percent, 0)
        + line_day.units,
    false
  ) as is_cut_third
from line_day
left join policy_concurrent_therapy as policy
  on line_day.policy_scope = policy.policy_scope
 and line_day.service_date >= policy.effective_from
 and line_day.service_date <= policy.effective_to
left join taken_day
  on line_day.line_id = taken_day.line_id
 and line_day.service_date = taken_day.service_date
left join lost
  on line_day.line_id = lost.line_id
 and line_day.service_date = lost.service_date
left join recovered_pair_day
  on line_day.line_id = recovered_pair_day.line_id
 and line_day.service_date = recovered_pair_day.service_date
left join contract_rate_line
  on line_day.line_id = contract_rate_line.line_id
where line_day.counts_as_therapy = 'Y'
   or policy.injectables_count
