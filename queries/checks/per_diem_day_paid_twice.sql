-- id: UNT-02
-- title: Per diem day paid twice
-- strength: automated
-- remedy: refund
-- policy: per_diem
-- cleared by: two therapies whose drugs another benefit paid; a missing SH or SJ; a replacement or reversal the
--   extract does not hold yet
--
-- A per diem is paid once a day. Where two lines of one member, provider group and per diem code,
-- with the same place among the day's therapies (none, SH or SJ), have a day in common, the line
-- paid first stands and the day is not payable on the later one. Not where the drugs of the two
-- lines show two therapies. A span with fewer units than days does not say which days were
-- served, and proves nothing.
with governed as (
  select
    claim_line.line_id,
    claim_line.hcpcs_code,
    policy.policy_period_id,
    policy.effective_from,
    policy.effective_to
  from claim_line
  join policy
    on claim_line.policy_scope = policy.policy_scope
   and claim_line.line_start_date <= policy.effective_to
   and claim_line.line_end_date >= policy.effective_from
  where policy.units_by_day
    and claim_line.is_per_diem
)
select
  governed.line_id,
  governed.policy_period_id,
  repeated_per_diem_day.service_date,
  cast(1 as decimal(18, 12)) as not_payable_share,
  governed.hcpcs_code || ' was paid before for the same days on another line; a per diem is paid once a day.' as reason,
  repeated_per_diem_day.earlier_claim_id as related_claim_id
from governed
join repeated_per_diem_day
  on governed.line_id = repeated_per_diem_day.line_id
 and repeated_per_diem_day.service_date >= governed.effective_from
 and repeated_per_diem_day.service_date <= governed.effective_to
