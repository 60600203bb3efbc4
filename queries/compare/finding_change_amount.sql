-- relation: finding_change_amount
-- grain: one row per finding that was added, is gone or changed, and column of exposure
-- kept: view
--
-- The amount that the finding adds to each column whose dollars belong to one finding; empty for the run that
-- does not have it.
select
  matched_finding.finding_id,
  matched_finding.mode,
  exposure_column.column_name,
  case when matched_finding.is_before
    then cast(coalesce(finding_amount.before_cents, 0) * 0.01 as decimal(18, 2)) end as before,
  case when matched_finding.is_after
    then cast(coalesce(finding_amount.after_cents, 0) * 0.01 as decimal(18, 2)) end as after
from matched_finding
join exposure_column
  on exposure_column.is_of_a_finding
left join finding_amount
  on matched_finding.finding_id = finding_amount.finding_id
 and matched_finding.mode = finding_amount.mode
 and exposure_column.column_name = finding_amount.column_name
where matched_finding.what <> 'same'
