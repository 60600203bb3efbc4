-- relation: unmet_reversal
-- grain: one row per paid claim line and orphan reversal that may be of it
-- kept: step
--
-- An orphan reversal took money back for something: for a line of the claim whose number it bears or
-- names, or for one of the same member, provider group and code that shares a day with it.
with orphan as (
  select
    reversal_under_other_claim.row_key, reversal_under_other_claim.payer, reversal_under_other_claim.claim_id,
    reversal_under_other_claim.original_claim_id,
    grouped_row.person_id, grouped_row.provider_group,
    coalesce(grouped_row.hcpcs_code, grouped_row.revenue_center_code) as code,
    grouped_row.line_start_date, grouped_row.line_end_date
  from reversal_under_other_claim
  join grouped_row
    on reversal_under_other_claim.row_key = grouped_row.row_key
  where not reversal_under_other_claim.line_found
),
named as (
  select row_key, payer, claim_id from orphan
  union
  select row_key, payer, original_claim_id as claim_id from orphan
),
line as (
  select
    settled_line.payer, settled_line.claim_id, settled_line.claim_line_number,
    grouped_row.person_id, grouped_row.provider_group,
    coalesce(grouped_row.hcpcs_code, grouped_row.revenue_center_code) as code,
    grouped_row.line_start_date, grouped_row.line_end_date
  from grouped_row
  join settled_line
    on grouped_row.row_key = settled_line.row_key
   and settled_line.state = 'standing'
  where (grouped_row.payer, grouped_row.person_id) in (select (payer, person_id) from orphan)
)
select settled_line.payer, settled_line.claim_id, settled_line.claim_line_number, named.row_key
from named
join settled_line
  on named.payer = settled_line.payer
 and named.claim_id = settled_line.claim_id
 and settled_line.state = 'standing'
union
select line.payer, line.claim_id, line.claim_line_number, orphan.row_key
from orphan
join line
  on orphan.payer = line.payer
 and orphan.person_id = line.person_id
 and orphan.provider_group = line.provider_group
 and orphan.code = line.code
 and orphan.line_start_date <= line.line_end_date
 and orphan.line_end_date >= line.line_start_date
