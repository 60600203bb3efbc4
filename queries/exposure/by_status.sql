-- relation: by_status
-- grain: one row per status of a review, those without a finding included
-- kept: audit
--
-- Amounts identified, demanded, recovered, overturned, each strength beside the others and never added
-- into one. identified is net: each dollar once, all rows together are every column of the exposure
-- that is priced. decided is the amount of the decisions, else the net: of recovered findings the
-- money that came back. gross is empty where none of the findings has a price. Decisions on findings
-- that are gone from this run are counted apart.
select
  status_listed.status,
  status_listed.status_order,
  count(decided_finding.finding_id) filter (where not decided_finding.is_gone) as findings,
  count(decided_finding.opened_again_from) as opened_again,
  cast(coalesce(sum(in_question_amount) filter (where strength = 'automated'), 0) as decimal(18, 2)) as in_question_automated_amount,  -- for each strength
  cast(case when count(*) filter (where strength = 'automated' and not is_gone) = 0 then 0 else sum(candidate_amount) filter (where strength = 'automated') end as decimal(18, 2)) as gross_automated_amount,  -- for each strength
  cast(coalesce(sum(net_automated_amount), 0) as decimal(18, 2)) as identified_automated_amount,  -- for each strength
  cast(coalesce(sum(decided_automated_amount) filter (where not is_gone and decided_finding.status <> 'open'), 0) as decimal(18, 2)) as decided_automated_amount,  -- for each strength
  count(decided_finding.finding_id) filter (where decided_finding.is_gone) as gone_findings,
  cast(coalesce(sum(decided_automated_amount) filter (where is_gone and decided_finding.status <> 'open'), 0) as decimal(18, 2)) as gone_automated_amount  -- for each strength, comma between
from status_listed
left join decided_finding
  on status_listed.status = decided_finding.status
group by status_listed.status, status_listed.status_order
