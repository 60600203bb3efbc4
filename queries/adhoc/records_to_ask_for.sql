-- question: Which records should be asked for, provider by provider?
-- parameter provider: text = ; provider group or billing NPI; empty: all
-- parameter not_asked_only: text = no; yes: only lines whose records nobody has asked for
-- parameter most: integer = 500; rows to show
--
-- Paid nursing lines without a note in the documentation index, the dearest first, with the last
-- request there was.
select
  payer, provider_group, billing_npi, member_id, claim_id, claim_line_number, hcpcs_code, line_start_date,
  line_end_date, units, paid_date, paid_amount, requested_date, due_date
from records_request
where ($provider is null or provider_group = $provider or billing_npi = $provider)
  and ($not_asked_only <> 'yes' or requested_date is null)
order by paid_amount desc, payer, claim_id, claim_line_number
limit $most
