-- relation: left_out
-- grain: one row per claim line and check whose automated dollars are in no letter
-- kept: view
--
-- Automated exposure that no letter asks for, with why. With amount_asked it adds up to the
-- automated exposure of each provider, to the cent.
select
  payer,
  provider_group,
  claim_id,
  claim_line_number,
  member_id,
  check_id,
  why,
  cast(sum(step_cents) * 0.01 as decimal(18, 2)) as amount
from step_asked
where why is not null
  and step_cents > 0
group by payer, provider_group, claim_id, claim_line_number, member_id, check_id, why
order by payer, provider_group, claim_id, claim_line_number, check_id
