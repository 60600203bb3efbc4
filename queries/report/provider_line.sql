-- relation: provider_line
-- grain: one row per flagged claim line
-- kept: view
--
-- The flagged lines of each provider, each with the reasons of all its checks, one on each row of
-- the text. `place` orders a provider's lines: most automated dollars first, then records, then lead,
-- then all that is counted apart. No member is in it.
with said as (
  select
    line_id,
    min(line_start_date) as line_start_date,
    min(line_end_date) as line_end_date,
    min(hcpcs_code) as hcpcs_code,
    min(array_to_string(modifiers, ' ')) as modifiers,
    min(paid_amount) as paid_amount,
    string_agg(check_id || ': ' || reason, chr(10) order by check_id) as reason
  from finding
  where mode = 'active'
  group by line_id
)
select
  line_exposure.provider_group,
  line_exposure.payer,
  line_exposure.claim_id,
  line_exposure.claim_line_number,
  said.line_start_date,
  said.line_end_date,
  said.hcpcs_code,
  said.modifiers,
  said.paid_amount,
  cast(line_exposure.automated_cents * 0.01 as decimal(18, 2)) as automated_amount,  -- for each exposure column
  said.reason,
  row_number() over (
    partition by line_exposure.provider_group
    order by
      line_exposure.automated_cents desc,  -- for each strength
      0
        + line_exposure.unpriced_cents  -- for each column apart
        desc,
      line_exposure.line_id
  ) as place
from line_exposure
join said
  on line_exposure.line_id = said.line_id
