-- relation: recovery
-- grain: one row per recovery known on the as-of date
-- kept: view
--
-- Amounts taken back: the loaded recoveries, and those that remittances show by the as-of date.
--
-- Reads loaded_recovery, the loaded table without what was not known yet or came twice.
select *
from loaded_recovery
union all by name
select *
from remitted_recovery
where recovered_date <= (select as_of from audit_parameter)
