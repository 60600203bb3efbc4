-- relation: day_number
-- grain: one row per whole number from 0 to 366
-- kept: audit
--
-- The longest span a load accepts is 366 days; joined on n < day_count it gives a line's days.
select cast(n as bigint) as n
from range(367) as counter(n)
