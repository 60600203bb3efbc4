-- id: EXC-01
-- title: General per diem on a day of a specific one
-- strength: automated
-- remedy: refund
-- policy: per_diem
-- stage: 3
-- stands on: taken_day, doubted_day
-- marks: losing_day
-- cleared by: a replacement or reversal the extract does not hold yet; a code changed in the middle of the span
-- calendar: yes
-- records: the orders and dispensing records of these days: which drugs were infused, on which day, and by which
--   method
-- reason: {hcpcs_code} is the general code and not for use with {specific_code}, which was paid for the same
--   days.[is_short? Whichever of its days were served, each was a day of the other line.][is_two_therapies? Two drugs
--   are on file: one of two therapies was coded with a code that the other bars, which a corrected claim would set
--   right.]
--
-- The descriptor of a general per diem code bars its use with the specific codes of its family. On
-- a day that one member and provider group have both, the general code is not payable. A span with
-- fewer units than days does not say which days were served: it is found where it lies inside the
-- days of the specific code. Only pairs whose later payment is settled. Two therapies on file, a
-- doubted specific line or a member number of two persons leave it to records.
with governed as (
  select line_id, policy_period_id
  from general_per_diem_line
  where policy_period_id in (select policy_period_id from policy)
)
select
  governed.line_id,
  governed.policy_period_id,
  excluded_general_day.service_date,
  cast(1 as decimal(18, 12)) as not_payable_share,
  cast(null as varchar) as related_claim_id,
  excluded_general_day.specific_line_id as related_line_id,
  case when excluded_general_day.is_for_records then 'records' end as lowered_to,
  not excluded_general_day.is_settled as marks_only,
  case when excluded_general_day.is_two_therapies then 'corrected claim' end as other_remedy,
  excluded_general_day.specific_code,
  excluded_general_day.is_short,
  excluded_general_day.is_two_therapies
from governed
join excluded_general_day
  on governed.line_id = excluded_general_day.line_id
 and governed.policy_period_id = excluded_general_day.policy_period_id
