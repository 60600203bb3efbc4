-- relation: scope_row
-- grain: one row per policy scope: the payer, line of business and contracts of a line
-- kept: audit
--
-- The scopes that need policies: those of final-action lines, and of replaced lines that are still
-- paid because nobody has taken them back.
select policy_scope, payer, line_of_business, contract
from claim_line
union
select policy_scope, payer, line_of_business, contract
from superseded_line
