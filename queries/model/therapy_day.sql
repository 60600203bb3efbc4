-- relation: therapy_day
-- grain: one row per therapy line and certain day of a member with concurrent per diems
-- kept: audit
--
-- CON-01 to CON-04: the therapies of each member, provider group and day, where a policy that
-- asks for SH and SJ looks at one of the member's lines there. A line outside the policy still
-- counts (is_governed: whether the policy governs the line that day). A day that is taken,
-- or that its line loses to another (losing_day), is no therapy. Injections and the like are
-- therapies only where the payer counts them.
with watched as (
  select distinct overlapping_per_diem_line.member_group
  from overlapping_per_diem_line
  join policy_concurrent_therapy as policy
    on overlapping_per_diem_line.policy_scope = policy.policy_scope
   and overlapping_per_diem_line.line_start_date <= policy.effective_to
   and overlapping_per_diem_line.line_end_date >= policy.effective_from
  where policy.required
),
absent_day as (
  select line_id, service_date
  from taken_day
  union
  select line_id, service_date
  from losing_day
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
)
select
  line_day.line_id,
  line_day.member_group,
  line_day.service_date,
  line_day.claim_id,
  line_day.hcpcs_code,
  line_day.role,
  line_day.rate_cents,
  line_day.payment_order,
  line_day.billing_order,
  line_day.is_price_shared,
  coalesce(policy.required, false) as is_governed,
  policy.ordering
from line_day
left join policy_concurrent_therapy as policy
  on line_day.policy_scope = policy.policy_scope
 and line_day.service_date >= policy.effective_from
 and line_day.service_date <= policy.effective_to
left join absent_day
  on line_day.line_id = absent_day.line_id
 and line_day.service_date = absent_day.service_date
where absent_day.line_id is null
  and (line_day.counts_as_therapy = 'Y' or policy.injectables_count)
