-- relation: unlooked_line
-- grain: one row per payer and kind of code with paid lines that no check looked at
-- kept: audit
--
-- What can have no finding because nothing looked at it. code_family is null where no code table
-- knows the code, or the line has none.
select
  paid_line.payer,
  paid_line.code_family,
  count(*) as lines
from paid_line
left join governed_line
  on paid_line.line_id = governed_line.line_id
where governed_line.line_id is null
group by paid_line.payer, paid_line.code_family
