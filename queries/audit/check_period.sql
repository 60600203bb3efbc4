-- relation: check_period
-- grain: one row per check, policy period and reason why lines could not be judged
-- kept: audit
--
-- How many lines each check looked at under each period, and what was paid on them.
--
-- Reads check_period_counted, the counts taken while the checks ran.
select
  * exclude (paid_cents),
  cast(paid_cents * 0.01 as decimal(18, 2)) as paid_amount
from check_period_counted
