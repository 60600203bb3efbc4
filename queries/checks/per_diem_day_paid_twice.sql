-- id: UNT-02
-- title: Per diem day paid twice
-- strength: automated
-- remedy: refund
-- policy: per_diem
-- stage: 4
-- stands on: taken_day
-- marks: losing_day
-- cleared by: two therapies whose drugs another benefit paid; a missing SH or SJ; a replacement or reversal the
--   extract does not hold yet
-- reason: {hcpcs_code} was paid before for the same days on another line; a per diem is paid once a day.
--
-- A per diem is paid once a day. Where two lines of one member, provider group and per diem code,
-- with the same place among the day's therapies (none, SH or SJ), have a day in common, the line
-- paid first stands and the day is not payable on the later one. Not where the drugs of the two
-- lines show two therapies. A span with fewer units than days does not say which days were
-- served, and proves nothing.
with governed as (
  select line_id, policy_period_id
  from daily_per_diem_line
  where policy_period_id in (select policy_period_id from policy)
)
select
  governed.line_id,
  governed.policy_period_id,
  repeated_per_diem_day.service_date,
  cast(1 as decimal(18, 12)) as not_payable_share,
  cast(null as varchar) as related_claim_id,
  repeated_per_diem_day.earlier_line_id as related_line_id
from governed
join repeated_per_diem_day
  on governed.line_id = repeated_per_diem_day.line_id
 and governed.policy_period_id = repeated_per_diem_day.policy_period_id
