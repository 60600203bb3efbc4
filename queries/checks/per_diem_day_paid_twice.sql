-- id: UNT-02
-- title: Per diem day paid twice
-- strength: automated
-- remedy: refund
-- policy: per_diem
-- stage: 4
-- stands on: taken_day, doubted_day
-- marks: losing_day
-- cleared by: two therapies whose drugs another benefit paid; a missing SH or SJ; a replacement or reversal the
--   extract does not hold yet
-- share: [is_bound?{bound_amount}/{common_amount}|how=excess?{excess_units}/{later_units}]
-- calendar: yes
-- records: the orders and dispensing records of these days: which drugs were infused, on which day, and by which
--   method
-- reason: {hcpcs_code} was paid for the same days on another line too, which stands; a per diem is paid once a
--   day.[how=inside? Whichever of its days were served, each was paid on the other line.][how=excess? Together the
--   two lines pay {excess_units} units more than their days.][is_recovered_in_part? A part of the other line was
--   taken back: no more is asked than it still holds.][has_no_drug? No drug is on file that tells one therapy from
--   two: the record needs to show which drugs were infused on these days.][is_open? A drug that the claim data does
--   not name may be a second therapy: the record needs to show which drugs were infused on these days.][is_distinct?
--   A modifier says that the services are distinct: the record needs to show what each was.][is_paid_to_member? The
--   other line was paid to the member: the record needs to show which of the two was served.][is_split? Together the
--   two lines are paid one contract rate a day: the record needs to show whether one service was billed as two
--   lines.]
--
-- A per diem is paid once a day. Where two lines of one member, provider group and per diem code,
-- with the same place among the day's therapies (none, SH or SJ), have a day in common, the line
-- paid first stands and the day is not payable on the later one. Not where the drugs on file show
-- two therapies. A span with fewer units than days does not say which days were served: it is
-- found where all its days are days of the other line, and two such spans of the same days lose
-- the units above the days. Only pairs whose later payment is settled. repeated_per_diem_pair says
-- what leaves a pair to records.
with governed as (
  select line_id, policy_period_id
  from daily_per_diem_line
  where policy_period_id in (select policy_period_id from policy)
)
select
  governed.line_id,
  governed.policy_period_id,
  repeated_per_diem_day.service_date,
  repeated_per_diem_day.share as not_payable_share,
  cast(null as varchar) as related_claim_id,
  repeated_per_diem_day.earlier_line_id as related_line_id,
  case when repeated_per_diem_day.is_for_records then 'records' end as lowered_to,
  not repeated_per_diem_day.is_settled as marks_only,
  repeated_per_diem_day.how,
  repeated_per_diem_day.excess_units,
  repeated_per_diem_day.later_units,
  repeated_per_diem_day.is_bound,
  repeated_per_diem_day.bound_amount,
  repeated_per_diem_day.common_amount,
  repeated_per_diem_day.is_recovered_in_part,
  repeated_per_diem_day.has_no_drug and not repeated_per_diem_day.is_open as has_no_drug,
  repeated_per_diem_day.is_open,
  repeated_per_diem_day.is_distinct,
  repeated_per_diem_day.is_paid_to_member,
  repeated_per_diem_day.is_split
from governed
join repeated_per_diem_day
  on governed.line_id = repeated_per_diem_day.line_id
 and governed.policy_period_id = repeated_per_diem_day.policy_period_id
