-- relation: check_period
-- grain: one row per check, policy period and reason why lines could not be checked
-- kept: audit
--
-- The number of lines that each check looked at under each period, and their payment.
--
-- Reads check_period_counted, the counts taken while the checks ran.
select
  * exclude (paid_cents),
  cast(paid_cents * 0.01 as decimal(18, 2)) as paid_amount
from check_period_counted
