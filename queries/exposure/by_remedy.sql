-- relation: by_remedy
-- grain: one row per remedy
-- kept: view
--
-- Exposure by the remedy that it asks of the provider: a refund, a corrected claim, or records. A dollar goes
-- to the remedy of the finding whose step of the ladder asks for it: findings of one check may differ.
select
  finding.remedy,
  count(distinct line_step.line_id) as lines_flagged,
  cast(coalesce(sum(line_step.step_cents) filter (where line_step.rung = 'automated'), 0) * 0.01 as decimal(18, 2)) as automated_amount  -- for each rung, comma between
from line_step
join finding
  on line_step.line_id = finding.line_id
 and line_step.check_id = finding.check_id
join line_exposure
  on line_step.line_id = line_exposure.line_id
where line_exposure.outside is null
group by finding.remedy
order by finding.remedy
