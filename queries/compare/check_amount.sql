-- relation: check_amount
-- grain: one row per check of either run and column of exposure
-- kept: view
--
-- The amounts that the findings of a check add to each column whose dollars belong to one finding.
with summed as (
  select
    matched_finding.check_id,
    finding_amount.column_name,
    sum(finding_amount.before_cents) as before_cents,
    sum(finding_amount.after_cents) as after_cents
  from finding_amount
  join matched_finding
    on finding_amount.finding_id = matched_finding.finding_id
   and finding_amount.mode = matched_finding.mode
  group by matched_finding.check_id, finding_amount.column_name
)
select
  check_change.check_id,
  exposure_column.column_name,
  cast(coalesce(summed.before_cents, 0) * 0.01 as decimal(18, 2)) as before,
  cast(coalesce(summed.after_cents, 0) * 0.01 as decimal(18, 2)) as after,
  cast(coalesce(summed.after_cents - summed.before_cents, 0) * 0.01 as decimal(18, 2)) as difference
from check_change
join exposure_column
  on exposure_column.is_of_a_finding
left join summed
  on check_change.check_id = summed.check_id
 and exposure_column.column_name = summed.column_name
