-- relation: records_to_see
-- grain: one row per claim line whose records a letter asks to see
-- kept: view
--
-- Lines that a chart decides and whose records nobody has asked for. Such a letter asks for no
-- money: amount is empty.
with chart as (
  select distinct line_id
  from finding_now
  where strength = 'records'
    and kept_out is null
    and not is_requested
)
select
  line_of_letter.*,
  cast(null as decimal(18, 2)) as amount
from chart
join line_of_letter
  on chart.line_id = line_of_letter.line_id
order by payer, provider_group, claim_id, claim_line_number
