-- relation: amount_asked
-- grain: one row per claim line that a letter asks money for
-- kept: view
--
-- The amount that a letter asks for a line: the sum of the automated steps of its ladder that no
-- reason keeps out. A line with the sum 0 is in no letter.
with asked as (
  select line_id, sum(step_cents) as asked_cents
  from step_asked
  where why is null
  group by line_id
)
select
  line_of_letter.*,
  cast(asked.asked_cents * 0.01 as decimal(18, 2)) as amount
from asked
join line_of_letter
  on asked.line_id = line_of_letter.line_id
where asked.asked_cents > 0
order by payer, provider_group, claim_id, claim_line_number
