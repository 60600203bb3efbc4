-- relation: decision_row
-- grain: one row per decision to load, as a row of the table disposition
-- kept: view
--
-- What was decided, with what the reviewer saw of the line and of the policy that governed it.
-- Without a day it is of today.
select
  reviewed_row.finding_id,
  reviewed_row.status,
  coalesce(reviewed_row.decided_date, review_parameter.today) as decided_date,
  reviewed_row.amount,
  reviewed_row.reviewer,
  reviewed_row.note,
  seen_finding.run_id as seen_run,
  seen_finding.check_id as seen_check_id,
  seen_finding.candidate_amount as seen_candidate_amount,
  seen_finding.paid_amount as seen_paid_amount,
  seen_finding.units as seen_units,
  seen_finding.line_start_date as seen_start_date,
  seen_finding.line_end_date as seen_end_date,
  seen_finding.hcpcs_code as seen_hcpcs_code,
  nullif(array_to_string(seen_finding.modifiers, ' '), '') as seen_modifiers,
  seen_finding.place_of_service_code as seen_place_of_service_code,
  seen_finding.policy_id || ' from ' || seen_finding.policy_effective_from as seen_policy
from reviewed_row
cross join review_parameter
join seen_finding
  on reviewed_row.source_row = seen_finding.source_row
where reviewed_row.place = 1
order by reviewed_row.source_row
