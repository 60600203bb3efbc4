-- relation: by_status
-- grain: one row per status of a review, those without a finding included
-- kept: audit
--
-- Amounts identified, demanded, recovered, overturned. identified_amount is net: each dollar once,
-- all rows together are every column of the exposure that is priced. decided_amount is the
-- amount of the decisions, else the net: of recovered findings the money that
-- came back. Decisions on findings that are gone from this run are counted apart.
select
  status_listed.status,
  status_listed.status_order,
  count(decided_finding.finding_id) filter (where not decided_finding.is_gone) as findings,
  count(decided_finding.opened_again_from) as opened_again,
  cast(coalesce(sum(decided_finding.in_question_amount), 0) as decimal(18, 2)) as in_question_amount,
  cast(coalesce(sum(decided_finding.candidate_amount), 0) as decimal(18, 2)) as gross_amount,
  cast(coalesce(sum(decided_finding.net_amount), 0) as decimal(18, 2)) as identified_amount,
  cast(coalesce(sum(decided_finding.decided_amount) filter (
    where not decided_finding.is_gone and status_listed.status <> 'open'
  ), 0) as decimal(18, 2)) as decided_amount,
  count(decided_finding.finding_id) filter (where decided_finding.is_gone) as gone_findings,
  cast(coalesce(sum(decided_finding.decided_amount) filter (
    where decided_finding.is_gone and status_listed.status <> 'open'
  ), 0) as decimal(18, 2)) as gone_amount
from status_listed
left join decided_finding
  on status_listed.status = decided_finding.status
group by status_listed.status, status_listed.status_order
