-- relation: related_line
-- grain: one row per claim line that a finding stands on: the one that stands, holds or includes
-- kept: audit
--
-- What a finding says of the other line: its claim, line, code, days, amount and paid date.
select
  line_id,
  claim_id,
  claim_line_number,
  hcpcs_code,
  'claim ' || claim_id || ' line ' || claim_line_number || coalesce(', ' || hcpcs_code, '') || ', '
    || line_start_date
    || case when line_end_date > line_start_date then ' to ' || line_end_date else '' end
    || ', paid ' || paid_amount
    || coalesce(' on ' || paid_date, ', no paid date') as said
from (
  select line_id, claim_id, claim_line_number, hcpcs_code, line_start_date, line_end_date, paid_amount, paid_date
  from claim_line
  union all
  select line_id, claim_id, claim_line_number, hcpcs_code, line_start_date, line_end_date, paid_amount, paid_date
  from superseded_line
) as line
where line_id in (select related_line_id from check_result where related_line_id is not null)
