-- id: NUR-04
-- title: Nursing visit not documented
-- strength: records
-- remedy: records
-- policy: documentation
-- parameter: required
-- needs: visit_note
-- cleared by: a note filed under another date or member number; a visit recorded by electronic visit verification;
--   records the provider sends when asked
--
-- The policy pays a nursing visit, or its additional hours, only when it was performed and fully
-- documented. A line with fewer supporting notes than it needs, for which no records were asked
-- for, is a line to ask records for. A line that the loaded notes do not cover is not judged.
-- nursing_documentation says which notes support a line.
with governed as (
  select
    nursing_line.line_id,
    nursing_line.policy_period_id,
    nursing_line.not_applicable
  from nursing_line
  where nursing_line.policy_period_id in (select policy_period_id from policy)
)
select
  governed.line_id,
  governed.policy_period_id,
  cast(null as date) as service_date,
  nursing_documentation.not_payable_share,
  nursing_documentation.shortfall || ' No records were asked for.' as reason,
  cast(null as varchar) as related_claim_id
from governed
join nursing_documentation
  on governed.line_id = nursing_documentation.line_id
where nursing_documentation.last_due_date is null
